"""What the two renderers print: every part there, or a sentence that says why not."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING

import pytest

from reporter.figures.chart import ChartId
from reporter.plays import Entity
from reporter.render.blocks import Cards, Document, Pair, Picture, Section, Table
from reporter.render.context import Context
from reporter.render.document import document
from reporter.render.sections import recommendations
from reporter.results.facts import Gap, Part, Reason
from reporter.results.overview import Headline, LeaderRank
from reporter.results.recommendations import Kind, Recommendations
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.extremes import make_tracks_report
from tests.factories.pictures import make_charts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.report import Report

FULL = make_report()
MINIMAL = make_minimal_report()
GAPPED = (
    "leaders",
    "changes",
    "skip_model",
    "drivers",
    "segmentation",
    "churn",
    "recommendations",
    "audit",
)


def _made(report: Report) -> Document:
    return document(report, make_charts(), ENGLISH)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _all(made: Document) -> tuple[Section, ...]:
    return made.sections + made.appendix


def _tables(made: Document) -> Iterator[Table]:
    for section in _all(made):
        for block in section.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Pair):
                yield from (side for side in (block.left, block.right) if isinstance(side, Table))


def _section(report: Report, name: str) -> Section:
    return next(section for section in _all(_made(report)) if section.id == name)


def _charts(made: Document) -> list[str]:
    found = [tile.spark.id for tile in made.front.tiles if tile.spark]
    for section in _all(made):
        for block in section.blocks:
            sides = (block.left, block.right) if isinstance(block, Pair) else (block,)
            found += [side.chart.id for side in sides if isinstance(side, Picture)]
    return found


def test_sections_are_numbered_and_their_ids_are_unique() -> None:
    made = _made(FULL)
    assert [section.number for section in made.sections] == [str(n) for n in range(1, 13)]
    assert [section.number for section in made.appendix] == ["A1", "A2", "A3", "A4", "A5"]
    ids = [section.id for section in _all(made)]
    assert len(set(ids)) == len(ids)


def test_every_chart_is_printed_once() -> None:
    of_one = {ChartId.ARTISTS_CURVE, ChartId.SILENCES}
    assert sorted(_charts(_made(FULL))) == sorted(set(ChartId) - of_one)
    assert of_one <= set(_charts(_made(make_tracks_report())))


def test_charts_that_were_not_drawn_are_left_out() -> None:
    assert _charts(document(FULL, (), ENGLISH)) == []


@pytest.mark.parametrize("report", [FULL, MINIMAL], ids=["full", "minimal"])
def test_tables_are_whole(report: Report) -> None:
    for table in _tables(_made(report)):
        assert table.caption
        assert sum(column.width for column in table.columns) == 24, table.caption
        assert all(column.label for column in table.columns), table.caption
        for row in table.rows:
            assert len(row.cells) == (1 if row.group else len(table.columns)), table.caption


@pytest.mark.parametrize("report", [FULL, MINIMAL], ids=["full", "minimal"])
def test_every_section_opens_with_a_sentence(report: Report) -> None:
    for section in _all(_made(report)):
        assert section.finding.endswith(".")
        assert section.finding[0].isupper() or not section.finding[0].isalpha()


@pytest.mark.parametrize("report", [FULL, MINIMAL], ids=["full", "minimal"])
def test_no_placeholder_and_no_python_is_printed(report: Report) -> None:
    for text in _texts(_made(report)):
        assert "None" not in text
        assert "nan" not in text.split()
        assert "{" not in text.replace("{{ 7 * 7 }}", "")


def test_a_report_on_one_person_speaks_of_nobody_else() -> None:
    for text in _texts(_made(MINIMAL)):
        assert "listeners" not in text.lower().replace("one listener’s", ""), text
        assert "users" not in text.lower()


FIRST_REASON, *OTHER_REASONS = Reason


@pytest.mark.parametrize(
    "reason",
    [FIRST_REASON, *(pytest.param(one, marks=pytest.mark.untraced) for one in OTHER_REASONS)],
)
@pytest.mark.parametrize("name", GAPPED)
def test_what_is_missing_says_why_and_the_rest_is_there(name: str, reason: Reason) -> None:
    part = Part.SEGMENTS if name == "segmentation" else Part(name)
    gap = Gap(part, reason, have=7, need=1_234, name="shuffle")
    made = _made(make_report(**{name: gap}))
    sentence = {
        text for text in _texts(made) if text.startswith(ENGLISH(f"gap.part.{part}") + ": ")
    }
    assert len(sentence) == 1
    assert len(_all(made)) == 17


def test_missing_breakdowns_and_cohorts_say_why() -> None:
    texts = set(_texts(_made(MINIMAL)))
    assert "There is no breakdown by platform: the source does not record platform." in texts
    assert any("undefined where there is one listener" in text for text in texts)
    assert "There is no churn risk: the history belongs to one listener." in texts
    assert any(text.startswith("Nothing can be said about silences: it takes 21") for text in texts)
    assert (
        "There is no comparison with an earlier period: the history does not cover the whole"
        " period before." in texts
    )


def test_recommendations_point_at_a_section() -> None:
    made = _made(FULL)
    ids = {section.id for section in _all(made)}
    cards = [
        block for section in made.sections for block in section.blocks if isinstance(block, Cards)
    ]
    assert cards
    for card in (*made.front.todo, *(card for block in cards for card in block.cards)):
        assert card.target in ids
        assert card.evidence
    assert len(made.front.todo) == 3


@pytest.mark.parametrize("entity", Entity)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_recommendation_has_its_words(kind: Kind, entity: Entity) -> None:
    scope = replace(FULL.scope, entity=entity, n_listeners=1 if entity is Entity.TRACK else 600)
    assert not isinstance(FULL.recommendations, Gap)
    levels = {
        Kind.TRACK_LENGTH: "long",
        Kind.SHUFFLE: "on",
        Kind.WORST_PLATFORM: "android",
        Kind.HIGH_SKIP_SEGMENT: "1",
    }
    level = levels.get(kind)
    first = FULL.recommendations.rows[0]
    evidence = tuple(replace(one, level=level) for one in first.evidence)
    row = replace(first, kind=kind, level=level, evidence=evidence)
    advice = replace(FULL.recommendations, rows=(row,))
    card = _made(replace(FULL, scope=scope, recommendations=advice)).front.todo[0]
    assert card.title
    assert "{" not in card.title + card.text


@pytest.mark.parametrize(
    "name",
    [
        "skip_rate",
        "adjusted_effect",
        "difference",
        "casual_share",
        "segment_skip_rate",
        "segment_share",
        "trend",
        "active_day_rate",
    ],
)
def test_every_evidence_has_its_words(name: str) -> None:
    assert not isinstance(FULL.recommendations, Gap)
    first = FULL.recommendations.rows[0]
    evidence = (replace(first.evidence[0], name=name, level=None),)
    advice = replace(FULL.recommendations, rows=(replace(first, evidence=evidence),))
    card = _made(replace(FULL, recommendations=advice)).front.todo[0]
    assert "n 3,600" in card.evidence[0]


def test_page_one_has_a_tile_for_each_headline() -> None:
    for report in (FULL, MINIMAL):
        assert len(_made(report).front.tiles) == len(Headline)


def test_only_what_survived_testing_stands_out() -> None:
    kept = {tile.label for tile in _made(FULL).front.tiles if tile.kept}
    assert kept == {"Skip rate"}


def test_nothing_beyond_noise_is_said() -> None:
    assert not isinstance(FULL.changes, Gap)
    rows = tuple(replace(row, kept=False) for row in FULL.changes.rows)
    front = _made(replace(FULL, changes=replace(FULL.changes, rows=rows, kept=0))).front
    assert front.changed == ()
    assert front.changed_note == "Nothing beyond noise: 11 changes were tested."


def test_a_change_without_an_interval_says_that_it_is_not_tested() -> None:
    first, *others = FULL.overview.tiles
    assert first.change is not None
    bare = replace(first, change=replace(first.change, low=None, high=None))
    overview = replace(FULL.overview, tiles=(bare, *others))
    tile = _made(replace(FULL, overview=overview)).front.tiles[0]
    assert tile.change == "−412 (−5.0%)"
    assert tile.interval == "not tested"


def test_a_partial_period_says_so() -> None:
    assert _made(MINIMAL).front.period == "15\xa0December\xa02024 (not complete)"
    assert _made(FULL).front.period == "Week 50, 9–15\xa0December\xa02024"


def test_leaders_without_a_ranking_by_skips_say_why() -> None:
    assert not isinstance(FULL.leaders, Gap)
    rows = tuple(row for row in FULL.leaders.rows if row.by is LeaderRank.PLAYED)
    made = _made(replace(FULL, leaders=replace(FULL.leaders, rows=rows)))
    texts = set(_texts(made))
    assert (
        "No track is ranked by skips: it takes 20 plays of one that ended as a skip or complete,"
        " and a skip among them."
    ) in texts
    assert "\u2068Nina Simone\u2069 was played most: 293 plays." in texts


def test_the_leaders_are_named_once_or_twice() -> None:
    assert not isinstance(FULL.leaders, Gap)
    leaders = _section(FULL, "leaders")
    assert leaders.finding == (
        "\u2068Nina Simone\u2069 was played most, 293 plays, and skipped most, in 70% of them."
    )
    rows = tuple(
        replace(row, id="other", name="Other") if row.by is LeaderRank.SKIPPED else row
        for row in FULL.leaders.rows
    )
    other = _section(replace(FULL, leaders=replace(FULL.leaders, rows=rows)), "leaders")
    assert other.finding == (
        "\u2068Nina Simone\u2069 was played most, 293 plays;"
        " \u2068Other\u2069 was skipped most, in 70% of plays."
    )


def test_a_model_without_signal_says_so() -> None:
    assert not isinstance(FULL.skip_model, Gap)
    model = replace(FULL.skip_model, usable=False, tied=("logistic_regression",))
    made = _made(replace(FULL, skip_model=model))
    assert "skip model: no usable signal beyond the best simple rule" in made.front.trust
    assert _section(replace(FULL, skip_model=model), "skip_model").finding.startswith(
        "No usable signal:"
    )


def test_terms_of_cohorts_are_defined_where_there_are_cohorts() -> None:
    for report, there in ((FULL, True), (MINIMAL, False)):
        entries = list(_texts(_section(report, "definitions")))
        assert ("definition-cohort" in entries) is there


def test_tables_with_many_rows_are_set_tighter() -> None:
    tables = {table.caption: table for table in _tables(_made(FULL))}
    drivers = tables["Raw difference and adjusted effect, in percentage points"]
    assert drivers.is_dense
    assert not tables["The latest weeks"].is_dense


def test_long_lists_are_capped_on_paper() -> None:
    quality = FULL.quality
    files = tuple(replace(quality.files[0], file=f"file-{i}.json") for i in range(400))
    made = _made(replace(FULL, quality=replace(quality, files=files)))
    assert all(len(table.rows) <= 30 for table in _tables(made))
    assert any("of 400 files" in text for text in _texts(made))


def test_many_follow_ups_are_capped_and_restated_ones_named() -> None:
    report = make_report()
    advice = report.recommendations
    assert isinstance(advice, Recommendations)
    many = replace(advice, follow_ups=advice.follow_ups * 6)
    context = Context(replace(report, recommendations=many), {}, ENGLISH)
    blocks = recommendations.section(context, "1").blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables[0].rows) == 14
    assert "The first 14 of 18" in tables[0].note
    assert "Restated" in tables[0].note
    cells = [[cell.text for cell in row.cells] for row in tables[0].rows[:3]]
    assert [row[-1] for row in cells] == [
        "Improved",
        "No change",
        "due from 6\N{NO-BREAK SPACE}January\N{NO-BREAK SPACE}2025",
    ]
    said = recommendations.past(context, many)
    assert said == "Of 12 earlier recommendations judged: 6 improved, 6 without change."


def test_restated_numbers_stand_in_the_overview_and_on_page_one() -> None:
    made = document(FULL, make_charts(), ENGLISH)
    (line,) = (line for line in made.front.trust if line.startswith("restated"))
    assert line == (
        "restated: skip rate of the week before is 29.4%, and was reported as 29.1%;"
        " so is 1 other number"
    )
    assert [table.caption for table in _tables(made) if table.caption.startswith("Restated")]


def test_page_one_names_no_number_that_looks_as_it_was_reported() -> None:
    rate = FULL.overview.restated[1]
    same = replace(rate, reported=replace(rate.now, value=rate.now.value + 1e-5))
    report = make_report(overview=replace(FULL.overview, restated=(same,)))
    made = document(report, make_charts(), ENGLISH)
    assert not [line for line in made.front.trust if line.startswith("restated")]
    assert [table.caption for table in _tables(made) if table.caption.startswith("Restated")]
