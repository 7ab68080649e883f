"""Sentences that must be true of the numbers beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.render.blocks import Prose, Section, Table
from reporter.render.context import Context
from reporter.render.front import front
from reporter.render.sections import drivers, growth, model_summary, quality
from reporter.results.drivers import Drivers
from reporter.results.facts import Estimate, Unit
from reporter.results.quality import Count
from reporter.results.retention import Cohorts
from reporter.results.skips import SkipModel
from reporter.words import ENGLISH
from tests.factories import make_report
from tests.factories.extremes import make_tracks_report

if TYPE_CHECKING:
    from reporter.results.drivers import Driver
    from reporter.results.quality import Quality

REPORT = make_report()


def _context(found: Quality) -> Context:
    return Context(replace(REPORT, quality=found), {}, ENGLISH)


def _notes(section: Section) -> str:
    return " ".join(block.note for block in section.blocks if isinstance(block, Table))


def test_one_row_is_a_row() -> None:
    one = replace(
        REPORT.quality,
        read=1,
        kept=1,
        duplicates=0,
        other_content=(),
        other_content_rows=0,
        quarantined=0,
        quarantine=(),
    )
    assert quality.section(_context(one), "A4").finding == (
        "1 row was read: 1 play, 0 duplicates, 0 not music, 0 quarantined."
    )
    twice = replace(one, read=2, duplicates=1)
    assert "set aside: 1 duplicate, 0 rows" in " ".join(front(_context(twice)).trust)


def test_quarantined_rows_are_pointed_at_where_there_are_some() -> None:
    podcasts = (Count("podcast", 845),)
    bad = (Count("before 2006", 3),)
    none = replace(REPORT.quality, other_content=podcasts, quarantine=(), quarantined=0)
    some = replace(REPORT.quality, other_content=podcasts, quarantine=bad, quarantined=3)
    assert "quarantined_rows.csv" not in _notes(quality.section(_context(none), "A4"))
    assert "quarantined_rows.csv" in _notes(quality.section(_context(some), "A4"))


def test_importances_are_warned_of_after_their_kind() -> None:
    found = REPORT.skip_model
    assert isinstance(found, SkipModel)
    notes = []
    for kind in ("impurity", "coefficient", "permutation"):
        report = replace(REPORT, skip_model=replace(found, importance_kind=kind))
        blocks = model_summary.section(Context(report, {}, ENGLISH), "A1").blocks
        notes.append(" ".join(str(block) for block in blocks if isinstance(block, Prose)))
    assert ["favour features with many values" in note for note in notes] == [True, False, False]


def test_the_finding_of_the_drivers_names_a_level_that_is_one_thing() -> None:
    found = REPORT.drivers
    assert isinstance(found, Drivers)
    group = found.groups[0]
    strong = Estimate(69.1, Unit.POINTS, 178, 61.0, 75.2)
    unknown = replace(group.levels[0], level="unknown", effect=strong, kept=True)

    def finding(*levels: Driver) -> str:
        made = replace(found, groups=(replace(group, levels=levels),))
        return drivers.section(Context(replace(REPORT, drivers=made), {}, ENGLISH), "5").finding

    assert "14.1 points more" in finding(*group.levels, unknown)
    assert "69.1 points more" in finding(unknown)


def test_growth_without_loss_is_told_of_listeners_and_of_tracks() -> None:
    for report, words in (
        (REPORT, "active listeners in the latest week"),
        (make_tracks_report(), "tracks in the latest week"),
    ):
        whole = report.retention
        found = whole.returning
        assert isinstance(found, Cohorts)
        last = replace(found.growth[-1], churned=0, quick_ratio=None)
        kept = replace(found, growth=(*found.growth[:-1], last))
        one = replace(whole.one, tracks=kept) if whole.one else None
        made = replace(report, retention=replace(whole, cohorts=kept, one=one))
        said = growth.section(Context(made, {}, ENGLISH), "9").finding
        assert words in said
        assert "quick ratio" not in said
