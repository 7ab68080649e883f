"""The filter of an audience as it is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from reporter.results.facts import FilterTerm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FilterKey = Literal["country", "platform", "artist", "listener"]

COLUMNS: Mapping[FilterKey, Literal["country", "platform", "artist_name", "listener_id"]] = {
    "country": "country",
    "platform": "platform",
    "artist": "artist_name",
    "listener": "listener_id",
}
"""What a filter may name, in the order of its words, and the canonical column behind it."""


def terms(asked: Mapping[FilterKey, tuple[str, ...]]) -> tuple[FilterTerm, ...]:
    """The conditions of a filter as it is configured, in the order of `COLUMNS`.

    Spaces around a value and the case of countries and platforms do not count; a value counts once.
    """
    return tuple(
        FilterTerm(column, _unique(_plain(column, value) for value in asked[key]))
        for key, column in COLUMNS.items()
        if key in asked
    )


def _plain(column: str, value: str) -> str:
    stripped = value.strip()
    if column == "country":
        return stripped.upper()
    return stripped.lower() if column == "platform" else stripped


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple({value.lower(): value for value in values}.values())
