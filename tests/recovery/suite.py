"""What a suite gives for one seed, and how the seeds add up to rates."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.stats import binom

from reporter.analysis.statistics.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NOMINAL = 0.95
OFF = 0.001
"""A rate so unlikely under the nominal one is off, not unlucky."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted number and what was found of it.

    Attributes:
        world: where it was planted.
        effect: what was planted.
        truth: in the unit of the estimate.
        value: the estimate.
        low: lower end of its 95% interval.
        high: upper end.
    """

    world: str
    effect: str
    truth: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Noise:
    """One world in which nothing is planted.

    Attributes:
        world: which.
        tested: numbers tested.
        found: of them, those that were called more than noise.
    """

    world: str
    tested: int
    found: int


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite.

    Attributes:
        name: of the suite.
        about: what is planted and how it is compared, in Markdown.
        run: seed -> what was planted and found with it.
        nominal_noise: rate of runs with a finding that noise may have.
    """

    name: str
    about: str
    run: Callable[[int], list[Planted | Noise]]
    nominal_noise: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the interval of one planted number held the truth."""

    world: str
    effect: str
    truth: float
    value: float
    inside: int
    seeds: int

    @property
    def is_off(self) -> bool:
        """Whether so few intervals hold the truth that they cannot be 95% intervals."""
        return bool(binom.cdf(self.inside, self.seeds, NOMINAL) < OFF)


@dataclass(frozen=True, slots=True)
class Alarms:
    """How often noise gave a finding."""

    world: str
    tested: int
    found: int
    seeds_with: int
    seeds: int

    def is_off(self, nominal: float) -> bool:
        """Whether so many seeds have a finding that the rate cannot be the nominal one."""
        return bool(binom.sf(self.seeds_with - 1, self.seeds, nominal) < OFF)


def coverages(outcomes: Iterable[Planted | Noise]) -> list[Coverage]:
    """Of each planted number, in the order in which they first came."""
    groups: dict[tuple[str, str], list[Planted]] = defaultdict(list)
    for one in outcomes:
        if isinstance(one, Planted):
            groups[one.world, one.effect].append(one)
    return [
        Coverage(
            world,
            effect,
            sum(one.truth for one in rows) / len(rows),
            sum(one.value for one in rows) / len(rows),
            sum(one.low <= one.truth <= one.high for one in rows),
            len(rows),
        )
        for (world, effect), rows in groups.items()
    ]


def alarms(outcomes: Iterable[Planted | Noise]) -> list[Alarms]:
    """Of each world of noise."""
    groups: dict[str, list[Noise]] = defaultdict(list)
    for one in outcomes:
        if isinstance(one, Noise):
            groups[one.world].append(one)
    return [
        Alarms(
            world,
            sum(one.tested for one in rows),
            sum(one.found for one in rows),
            sum(one.found > 0 for one in rows),
            len(rows),
        )
        for world, rows in groups.items()
    ]


def markdown(suite: Suite, outcomes: list[Planted | Noise]) -> str:
    """The suite's section."""
    lines = [f"## {suite.name}", "", suite.about, ""]
    seeds = "A number is held by so many of its intervals, one a seed."
    if found := coverages(outcomes):
        lines += [
            "| world | planted | truth | mean estimate | held by | rate (95% interval) |",
            "|---|---|--:|--:|--:|--:|",
        ]
        lines += [
            f"| {one.world} | {one.effect} | {one.truth:+.2f} | {one.value:+.2f}"
            f" | {one.inside} of {one.seeds} | {_rate(one.inside, one.seeds)} |"
            for one in found
        ]
        lines += ["", seeds, ""]
    if noise := alarms(outcomes):
        lines += [
            "| noise | tested | called more than noise | runs with any | rate (95% interval) |",
            "|---|--:|--:|--:|--:|",
        ]
        lines += [
            f"| {one.world} | {one.tested} | {one.found} | {one.seeds_with} of {one.seeds}"
            f" | {_rate(one.seeds_with, one.seeds)} |"
            for one in noise
        ]
        lines += ["", f"The rate may be {100 * suite.nominal_noise:g}%.", ""]
    return "\n".join(lines)


def _rate(part: int, whole: int) -> str:
    low, high = wilson(part / whole, whole)
    return f"{part / whole:.0%} ({low:.0%} to {high:.0%})"


def off(suite: Suite, outcomes: list[Planted | Noise]) -> list[str]:
    """What is not at its nominal rate."""
    bad = [f"{one.world}: {one.effect}" for one in coverages(outcomes) if one.is_off]
    return bad + [one.world for one in alarms(outcomes) if one.is_off(suite.nominal_noise)]
