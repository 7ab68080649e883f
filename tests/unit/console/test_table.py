"""Tables fit a terminal, and lose no letter of what may not be left out."""

from __future__ import annotations

import re

import pytest

from reporter.console.table import Column, table

RUN, REPORT, WHY = "20241216T060000Z-4f3a", "weekly", "no font on this machine has a letter of it"
COLUMNS = (
    Column("run"),
    Column("report"),
    Column("plays", right=True, spare=True),
    Column("begun", spare=True),
    Column("why", below=True),
)
ROWS = (
    (RUN, REPORT, "4,895", "2024-12-16 06:00:00Z", WHY),
    (RUN, REPORT, "12", "2024-12-16 06:00:00Z", ""),
)


def on_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Print to a terminal of so many columns."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines, without what makes a head bold."""
    return re.sub(r"\x1b\[\d*m", "", capsys.readouterr().out).rstrip("\n").split("\n")


def test_elsewhere_a_row_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    table(COLUMNS, ROWS)
    head, first, second = printed(capsys)
    assert head.split() == ["Run", "Report", "Plays", "Begun", "Why"]
    assert first == f"{RUN}  weekly  4,895  2024-12-16 06:00:00Z  {WHY}"
    assert second == f"{RUN}  weekly     12  2024-12-16 06:00:00Z"


def test_a_sentence_with_room_stands_beside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_terminal(monkeypatch, 100)
    table(COLUMNS, ROWS)
    lines = printed(capsys)
    assert [" ".join(line[60:].split()) for line in lines] == [
        "Why", "no font on this machine has a letter of", "it", ""
    ]  # fmt: skip
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize(
    ("width", "left"),
    [
        (80, ["Run", "Report", "Plays", "Begun"]),
        (50, ["Run", "Report", "Plays"]),
        (30, ["Run", "Report"]),
    ],
)
def test_one_without_stands_below_and_what_is_spare_goes(
    width: int,
    left: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    on_terminal(monkeypatch, width)
    table(COLUMNS, ROWS)
    head, first, *below, second = printed(capsys)
    assert head.split() == left
    assert first.startswith(f"{RUN}  weekly")
    assert second.startswith(f"{RUN}  weekly")
    assert all(line.startswith("    ") and len(line) <= width for line in below)
    assert " ".join(line.strip() for line in below) == WHY
    assert all(len(line) <= width for line in (head, first, second))


def test_nothing_is_cut_off_where_not_even_that_fits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_terminal(monkeypatch, 20)
    table((Column("run"), Column("report"), Column("number", wraps=True)), [(RUN, REPORT, WHY)])
    text = "\n".join(printed(capsys))
    assert f"{RUN}  weekly" in text
    assert [word for word in WHY.split() if word not in text] == []


def test_a_long_word_is_broken_and_loses_no_letter(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_terminal(monkeypatch, 40)
    word = "validation.1.Logistic_Regression.calibration_intercept"
    table((Column("number", wraps=True), Column("change", right=True)), [(word, "+2.4")])
    _, *lines = printed(capsys)
    assert "".join(line.split()[0] for line in lines) == word


def test_an_empty_column_is_left_out_and_an_empty_table_is_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table(COLUMNS, [])
    assert not capsys.readouterr().out
    table(COLUMNS, [(RUN, "", "", "", "")])
    assert printed(capsys) == ["Run", RUN]
