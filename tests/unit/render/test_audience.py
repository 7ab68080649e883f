"""The audience and its filter in words, on every page that has to say them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.render import audience
from reporter.render.document import LONGEST_RUNNING, document
from reporter.results.facts import FilterTerm
from reporter.words import ENGLISH
from tests.factories import make_report

if TYPE_CHECKING:
    from reporter.report import Report

REPORT = make_report()
DE = FilterTerm("country", ("DE",))
WEB = FilterTerm("platform", ("web", "ios", "new_box"))
NOTE = ENGLISH("audience.of_all_plays")


def of(name: str | None, *terms: FilterTerm, title: str = "Weekly listening report") -> Report:
    return replace(REPORT, scope=replace(REPORT.scope, audience=name, filter=terms, title=title))


@pytest.mark.parametrize(
    ("name", "terms", "said"),
    [
        (None, (), ""),
        ("leadership", (), "Leadership"),
        ("germany", (DE,), "Germany: country DE"),
        (
            "south_east-team",
            (FilterTerm("country", ("DE", "AT")),),
            "South east team: country DE or AT",
        ),
        ("a", (DE, WEB), "A: country DE and platform Web player, iOS or new box"),
        ("fans", (FilterTerm("artist_name", ("A “B”",)),), "Fans: artist “A “B””"),
        ("one", (FilterTerm("listener_id", ("Lab12",)),), "One: 1 chosen listener"),
        (
            "few",
            (FilterTerm("listener_id", ("L1", "L2")), DE),
            "Few: 2 chosen listeners and country DE",
        ),
    ],
)
def test_title(name: str | None, terms: tuple[FilterTerm, ...], said: str) -> None:
    assert audience.title(of(name, *terms).scope, ENGLISH) == said


def test_page_one_and_the_running_head_say_it() -> None:
    made = document(of("germany", DE), (), ENGLISH)
    assert made.front.scope.startswith("Germany: country DE · 600 listeners · ")
    assert made.running == "Weekly listening report · Germany: country DE"
    assert "Found in all plays, not only this audience’s." in made.front.todo_note
    assert "of all plays, not only this audience’s" in made.front.trust


def test_a_long_filter_has_the_room_that_a_short_title_leaves() -> None:
    made = document(of("germany", DE, WEB, title="Weekly"), (), ENGLISH)
    assert made.running == "Weekly · Germany: country DE and platform Web player, iOS or new box"


def test_a_long_title_makes_room_for_the_audience() -> None:
    many = FilterTerm("country", tuple(f"X{i}" for i in range(40)))
    made = document(of("germany", many, title="Long " * 20), (), ENGLISH)
    assert len(made.running) <= LONGEST_RUNNING + 3
    assert "Long" in made.running
    assert "Germany" in made.running


def test_sections_of_all_plays_say_so_where_there_is_a_filter() -> None:
    made = document(of("germany", DE), (), ENGLISH)
    sections = (*made.sections, *made.appendix)
    said = {one.id for one in sections if NOTE in [getattr(b, "text", "") for b in one.blocks[:1]]}
    assert said == audience.OF_ALL_PLAYS
    assert {one.id for one in sections} - said == {
        "overview",
        "changes",
        "leaders",
        "retention",
        "cohorts",
        "growth",
        "survival",
        "definitions",
    }


def test_without_a_filter_nothing_says_so() -> None:
    plain, named = document(of(None), (), ENGLISH), document(of("board"), (), ENGLISH)
    assert named.sections == plain.sections
    assert named.appendix == plain.appendix
    assert named.front.scope == f"Board · {plain.front.scope}"
    assert replace(named.front, scope=plain.front.scope) == plain.front
