"""What the report says of segments: one group, none, kept, and fitted anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.render.blocks import Prose, Section, Table
from reporter.render.context import Context
from reporter.render.sections import clustering_summary, segments
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Drift, Failure, Requirement, Segmentation, Upkeep
from reporter.words import ENGLISH
from tests.factories import make_report
from tests.factories.groups import SPLIT, make_choice, make_coarse_migration, make_segmentation


def section(segmentation: Segmentation) -> Section:
    context = Context(make_report(segmentation=segmentation), {}, ENGLISH)
    return segments.section(context, "6")


def summary(segmentation: Segmentation) -> Section:
    context = Context(make_report(segmentation=segmentation), {}, ENGLISH)
    return clustering_summary.section(context, "A3")


def prose(found: Section) -> str:
    return " ".join(block.text for block in found.blocks if isinstance(block, Prose))


def without(reason: Reason, **changes: object) -> Segmentation:
    made = make_segmentation()
    gap = Gap(Part.SEGMENTS, reason)
    return replace(made, found=gap, migration=None, upkeep=None, **changes)  # type: ignore[arg-type]


def test_one_group_is_a_finding_with_its_numbers() -> None:
    one = without(Reason.ONE_GROUP, choice=replace(make_choice(), one_group=True))
    found = section(one)

    assert found.finding == (
        "The 531 listeners form one group: no way to part them is clearer than in noise."
    )
    assert "0.70 for one group, and 0.80 with a standard error of 0.02 for two" in prose(found)
    assert summary(one).finding == found.finding
    assert any(isinstance(block, Table) for block in summary(one).blocks)


def test_entities_that_are_all_alike_are_one_group_without_a_choice() -> None:
    found = section(without(Reason.ONE_GROUP, choice=None))
    assert found.finding.startswith("The 531 listeners form one group")
    assert found.blocks == ()


def test_no_stable_segments_say_which_requirement_was_not_met() -> None:
    failures = (
        Failure(Requirement.SIZE, 6, 25.0, 30.0),
        Failure(Requirement.NAMES, 1, None, None),
        Failure(Requirement.STABILITY, 1, 0.62, 0.75),
    )
    said = prose(
        section(
            without(Reason.NO_STABLE_SEGMENTS, choice=replace(make_choice(), failures=failures))
        )
    )
    assert "6 ways to part them have a group that is too small: 25 members at best" in said
    assert "1 way to part them gives groups that nothing tells apart by name." in said
    assert "a Jaccard coefficient of 0.62, and it takes 0.75." in said


def test_kept_segments_say_since_when() -> None:
    kept = Upkeep("2024-W47", drift=None, then=None, now=None, new=(), retired=())
    said = prose(section(replace(make_segmentation(), upkeep=kept)))
    assert "fitted in 2024-W47: they still hold" in said


@pytest.mark.parametrize(
    ("drift", "then", "now", "expected"),
    [
        (Drift.SIZE, 30.0, 21.0, "a segment of 2024-W47 has 21 members left, and it takes 30"),
        (Drift.DISTANCE, 1.3, 1.6, "from 1.30 standard deviations in 2024-W47 to 1.60"),
        (Drift.SILHOUETTE, 0.4, 0.31, "a silhouette of 0.31 after 0.40"),
        (Drift.DEFINITION, None, None, "has changed since 2024-W47"),
    ],
)
def test_segments_that_were_fitted_anew_say_why(
    drift: Drift, then: float | None, now: float | None, expected: str
) -> None:
    anew = Upkeep("2024-W47", drift, then, now, new=(2, 4), retired=(3,))
    said = prose(section(replace(make_segmentation(), upkeep=anew)))
    assert "Fitted anew" in said
    assert expected in said
    assert "Segments 3 and 5 are new. Segment 4 is gone." in said


def test_those_who_stayed_are_told_with_the_interval_of_their_share() -> None:
    assert (
        "395 of the 520 listeners of 2024-W49 are in the segment that they were in (95% interval"
        " 72.1% to 79.8%)."
    ) in prose(section(make_segmentation()))


def test_a_picture_that_has_the_interval_needs_no_sentence() -> None:
    coarse = replace(make_segmentation(), migration=make_coarse_migration())
    assert "2024-W49" not in prose(section(coarse))


def test_where_too_few_stayed_or_left_that_is_said() -> None:
    none = dict.fromkeys(("stayed", "share", "left", "joined"))
    made = make_coarse_migration()
    rows = tuple(replace(one, **none, **SPLIT) for one in made.balances)  # type: ignore[arg-type]
    untold = replace(make_segmentation(), migration=replace(made, balances=rows))
    assert (
        "Who stayed in their segment since 2024-W49 is not told: fewer than 12 listeners left or"
        " joined one, or such a number would follow."
    ) in prose(section(untold))


def test_every_number_of_groups_has_its_row() -> None:
    made = make_segmentation()
    (table,) = (block for block in summary(made).blocks if isinstance(block, Table))
    verdicts = [row.cells[-1].text for row in table.rows]

    assert verdicts == ["met"] * 4 + ["unstable"] * 3 + ["too small"] * 2
    assert [row.strong for row in table.rows].index(True) == 2
    assert "The subsamples chose 3, 3, 2, 3 and 3 groups." in prose(summary(made))
