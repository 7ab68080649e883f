"""Ids in words, known and unknown ones."""

from __future__ import annotations

import pytest

from reporter.analysis.skips.features import CATEGORIES, FEATURES, POOL_FEATURES
from reporter.plays import Content, Entity, Platform
from reporter.results.facts import SkipDefinition, Unit
from reporter.results.overview import Headline
from reporter.results.recommendations import Kind
from reporter.results.retention import Risk
from reporter.words import ENGLISH, labels


@pytest.mark.parametrize(
    ("area", "names"),
    [
        ("platform", list(Platform)),
        ("content", list(Content)),
        ("unit", list(Unit)),
        ("value", list(Unit)),
        ("skip", list(SkipDefinition)),
        ("kind", list(Kind)),
        ("risk", list(Risk)),
        ("feature", [*FEATURES, *POOL_FEATURES]),
        ("driver", CATEGORIES),
    ],
)
def test_every_name_of_the_program_has_its_words(area: str, names: list[str]) -> None:
    assert not [name for name in names if not ENGLISH.has(f"{area}.{name}")]


@pytest.mark.parametrize("headline", Headline)
@pytest.mark.parametrize("entity", Entity)
def test_headlines_follow_the_entity(headline: Headline, entity: Entity) -> None:
    name = labels.metric(ENGLISH, headline, entity)
    assert name != headline.replace("_", " ")
    assert ("Tracks" in name) == (headline is Headline.ENTITIES and entity is Entity.TRACK)


@pytest.mark.parametrize(
    ("dimension", "name", "expected"),
    [
        ("platform", "ios", "iOS"),
        ("shuffle", "on", "On"),
        ("hour", "06-11", "06–11"),
        ("position", "1", "First"),
        ("position", "21+", "21+"),
        ("track_rate", "new", "Not heard before"),
        ("reason_start", "fwdbtn", "Forward button"),
        ("reason_start", "some_new-code", "some new-code"),
    ],
)
def test_levels_beside_their_dimension(dimension: str, name: str, expected: str) -> None:
    assert labels.level(ENGLISH, dimension, name) == expected


def test_levels_that_speak_for_themselves() -> None:
    assert labels.full_level(ENGLISH, "shuffle", "on") == "Shuffle on"
    assert labels.full_level(ENGLISH, "platform", "android") == "Android"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("skip_rate", "Skip rate"),
        ("track_rate", "Track: skip rate"),
        ("platform_android", "Platform: Android"),
        ("reason_start_clickrow", "How the play began: Chosen from a list"),
        ("something_else", "something else"),
    ],
)
def test_features_of_entities_and_of_the_model(name: str, expected: str) -> None:
    assert labels.feature(ENGLISH, name) == expected


@pytest.mark.parametrize(
    ("entity", "traits", "expected"),
    [
        ("listener", [("skip_rate", True)], "Skip-heavy listeners"),
        ("listener", [], "Average listeners"),
        ("track", [("skip_rate", False), ("shuffle_rate", True)], "Finished, shuffled tracks"),
        ("track", [("tempo", True)], "High tempo tracks"),
    ],
)
def test_segments_are_named_by_their_traits(
    entity: str, traits: list[tuple[str, bool]], expected: str
) -> None:
    assert labels.segment(ENGLISH, entity, traits) == expected
