"""Values as text: estimates by their unit, intervals, gaps, and names that come from the data."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from reporter.formats import Formats
from reporter.results.facts import Estimate, Gap, Reason, Unit
from reporter.words.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from reporter.plays import Entity
    from reporter.words import Words

LONGEST_NAME = 60
MOST_MARKS = 3
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_COUNTED = frozenset(
    {
        Unit.PLAYS,
        Unit.SKIPS,
        Unit.SKIPS_PER_WEEK,
        Unit.LISTENERS,
        Unit.TRACKS,
        Unit.ARTISTS,
        Unit.DAYS,
    }
)
_PLAIN: Mapping[Unit, Callable[[Formats, float], str]] = {
    **dict.fromkeys(_COUNTED, Formats.count),
    Unit.SHARE: Formats.percent,
    Unit.POINTS: Formats.points,
    Unit.HOURS: Formats.hours,
    Unit.MINUTES: lambda formats, value: formats.decimal(value, 1),
    Unit.SECONDS: lambda formats, value: formats.decimal(value, 1),
    Unit.HOUR_OF_DAY: Formats.hour,
    Unit.RATIO: Formats.decimal,
    Unit.SCORE: lambda formats, value: formats.decimal(value, 3),
}
_CHANGE: Mapping[Unit, Callable[[Formats, float], str]] = {
    **dict.fromkeys(_COUNTED, Formats.signed_count),
    Unit.POINTS: Formats.points,
    Unit.HOURS: Formats.signed_hours,
}


def value(estimate: Estimate | None, words: Words) -> str:
    """The number in its unit's own form, or a dash for none."""
    if estimate is None:
        return words("report.none")
    return _PLAIN[estimate.unit](words.formats, estimate.value)


def change(estimate: Estimate, words: Words) -> str:
    """A difference with its sign; a difference of shares says that it is in points."""
    if estimate.unit is Unit.POINTS:
        return words("report.points", value=estimate.value)
    return _CHANGE[estimate.unit](words.formats, estimate.value)


def interval(estimate: Estimate | None, words: Words, *, signed: bool = False) -> str:
    """`29.1% to 33.7%`, or a dash where there is no interval.

    Args:
        estimate: the value and its interval.
        words: the catalogue.
        signed: whether it is a difference, whose ends show their signs.
    """
    if estimate is None or estimate.low is None or estimate.high is None:
        return words("report.none")
    form = (_CHANGE if signed else _PLAIN)[estimate.unit]
    low, high = (form(words.formats, end) for end in (estimate.low, estimate.high))
    return words("report.interval", low=low, high=high)


def gap(missing: Gap, words: Words, entity: Entity) -> str:
    """The sentence for something that could not be computed."""
    part = words(f"gap.part.{missing.part}")
    return words("gap.sentence", part=part, reason=reason(missing, words, entity))


def reason(missing: Gap, words: Words, entity: Entity) -> str:
    """Why, as a clause without a full stop."""
    message = f"gap.reason.{missing.reason}"
    if words.has(f"{message}.{entity}"):
        message = f"{message}.{entity}"
    match missing.reason:
        case (
            Reason.TOO_FEW_PLAYS
            | Reason.TOO_FEW_ENTITIES
            | Reason.TOO_FEW_DAYS
            | Reason.TOO_FEW_ACTIVE_DAYS
            | Reason.TOO_FEW_RETURNS
            | Reason.TOO_FEW_SESSIONS
            | Reason.FEW_LISTENERS
        ):
            counted = missing.have is not None or missing.reason is Reason.FEW_LISTENERS
            if not counted or missing.need is None:
                return words(f"{message}.uncounted")
            return words(message, have=missing.have, need=missing.need)
        case Reason.NO_COLUMN | Reason.ONE_LEVEL:
            if missing.name is None:
                return words(f"{message}.unnamed")
            return words(message, name=thing(missing.name, words))
        case _:
            return words(message)


def thing(name: str, words: Words) -> str:
    """A column or driver that a gap names, inside a sentence."""
    if words.has(f"column.{name}"):
        return words(f"column.{name}")
    driver = label(words, "driver", name)
    return words.continued(driver)


def listed(names: Iterable[str], words: Words) -> str:
    """`a, b and c`."""
    *first, last = names
    if not first:
        return last
    return words("report.and", first=", ".join(first), last=last)


def quoted(name: str, words: Words) -> str:
    """A name of our own inside a sentence."""
    return words("report.quoted", name=name)


def sentence(clause: str, words: Words) -> str:
    """A clause that stands alone."""
    return words("report.sentence", clause=clause[:1].upper() + clause[1:])


def printable(name: str, nameless: str, longest: int = LONGEST_NAME) -> str:
    """A name from the data, fit for print: no controls, one line, and not too long.

    Marks are cut where more of them stand on one letter than any language puts there, so that they
    cannot run over the lines above and below.

    Args:
        name: as the source has it.
        nameless: what to say where nothing of it can be printed.
        longest: most characters, the ellipsis included.
    """
    kept: list[str] = []
    marks = 0
    for char in name[: 8 * longest]:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > MOST_MARKS or category in {"Cs", "Co", "Cn"} or _is_bidi_control(char):
            continue
        kept.append(" " if category in {"Cc", "Zl", "Zp"} else char)
    text = " ".join("".join(kept).split())
    if not any(unicodedata.category(char)[0] not in "CZ" for char in text):
        return nameless
    return text if len(text) <= longest else text[: longest - 1].rstrip() + ELLIPSIS


def isolated(name: str) -> str:
    """A name inside a sentence, with a writing direction of its own."""
    first, last = ISOLATE
    return f"{first}{name}{last}"


def _is_bidi_control(char: str) -> bool:
    return (
        "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069" or char in "\u200e\u200f\u061c"
    )
