"""What to do: the notebook's seven kinds, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporter.results.facts import Estimate, Gap


class Kind(StrEnum):
    """Kinds of recommendation."""

    TRACK_LENGTH = "track_length"
    SHUFFLE = "shuffle"
    CASUAL_SHARE = "casual_share"
    HIGH_SKIP_SEGMENT = "high_skip_segment"
    DECLINING_ACTIVITY = "declining_activity"
    LOW_ACTIVE_DAY_RATE = "low_active_day_rate"
    WORST_PLATFORM = "worst_platform"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One number that a recommendation rests on.

    Attributes:
        name: id of the number, such as `skip_rate` or `adjusted_effect`.
        level: what it is of, such as `android`; none for the whole.
    """

    name: str
    level: str | None
    value: Estimate


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One thing to do.

    Attributes:
        id: stable over weeks, such as `worst_platform.android`.
        kind: which of the seven.
        level: what it is about, such as `android` or a segment's id.
        avoidable: skips a week that would not happen at the reference rate; none where the kind
            is not about skips.
        evidence: the numbers it rests on, most telling first.
        section: id of the section whose chart shows it: `overview`, `drivers`, `segments` or
            `retention`.
    """

    id: str
    kind: Kind
    level: str | None
    avoidable: Estimate | None
    evidence: tuple[Evidence, ...]
    section: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind that was looked at and not recommended."""

    kind: Kind
    gap: Gap


@dataclass(frozen=True, slots=True)
class Recommendations:
    """By avoidable skips a week, most first, then those without such a number.

    Attributes:
        rows: what is recommended.
        not_recommended: the kinds whose evidence does not carry, each with the reason.
    """

    rows: tuple[Recommendation, ...]
    not_recommended: tuple[Verdict, ...]
