"""Headers of tables, and what they mean."""

from __future__ import annotations

import pytest

from reporter.plays import COLUMNS
from reporter.sources.canonical import RAW
from reporter.sources.columns import ALIASES, CANONICAL, match, missing, plain


@pytest.mark.parametrize(
    "header", ["Track Name", "track_name", "trackName", " TRACK-NAME ", "track.name"]
)
def test_spelling_of_a_header_does_not_matter(header: str) -> None:
    assert plain(header) == "trackname"
    assert match([header]) == {"track_name": header}


def test_the_surest_alias_wins_wherever_it_stands() -> None:
    assert match(["date", "ts", "timestamp"])["ended"] == "ts"
    assert match(["timestamp", "date"])["ended"] == "timestamp"
    assert match(["title", "track_name"])["track_name"] == "track_name"


def test_the_first_of_two_equal_headers_wins() -> None:
    assert match(["Track Name", "track_name"])["track_name"] == "Track Name"


def test_no_header_means_two_things() -> None:
    seen: dict[str, str] = {}
    for wanted, aliases in ALIASES.items():
        for alias in aliases:
            assert seen.setdefault(plain(alias), wanted) == wanted


def test_what_is_missing_is_said_in_words_and_columns() -> None:
    assert missing({"ended", "seconds", "track_uri"}) == []
    assert missing({"started", "ms"}) == [("its track", ("track_uri", "track_name"))]
    assert len(missing(())) == 3


def test_canonical_names_lead_to_columns_that_readers_know() -> None:
    assert set(CANONICAL) <= set(COLUMNS)
    assert set(CANONICAL.values()) <= set(ALIASES)
    assert set(CANONICAL.values()) <= {*RAW, "ms"}
