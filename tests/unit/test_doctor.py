"""The doctor: what each check says, and the command that mends it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from pydantic import SecretStr

from reporter import doctor
from reporter.config import ArchiveSettings, Settings, SourceSettings
from reporter.doctor import State
from reporter.ledger.database import HEAD

if TYPE_CHECKING:
    import ctypes

Names = tuple[str, ...]


def pango(number: int) -> ctypes.CDLL:
    return cast("ctypes.CDLL", SimpleNamespace(pango_version=lambda: number))


@pytest.fixture(autouse=True)
def _apt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("REPORTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 1000)


def test_a_good_pango_tells_its_version() -> None:
    check = doctor.pango(lambda _: pango(15_012))
    assert (check.state, check.found, check.remedy) == (State.OK, "version 1.50.12", "")


def test_an_old_pango_is_a_problem() -> None:
    check = doctor.pango(lambda _: pango(14_399))
    assert check.state is State.PROBLEM
    assert check.found == "version 1.43.99 is too old, the PDF needs 1.44"
    assert check.remedy == (
        "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


@pytest.mark.parametrize(
    ("absent", "name"), [("libpango-1.0.so.0", "libpango"), ("libpangoft2-1.0.so.0", "libpangoft2")]
)
def test_a_missing_part_of_pango_is_named(absent: str, name: str) -> None:
    def find(names: Names) -> ctypes.CDLL | None:
        return None if absent in names else pango(15_012)

    check = doctor.pango(find)
    assert check.state is State.PROBLEM
    assert check.found == f"{name} is not installed, and the PDF needs it"


def test_harfbuzz_is_there_or_not() -> None:
    assert doctor.harfbuzz(lambda _: pango(0)).state is State.OK
    assert doctor.harfbuzz(lambda _: None).state is State.PROBLEM


def test_a_library_that_nobody_has_is_not_found() -> None:
    assert doctor.library(("libreporter-has-no-such.so.9", "reporter-has-no-such")) is None


def test_the_libraries_of_this_machine_are_loaded() -> None:
    assert doctor.library(("libc.so.6", "c")) is not None


def test_the_remedy_is_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.install("Darwin") == "brew install pango"
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert doctor.install().startswith("apt-get install -y libpango")
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert doctor.install() == "install Pango, HarfBuzz with the package manager of this system"


def test_bundled_fonts_are_counted() -> None:
    assert doctor.fonts().state is State.OK
    assert doctor.fonts().found.startswith("Source Sans 3 in 4 faces")


def test_missing_fonts_are_a_broken_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathlib.Path.is_file", lambda _: False)
    check = doctor.fonts()
    assert check.state is State.PROBLEM
    assert "is missing from" in check.found
    assert check.remedy == "pip install --force-reinstall reporter"


@pytest.mark.parametrize(("listed", "state"), [("Noto Sans CJK SC\n", State.OK), ("", State.NOTE)])
def test_other_scripts_are_no_obstacle(
    monkeypatch: pytest.MonkeyPatch, listed: str, state: State
) -> None:
    monkeypatch.setattr("subprocess.run", lambda *_, **__: SimpleNamespace(stdout=listed))
    check = doctor.scripts()
    assert check.state is state
    assert check.is_good
    assert check.remedy == ("" if listed else "sudo apt-get install -y fonts-noto-cjk")


def test_without_fontconfig_nobody_can_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert doctor.scripts().found.startswith("fc-list is not there")


def test_no_source_is_no_obstacle() -> None:
    check = doctor.source(SourceSettings())
    assert (check.state, check.found) == (State.NOTE, "none is configured")


def test_a_source_is_detected_without_reading_its_rows(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    rows = '[{"endTime": "2024-12-09 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1}]'
    for number in range(2):
        (folder / f"StreamingHistory_music_{number}.json").write_text(rows)
    check = doctor.source(SourceSettings(path=str(folder)))
    assert check.state is State.OK
    assert check.found == "2 files, Spotify account data"


def test_a_source_that_is_not_there_is_a_problem() -> None:
    check = doctor.source(SourceSettings(path="absent.zip"))
    assert check.state is State.PROBLEM
    assert check.found == "there is no file or folder absent.zip"
    assert check.remedy


def test_the_output_folder_is_tried(tmp_path: Path) -> None:
    good = doctor.output(Settings(archive=ArchiveSettings(files=str(tmp_path / "new"))))
    assert good.state is State.OK
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("")
    bad = doctor.output(Settings(archive=ArchiveSettings(files=str(tmp_path / "file"))))
    assert bad.state is State.PROBLEM
    assert bad.remedy == f"mkdir -p {tmp_path}/file && chmod u+w {tmp_path}/file"


def test_a_ledger_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    check = doctor.ledger(ArchiveSettings(files=str(tmp_path / "new")))
    assert check.state is State.OK
    assert check.found == f"the first run makes sqlite:///{tmp_path}/new/reporter.db"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("version", "state", "said", "remedy"),
    [
        (HEAD, State.OK, "answers", ""),
        ("0001", State.NOTE, "up to date", ""),
        ("9999", State.PROBLEM, "newer version", "pip install --upgrade reporter"),
    ],
)
def test_the_tables_of_the_ledger_are_looked_at(
    tmp_path: Path, version: str, state: State, said: str, remedy: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "reporter.db")) as made, made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
        made.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    check = doctor.ledger(ArchiveSettings(files=str(tmp_path)))
    assert (check.state, check.remedy) == (state, remedy)
    assert said in check.found
    with closing(sqlite3.connect(tmp_path / "reporter.db")) as made:
        assert made.execute("SELECT * FROM alembic_version").fetchall() == [(version,)]


@pytest.mark.parametrize("url", ["sqlite:///{0}/broken.db", "postgresql://me:secret@o@host/x"])
def test_a_ledger_that_does_not_answer_is_a_problem(tmp_path: Path, url: str) -> None:
    (tmp_path / "broken.db").write_text("this is no database " * 100)
    check = doctor.ledger(ArchiveSettings(ledger=SecretStr(url.format(tmp_path))))
    assert check.state is State.PROBLEM
    assert check.remedy
    assert "secret" not in check.found


def test_a_bad_configuration_ends_the_examination(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("sead: 1")
    *_, last = doctor.examine()
    assert last.id == "config"
    assert last.state is State.PROBLEM
    assert last.remedy == "reporter config check"
    *_, named = doctor.examine(Path("config.yaml"))
    assert named.remedy == "reporter config check --config config.yaml"


def test_everything_is_examined_in_order() -> None:
    checks = list(doctor.examine())
    assert [check.id for check in checks] == [
        "pango",
        "harfbuzz",
        "fonts",
        "scripts",
        "config",
        "source",
        "output",
        "ledger",
    ]


def test_a_check_is_a_line_and_its_remedy() -> None:
    check = doctor.Check("pango", State.PROBLEM, "old", "apt-get install pango")
    assert check.lines() == ("problem  Pango: old", "         apt-get install pango")
    assert check.values() == {
        "check": "pango",
        "state": "problem",
        "found": "old",
        "remedy": "apt-get install pango",
    }
    assert doctor.Check("fonts", State.OK, "there").lines() == ("ok       Fonts: there",)
