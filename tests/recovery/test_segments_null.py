"""Noise is one group: correlated Gaussian samples, and listeners of a single kind."""

from __future__ import annotations

import pytest

from reporter.analysis.segments.clusters import choose, one_group, trials
from reporter.analysis.segments.segmentation import decide
from reporter.results.facts import Gap, Part, Reason
from tests.factories.populations import one_kind
from tests.recovery.segments import SHAPES, falls_apart, gaussian

pytestmark = pytest.mark.untraced


@pytest.mark.slow
def test_the_veto_holds_on_144_samples_of_correlated_noise() -> None:
    """At least 143 are one group, as many as analysis.md measured."""
    held = sum(not falls_apart(n, d, seed) for n, d in SHAPES for seed in range(12))
    assert held >= 143


@pytest.mark.parametrize(("n", "d"), SHAPES[:8])
def test_no_number_of_clusters_is_chosen_in_noise(n: int, d: int) -> None:
    found = trials(gaussian(n, d, 0), 42, 30, lambda _: True)
    assert one_group(found)
    assert choose(found) is None


@pytest.mark.parametrize("seed", range(6))
def test_listeners_of_one_kind_are_one_group(seed: int) -> None:
    decided = decide(one_kind(seed), 42)
    found = decided.state

    assert decided.drawn is None
    assert found.found == Gap(Part.SEGMENTS, Reason.ONE_GROUP)
    assert found.choice is not None
    assert found.choice.one_group
    assert (found.model, found.next_id) == (None, 0)
