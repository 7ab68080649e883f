"""Data quality: the label's definitions side by side, dead flags, starts and overlaps."""

from __future__ import annotations

from datetime import date

import pytest

from reporter.analysis.quality import dead_flag, quality
from reporter.results.facts import SkipDefinition
from reporter.results.quality import DeadFlagSpan, Quality
from tests.histories import Play, make_history


def look(plays: list[Play], **scope: str | SkipDefinition) -> Quality:
    history = make_history(plays, **scope)  # type: ignore[arg-type]
    return quality(history, (), len(plays))


def test_each_definition_has_its_rate() -> None:
    endings = ["fwdbtn", "endplay", "trackdone", "trackdone", "logout"]
    plays = [
        Play(f"2024-12-1{i}T12:00:00", end=end, flag=i == 0, ms=20_000 if i < 3 else 60_000)
        for i, end in enumerate(endings)
    ]
    found = look(plays)
    rates = {rate.definition: rate.history for rate in found.definitions}
    values = {name: (rate.value, rate.n) for name, rate in rates.items() if rate}
    assert values == {
        SkipDefinition.RULE: (0.5, 4),
        SkipDefinition.BUTTONS: (pytest.approx(1 / 3), 3),
        SkipDefinition.FLAG: (0.2, 5),
        SkipDefinition.SHORT: (0.6, 5),
    }
    assert [rate.definition for rate in found.definitions if rate.used] == [SkipDefinition.RULE]
    assert found.censored == 1
    assert found.flag_agreement is not None
    assert (found.flag_agreement.value, found.flag_agreement.n) == (0.75, 4)


def test_definitions_whose_column_is_missing_are_left_out() -> None:
    history = make_history([Play("2024-12-10T12:00:00")], missing=("reason_end", "skipped_flag"))
    found = quality(history, (), 1)
    by_definition = {rate.definition: rate for rate in found.definitions}
    assert by_definition.keys() == {SkipDefinition.RULE, SkipDefinition.SHORT}
    assert by_definition[SkipDefinition.RULE].history is None
    assert found.flag_agreement is None
    assert found.censored == 1


def test_plays_after_the_cut_off_are_counted() -> None:
    plays = [Play(f"2024-12-{day:02d}T12:00:00") for day in range(2, 20)]
    assert look(plays).after_cut_off == 4


def _month(month: str, *, n: int, forward: int, flagged: int) -> list[Play]:
    return [
        Play(
            f"{month}-{1 + i % 28:02d}T{i // 28:02d}:00:00",
            end="fwdbtn" if i < forward else "trackdone",
            flag=i < flagged,
            ms=1,
        )
        for i in range(n)
    ]


def spans(plays: list[Play]) -> tuple[DeadFlagSpan, ...]:
    from reporter.analysis.history.prepared import extent  # noqa: PLC0415 - used here alone

    history = make_history(plays, period="all")
    whole = extent(history.engine, history.intake.plays, history.zone)
    return dead_flag(history.engine, history.intake, whole)


def test_a_flag_that_is_never_set_while_forward_is_pressed_is_dead() -> None:
    plays = [
        *_month("2024-01", n=60, forward=6, flagged=0),
        *_month("2024-02", n=10, forward=0, flagged=0),  # too few to judge, between two dead
        *_month("2024-03", n=60, forward=6, flagged=0),
        *_month("2024-04", n=60, forward=6, flagged=6),
        *_month("2024-05", n=60, forward=1, flagged=0),  # hardly anything to flag
    ]
    assert spans(plays) == (DeadFlagSpan(date(2024, 1, 1), date(2024, 4, 1), 130, 0, 12),)


def test_a_living_flag_has_no_dead_span() -> None:
    assert spans(_month("2024-01", n=60, forward=6, flagged=6)) == ()
