"""Names of the report's ids in words, and an answer for ids that nobody has words for.

Ids come from the analysis and, for source-specific codes, from the data themselves; one that the
catalogue does not know is shown as it is, with its underscores as spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.formats import EN_DASH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporter.words import Words

CATEGORIES = ("platform", "reason_start")
"""Dimensions whose levels are columns of the skip model."""


def label(words: Words, area: str, name: str) -> str:
    """The label `area.name`, such as `platform.android` -> `Android`."""
    return _first(words, name, f"{area}.{name}")


def feature(words: Words, name: str) -> str:
    """A feature of an entity or of the skip model, such as `track_rate` or `platform_android`."""
    for category in CATEGORIES:
        value = name.removeprefix(f"{category}_")
        if value != name and not words.has(f"feature.{name}"):
            return words(
                "feature.of.level",
                category=label(words, "driver", category),
                level=level(words, category, value),
            )
    return label(words, "feature", name)


def metric(words: Words, name: str, entity: str) -> str:
    """A metric or headline, whose words may depend on what the report counts.

    Args:
        words: the catalogue.
        name: such as `skip_rate` or `active_entities`.
        entity: `listener` or `track`.
    """
    return _first(
        words, name, f"metric.{name}.{entity}", f"metric.{name}", f"headline.{name}.{entity}"
    )


def level(words: Words, dimension: str, name: str) -> str:
    """One level where its dimension is named beside it: `on` of `shuffle` is `On`."""
    if dimension == "platform":
        return label(words, dimension, name)
    return _first(words, name, f"level.{dimension}.{name}", f"level.any.{name}")


def full_level(words: Words, dimension: str, name: str) -> str:
    """One level that has to speak for itself: `on` of `shuffle` is `Shuffle on`."""
    return _first(words, level(words, dimension, name), f"{dimension}.{name}")


def trait(words: Words, entity: str, feature: str, *, high: bool) -> str:
    """An adjective for entities whose `feature` is high, or low."""
    end = "high" if high else "low"
    known = f"trait.{entity}.{feature}.{end}"
    if words.has(known):
        return words(known)
    return words(f"trait.any.{end}", feature=words.inside(label(words, "feature", feature)))


def segment(words: Words, entity: str, traits: Iterable[tuple[str, bool]]) -> str:
    """A segment's name, made from its traits: `Skip-heavy, shuffling listeners`.

    Args:
        words: the catalogue.
        entity: `listener` or `track`.
        traits: pairs of (feature, whether it is high), strongest first; none is the average.
    """
    adjectives = [trait(words, entity, feature, high=high) for feature, high in traits]
    if not adjectives:
        return words(f"segment.{entity}.average")
    name = words(f"segment.{entity}", traits=", ".join(adjectives))
    return name[:1].upper() + name[1:]


def _first(words: Words, name: str, *candidates: str) -> str:
    for candidate in candidates:
        if words.has(candidate):
            return words(candidate)
    plain = name.replace("_", " ")
    numeric = plain.replace("-", "").replace("+", "").isdigit()
    return plain.replace("-", EN_DASH) if numeric else plain
