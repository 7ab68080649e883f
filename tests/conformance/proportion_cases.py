"""Published intervals and tests of proportions, and the metric of the sequential skip challenge."""

from __future__ import annotations

from itertools import product

from reporter.analysis.statistics.intervals import newcombe, two_proportion_z, wilson
from tests.conformance.published import Case

TWO = "statsmodels proportions_ztest"
NEWCOMBE = "Newcombe 1998, Statistics in Medicine 17"
SPOTIFY = "Spotify sequential skip challenge"
POSITIONS = 8


def fair_coin() -> float:
    """Mean average accuracy of a fair coin over all 2^8 ways to be right or wrong.

    The challenge's metric: the mean over the positions of accuracy so far x correct here.
    """
    total = 0.0
    for right in product((0, 1), repeat=POSITIONS):
        so_far = [sum(right[: i + 1]) / (i + 1) for i in range(POSITIONS)]
        total += sum(a * b for a, b in zip(so_far, right, strict=True)) / POSITIONS
    return total / float(2**POSITIONS)


CASES = (
    Case(TWO, "z of 56/70 and 48/80", 2.650172, lambda: two_proportion_z(56, 70, 48, 80)[0], 6),
    Case(TWO, "p of 56/70 and 48/80", 0.008045, lambda: two_proportion_z(56, 70, 48, 80)[1], 6),
    Case(
        NEWCOMBE,
        "interval of 56/70 - 48/80",
        [0.052431, 0.333873],
        lambda: list(newcombe(56 / 70, 70, 48 / 80, 80)),
        6,
    ),
    Case(NEWCOMBE, "Wilson upper end of 0/10", 0.277533, lambda: wilson(0.0, 10)[1], 6),
    Case(
        NEWCOMBE,
        "Wilson interval of 81/263",
        [0.2553, 0.3662],
        lambda: list(wilson(81 / 263, 263)),
        4,
    ),
    Case(SPOTIFY, "fair coin, T = 8", 0.335, fair_coin, 3),
)
