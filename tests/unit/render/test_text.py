"""Values as text."""

from __future__ import annotations

import pytest

from reporter.plays import Entity
from reporter.render import text
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.words import ENGLISH

NAMELESS = "(none)"


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_has_a_form(unit: Unit) -> None:
    assert text.value(Estimate(12.0, unit, 3), ENGLISH)


def test_values_and_intervals_follow_their_unit() -> None:
    rate = Estimate(0.314, Unit.SHARE, 900, 0.291, 0.337)
    change = Estimate(2.1, Unit.POINTS, 900, -0.4, 4.6)
    assert text.value(rate, ENGLISH) == "31.4%"
    assert text.interval(rate, ENGLISH) == "29.1% to 33.7%"
    assert text.change(change, ENGLISH) == "+2.1\N{NO-BREAK SPACE}points"
    assert text.interval(change, ENGLISH, signed=True) == "−0.4 to +4.6"
    assert text.change(Estimate(-1_204.0, Unit.PLAYS, 7), ENGLISH) == "−1,204"
    assert text.change(Estimate(12.5, Unit.HOURS, 7), ENGLISH) == "+12.5"
    assert text.change(Estimate(-120.4, Unit.HOURS, 7), ENGLISH) == "−120"


def test_what_is_not_there_is_a_dash() -> None:
    assert text.value(None, ENGLISH) == "–"
    assert text.interval(None, ENGLISH) == "–"
    assert text.interval(Estimate(1.0, Unit.PLAYS, 1), ENGLISH) == "–"


@pytest.mark.parametrize("entity", Entity)
@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("part", Part)
def test_every_gap_has_its_sentence(part: Part, reason: Reason, entity: Entity) -> None:
    counted = text.gap(Gap(part, reason, have=3, need=500, name="shuffle"), ENGLISH, entity)
    bare = text.gap(Gap(part, reason), ENGLISH, entity)
    for sentence in (counted, bare):
        assert sentence.endswith(".")
        assert sentence[0].isupper()
        assert "{" not in sentence
        assert "None" not in sentence
    if entity is Entity.TRACK:
        assert "listeners" not in counted + bare
        assert "users" not in counted + bare


def test_a_gap_says_how_much_there_is_and_what_it_takes() -> None:
    gap = Gap(Part.SKIP_MODEL, Reason.TOO_FEW_PLAYS, have=3, need=1_500)
    assert text.gap(gap, ENGLISH, Entity.TRACK) == (
        "There is no skip model: it takes 1,500 plays, and there are 3."
    )


def test_a_gap_names_the_column() -> None:
    gap = Gap(Part.SHUFFLE, Reason.NO_COLUMN, name="reason_end")
    assert text.gap(gap, ENGLISH, Entity.LISTENER) == (
        "There is no breakdown by shuffle: the source does not record why a play ended."
    )


def test_lists_end_with_and() -> None:
    assert text.listed(["a"], ENGLISH) == "a"
    assert text.listed(["a", "b", "c"], ENGLISH) == "a, b and c"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Björk", "Björk"),
        ("  two\n lines\t", "two lines"),
        ("nul\x00 bell\x07", "nul bell"),
        ("\u202egnirts\u202c", "gnirts"),
        ("فيروز", "فيروز"),
        ("👩\u200d🎤 live", "👩\u200d🎤 live"),
        ("", NAMELESS),
        ("\x00\u200b \n", NAMELESS),
        ("<script>", "<script>"),
        ("a" + "\u0301" * 50 + "b", "a" + "\u0301" * 3 + "b"),
    ],
)
def test_names_are_made_fit_for_print(name: str, printed: str) -> None:
    assert text.printable(name, NAMELESS) == printed


def test_long_names_are_elided() -> None:
    printed = text.printable("x" * 5_000, NAMELESS)
    assert len(printed) == text.LONGEST_NAME
    assert printed.endswith("…")


def test_a_name_keeps_its_direction_inside_a_sentence() -> None:
    assert text.isolated("فيروز") == "\u2068فيروز\u2069"
