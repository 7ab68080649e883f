"""Names of segments from what stands out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reporter.analysis.segments.names import name_segments
from reporter.results.segments import Trait

FEATURES = ("play_count", "skip_rate", "shuffle_rate")
MANY, FEW = Trait("play_count", high=True), Trait("play_count", high=False)
SKIPPED, FINISHED = Trait("skip_rate", high=True), Trait("skip_rate", high=False)
SHUFFLED, ORDERED = Trait("shuffle_rate", high=True), Trait("shuffle_rate", high=False)


def test_the_strongest_feature_names_a_segment() -> None:
    centroids = [(1.5, -0.2, 0.1), (-0.9, -0.6, 0.0), (0.1, 2.0, -1.9)]

    assert name_segments(FEATURES, centroids) == ((MANY,), (FEW,), (SKIPPED,))


def test_segments_that_share_their_strongest_feature_add_another() -> None:
    centroids = [(1.5, -1.2, 0.1), (1.4, 0.3, 0.8), (-2.0, 0.0, 0.0)]

    assert name_segments(FEATURES, centroids) == ((MANY, FINISHED), (MANY, SHUFFLED), (FEW,))


def test_the_same_pair_is_not_taken_twice_in_any_order() -> None:
    centroids = [(2.0, 1.9, 0.1), (1.8, 1.9, -0.7), (1.5, 1.1, 0.2), (-3.0, 0.0, 0.0)]
    names = name_segments(FEATURES, centroids)

    assert names == ((MANY, SKIPPED), (SKIPPED,), (MANY, SHUFFLED), (FEW,))


def test_only_the_most_average_segment_has_no_traits() -> None:
    centroids = [(0.3, 0.1, 0.0), (0.0, -0.2, 0.1), (1.0, 0.0, 0.0)]
    names = name_segments(FEATURES, centroids)

    assert names is not None
    assert names[1] == ()
    assert names.count(()) == 1


def test_equal_strengths_are_told_apart_by_name() -> None:
    assert name_segments(FEATURES, [(1.0, 1.0, 1.0)]) == ((MANY,),)
    assert name_segments(("b", "a"), [(-1.0, 1.0)]) == ((Trait("a", high=True),),)


def test_too_few_features_for_names_of_their_own() -> None:
    assert name_segments(("play_count",), [(1.0,), (2.0,), (-1.0,)]) is None


@given(
    st.lists(
        st.tuples(*[st.floats(-3, 3, allow_nan=False)] * 4),
        min_size=1,
        max_size=9,
    )
)
def test_names_are_unique_true_and_of_two_traits_at_most(
    centroids: list[tuple[float, ...]],
) -> None:
    features = ("a", "b", "c", "d")
    names = name_segments(features, centroids)
    if names is None:
        return
    assert len({frozenset(name) for name in names}) == len(centroids)
    for name, centroid in zip(names, centroids, strict=True):
        assert len(name) <= 2
        assert all((centroid[features.index(trait.feature)] > 0) == trait.high for trait in name)
