"""Which good reports are mailed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.config.settings import Condition
from reporter.gate.conditions import wanted
from reporter.results.facts import Estimate, Gap, Unit
from reporter.results.overview import Headline
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report

if TYPE_CHECKING:
    from reporter.report import Report


def with_tile(headline: Headline, now: Estimate | None, change: Estimate | None) -> Report:
    report = make_report()
    tiles = tuple(
        replace(tile, now=now, change=change) if tile.headline == headline else tile
        for tile in report.overview.tiles
    )
    return replace(report, overview=replace(report.overview, tiles=tiles))


def quiet_report(*, kept: int = 0) -> Report:
    """Nothing changed, and no advice is new."""
    report = make_report()
    assert not isinstance(report.changes, Gap)
    assert not isinstance(report.recommendations, Gap)
    return replace(
        report,
        changes=replace(report.changes, kept=kept),
        recommendations=replace(report.recommendations, follow_ups=()),
    )


def test_always_is_always() -> None:
    assert wanted(make_minimal_report(), "always", ENGLISH).is_wanted


def test_a_kept_change_is_material() -> None:
    assert wanted(quiet_report(kept=1), "material", ENGLISH).is_wanted
    decision = wanted(quiet_report(), "material", ENGLISH)
    assert not decision.is_wanted
    assert decision.reason == "nothing changed materially"
    assert not wanted(make_minimal_report(), "material", ENGLISH).is_wanted


def test_advice_is_material_when_it_is_new_or_judged() -> None:
    report, quiet = make_report(), quiet_report()
    assert not isinstance(report.recommendations, Gap)
    assert not isinstance(quiet.recommendations, Gap)
    now, before = report.scope.period, report.scope.previous
    assert before is not None
    judged = report.recommendations.judged[0]
    assert judged.evaluation is not None
    old = replace(judged, made_in=before, evaluation=replace(judged.evaluation, period=before))
    cases = {
        replace(old, made_in=now): True,
        replace(old, evaluation=replace(judged.evaluation, period=now)): True,
        replace(old, evaluation=None): False,
        old: False,
    }
    for follow_up, expected in cases.items():
        advice = replace(quiet.recommendations, follow_ups=(follow_up,))
        decision = wanted(replace(quiet, recommendations=advice), "material", ENGLISH)
        assert decision.is_wanted is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("skip_rate.change > 0.02", True),
        ("skip_rate.change>0.03", False),
        ("skip_rate.change >= 0.03", True),
        ("skip_rate.change < 0.03", False),
        ("skip_rate.change <= -0.01", False),
        ("skip_rate.value > 0.3", True),
        ("skip_rate.value > 30", False),
    ],
)
def test_shares_and_their_changes_count_as_fractions(when: str, *, expected: bool) -> None:
    report = with_tile(
        Headline.SKIP_RATE,
        Estimate(0.314, Unit.SHARE, 4_000),
        Estimate(3.0, Unit.POINTS, 4_000),
    )
    assert wanted(report, Condition(when=when), ENGLISH).is_wanted is expected


@pytest.mark.parametrize(("when", "expected"), [("-299", True), ("-300", False)])
def test_changes_of_counts_count_in_their_unit(when: str, *, expected: bool) -> None:
    report = with_tile(
        Headline.PLAYS, Estimate(4_800, Unit.PLAYS, 4_800), Estimate(-300, Unit.PLAYS, 4_800)
    )
    condition = Condition(when=f"plays.change < {when}")
    assert wanted(report, condition, ENGLISH).is_wanted is expected


def test_the_reason_names_the_number_and_the_condition() -> None:
    report = with_tile(Headline.SKIP_RATE, None, Estimate(-1.26, Unit.POINTS, 4_000))
    said = wanted(report, Condition(when="skip_rate.change < -0.01"), ENGLISH).reason
    assert said == (
        "skip_rate.change is -0.0126, which meets the condition “skip_rate.change < -0.01”"
    )


@pytest.mark.parametrize("what", ["value", "change"])
@pytest.mark.parametrize("sign", ["<", ">"])
def test_without_a_number_there_is_nothing_to_report(what: str, sign: str) -> None:
    report = with_tile(Headline.HOURS, None, None)
    decision = wanted(report, Condition(when=f"hours.{what} {sign} 0"), ENGLISH)
    assert not decision.is_wanted
    assert decision.reason.startswith(f"hours.{what} is not known")
