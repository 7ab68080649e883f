"""What to do: the notebook's seven kinds with their evidence, and what became of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporter.results.facts import Estimate, Gap, Span


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
        avoidable: skips a week that would not happen at the reference rate, shrunk (empirical
            Bayes); none where the kind is not about skips.
        evidence: the numbers it rests on, most telling first.
        section: id of the section whose chart shows it: `overview`, `drivers`, `segments` or
            `retention`.
        p_adjusted: Benjamini-Hochberg over everything that could have been recommended.
    """

    id: str
    kind: Kind
    level: str | None
    avoidable: Estimate | None
    evidence: tuple[Evidence, ...]
    section: str
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind that was looked at and not recommended."""

    kind: Kind
    gap: Gap


class Metric(StrEnum):
    """What a recommendation should move."""

    SKIP_RATE = "skip_rate"
    ACTIVE_DAY_RATE = "active_day_rate"
    DAILY_PLAYS = "daily_plays"


class Direction(StrEnum):
    """Where a metric should go."""

    UP = "up"
    DOWN = "down"


class Outcome(StrEnum):
    """What became of a recommendation, whether anybody followed it or not."""

    IMPROVED = "improved"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A recommendation judged by its metric, then and now, both computed from plays.

    Attributes:
        period: when it was judged.
        outcome: `improved` or `worse` if the interval of the effect excludes 0, `no_change` if it
            lies within immaterial changes, else `inconclusive`.
        before: the metric of what the advice is about, in the period in which it was given.
        now: the same in this period.
        rest_before: the metric of everything else then; none where nothing else is comparable.
        rest_now: the same in this period.
        effect: (now - before) - (rest_now - rest_before), in points, or now / before - 1 of daily
            plays; none where there are too few plays to say, which is `inconclusive`.
        restated: `before` differs from what the report of that time says.
    """

    period: Span
    outcome: Outcome
    before: Estimate | None
    now: Estimate | None
    rest_before: Estimate | None
    rest_now: Estimate | None
    effect: Estimate | None
    restated: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An earlier recommendation, or one of this report, on its way to be judged.

    Attributes:
        id: of the recommendation.
        kind: which of the seven.
        level: what it is about.
        metric: what it should move.
        expected: where to.
        baseline: the metric of what the advice is about, as the report that gave it says.
        made_in: the period of that report.
        evaluate_on: the first report whose period starts on this day or later judges it.
        evaluation: none until it is judged.
    """

    id: str
    kind: Kind
    level: str | None
    metric: Metric
    expected: Direction
    baseline: Estimate
    made_in: Span
    evaluate_on: date
    evaluation: Evaluation | None


@dataclass(frozen=True, slots=True)
class Recommendations:
    """By avoidable skips a week, most first, then those without such a number.

    Attributes:
        rows: what is recommended.
        not_recommended: the kinds whose evidence does not carry, each with the reason.
        tested: size of the family that `p_adjusted` was adjusted for.
        q: false discovery rate of that family.
        material_points: smallest excess, and smallest effect, that counts, in points.
        material_relative: smallest relative effect on daily plays that counts.
        follow_ups: the judged ones of the last weeks, latest first, then the open ones, oldest
            first.
    """

    rows: tuple[Recommendation, ...]
    not_recommended: tuple[Verdict, ...]
    tested: int
    q: float
    material_points: float
    material_relative: float
    follow_ups: tuple[FollowUp, ...]

    @property
    def judged(self) -> tuple[FollowUp, ...]:
        """The follow-ups that were judged, in this report or a recent one."""
        return tuple(one for one in self.follow_ups if one.evaluation is not None)
