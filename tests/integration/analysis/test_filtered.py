"""Part of a history: which plays pass a filter, and what stays that of the whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from reporter.analysis.glance.changes import changes
from reporter.analysis.glance.leaders import leaders
from reporter.analysis.glance.overview import overview
from reporter.analysis.history import parts
from reporter.analysis.history.daily import daily
from reporter.analysis.history.filtered import terms
from reporter.analysis.retention.summary import retention
from reporter.errors import FilterError
from reporter.plays import Entity
from reporter.report import canonical
from reporter.results.overview import Headline
from tests.histories import Play, compared, make_history, narrowed, rows_of

if TYPE_CHECKING:
    from reporter.analysis.history.filtered import FilterKey
    from reporter.analysis.history.prepared import History

PLAYS = (
    Play("2024-12-02T08:00", listener="L1", track="a", artist="Anna", country="DE"),
    Play("2024-12-02T08:04", listener="L1", track="b", artist="Anna", country="FR"),
    Play("2024-12-02T08:08", listener="L1", track="c", artist="Bo", country="DE", end="fwdbtn"),
    Play("2024-12-03T08:00", listener="L2", track="d", artist="anna", country="DE", platform="web"),
    Play("2024-12-08T23:50", listener="L3", track="e", artist="Bo", country=None),
)


def tracks(history: History) -> str:
    return "".join(row.track_id for row in rows_of(history))


def part(missing: tuple[str, ...] = (), **asked: tuple[str, ...]) -> History:
    named: dict[FilterKey, tuple[str, ...]] = dict(asked)  # type: ignore[assignment]
    return narrowed(make_history(PLAYS, missing=missing), terms(named))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"country": ("DE",)}, "acd"),
        ({"country": (" de ",)}, "acd"),
        ({"country": ("DE", "FR")}, "abcd"),
        ({"country": ("DE",), "platform": ("IOS",)}, "ac"),
        ({"artist": ("anna",)}, "abd"),
        ({"listener": ("l2", "L3")}, "de"),
    ],
)
def test_values_are_alternatives_and_conditions_hold_together(
    asked: dict[str, tuple[str, ...]], found: str
) -> None:
    assert tracks(part(**asked)) == found


SEVERAL: tuple[tuple[dict[str, tuple[str, ...]], str], ...] = (
    ({"country": ("DE",)}, "acd"),
    ({"country": ("XX",)}, ""),
    ({"artist": ("bo",), "country": ("de", "xx")}, "c"),
    ({"artist": ("anna", "BO")}, "abcde"),
    ({"listener": ("l1",)}, "abc"),
    ({"platform": ("web",)}, "d"),
    ({"country": ("FR",), "platform": ("web",)}, ""),
)


@pytest.mark.parametrize("most", [parts.MOST_COPIED, 4, 1])
def test_many_parts_are_those_of_each_alone(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(parts, "MOST_COPIED", most)
    whole = make_history(PLAYS)
    asked = [terms(named) for named, _ in SEVERAL]  # type: ignore[arg-type]
    found = []
    for one, (named, expected) in zip(parts.parts(whole, asked), SEVERAL, strict=True):
        if isinstance(one, FilterError):
            with pytest.raises(FilterError, match=re.escape(str(one))):
                part(**named)
        else:
            alone = part(**named)
            assert one.scope == alone.scope
            assert rows_of(one) == rows_of(alone)
        found.append("" if isinstance(one, FilterError) else tracks(one))
        assert found[-1] == expected


def test_all_plays_are_read_as_often_for_many_filters_as_for_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def scans(n: int) -> int:
        """Queries that read the table of all plays."""
        plays = [Play("2024-12-02T08:00", track=str(i), artist=f"Artist {i}") for i in range(20)]
        whole, asked = make_history(plays), [terms({"artist": (f"artist {i}",)}) for i in range(n)]
        said: list[str] = []
        compiled = whole.engine.compile

        def listening(*given: Any, **named: Any) -> str:  # noqa: ANN401 - as Ibis has it
            said.append(compiled(*given, **named))
            return said[-1]

        monkeypatch.setattr(whole.engine, "compile", listening)
        assert [one.scope.n_listeners for one in parts.parts(whole, asked)] == [1] * n  # type: ignore[union-attr]
        return sum('"history"' in one for one in said)

    assert 0 < scans(20) == scans(2)


def test_days_and_entity_stay_those_of_the_whole() -> None:
    whole, found = make_history(PLAYS), part(country=("DE",))
    assert found.scope.n_listeners == 2
    assert part(listener=("L3",)).scope.entity is Entity.LISTENER
    for name in ("first_day", "last_day", "period", "previous", "cut_off", "entity"):
        assert getattr(found.scope, name) == getattr(whole.scope, name)


def test_headlines_are_of_the_plays_that_pass() -> None:
    found = part(country=("DE",))
    days = daily(found)
    tiles = {tile.headline: tile for tile in overview(found, days, compared(found, days)).tiles}
    values = [tile.now.value if tile.now else None for tile in tiles.values()]
    assert values[:4] == [3.0, 0.15, pytest.approx(1 / 3), 2.0]
    assert list(tiles)[:4] == list(Headline)[:4]


def test_the_whole_stays_as_it_is() -> None:
    whole = make_history(PLAYS)
    days = daily(whole)
    daily(narrowed(whole, terms({"country": ("DE",)})))
    assert whole.engine.to_pyarrow(days.listener_days.count()).as_py() == 3
    assert tracks(whole) == "abcde"


def test_a_value_that_no_play_has_is_told() -> None:
    (term,) = part(country=("DE", "XX")).scope.filter
    assert (term.column, term.values, term.absent) == ("country", ("DE", "XX"), ("XX",))


@pytest.mark.parametrize(
    ("missing", "asked", "said"),
    [
        (
            (),
            {"country": ("XX",)},
            "no play has the country XX of the audience's filter: the source has DE, FR",
        ),
        ((), {"artist": ("Carl",)}, "no play has the artist_name Carl .*: mend its spelling"),
        ((), {"country": ("FR",), "platform": ("web",)}, "no play passes all conditions"),
        (("country",), {"country": ("DE",)}, "the source does not record country, by which"),
    ],
)
def test_a_filter_that_leaves_nothing_says_why(
    missing: tuple[str, ...], asked: dict[str, tuple[str, ...]], said: str
) -> None:
    with pytest.raises(FilterError, match=said):
        part(missing, **asked)


@pytest.mark.parametrize(
    "asked",
    [{"country": ("FR",)}, {"listener": ("L3",)}, {"artist": ("Bo",)}, {"platform": ("web",)}],
)
def test_the_smallest_part_has_every_result_or_a_gap(asked: dict[str, tuple[str, ...]]) -> None:
    earlier = [
        Play(f"2024-11-{day:02d}T08:00", listener=f"L{day % 2 + 1}", country="DE")
        for day in range(1, 29)
    ]
    whole = make_history((*earlier, *PLAYS))
    named: dict[FilterKey, tuple[str, ...]] = dict(asked)  # type: ignore[assignment]
    found = narrowed(whole, terms(named))
    days = daily(found)
    both = compared(found, days)
    assert canonical(overview(found, days, both)).tiles[0].now
    assert canonical(retention(found, days)).days
    parts = canonical((changes(found, both), leaders(found)))  # no number is infinite
    assert len(parts) == 2
