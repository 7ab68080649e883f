"""Segments from scratch: the number of them chosen, and the model that later reports keep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.analysis.segments import identity
from reporter.analysis.segments.clusters import (
    MIN_JACCARD,
    choose,
    failures,
    one_group,
    trials,
    votes,
)
from reporter.analysis.segments.features import available, clustered, features, priors
from reporter.analysis.segments.model import Assigned, nearest, places, silhouette
from reporter.analysis.segments.names import name_segments
from reporter.analysis.segments.silhouettes import level
from reporter.analysis.statistics.disclosure import is_told
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Choice, Requirement, SegmentModel

if TYPE_CHECKING:
    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.segments.features import Clustered, Feature
    from reporter.analysis.segments.names import Traits
    from reporter.results.segments import Candidate, Centre, Failure


def fit(
    entities: Entities, seed: int, min_size: int, earlier: SegmentModel | None, next_id: int
) -> tuple[Choice | None, tuple[SegmentModel, Assigned] | Gap]:
    """Choose a number of segments and fit them.

    Args:
        entities: enough to be two segments.
        seed: of samples and fits.
        min_size: members that a segment needs.
        earlier: the model whose segments these may go on from; none where there is none.
        next_id: the first id that was never used.

    Returns:
        How it was chosen, and the model with the entities' segments. One group, if the gap
        statistic says so or all entities are alike (then there is no choice, either), and no stable
        segments, if no number meets the requirements, are gaps.
    """
    every = features(entities.sample, entities.kind, priors(entities.sample))
    columns = clustered(every)
    if not columns.names:
        return None, Gap(Part.SEGMENTS, Reason.ONE_GROUP)
    tried = trials(columns.matrix, seed, min_size, lambda x: names(columns, x) is not None)
    choice = Choice(
        period=entities.period,
        n=entities.sample.num_rows,
        min_size=min_size,
        min_jaccard=MIN_JACCARD,
        features=columns.names,
        candidates=tuple(_candidate(trial.candidate, entities.least) for trial in tried),
        one_group=one_group(tried),
        votes=votes(tried),
        failures=tuple(_failure(one, entities.least) for one in failures(tried, min_size)),
    )
    chosen = choose(tried)
    if chosen is None:
        reason = Reason.ONE_GROUP if choice.one_group else Reason.NO_STABLE_SEGMENTS
        return choice, Gap(Part.SEGMENTS, reason)
    centres = identity.centres(columns.scales, chosen.centres, earlier, next_id)
    return choice, _modelled(entities, seed, every, columns, centres)


def names(clustered: Clustered, labels: Labels) -> tuple[Traits, ...] | None:
    """Names of the segments of a labelling; none where they cannot be told apart."""
    n = int(labels.max()) + 1
    centroids = [clustered.matrix[labels == i].mean(axis=0).tolist() for i in range(n)]
    return name_segments(clustered.names, centroids)


def _candidate(found: Candidate, least: int) -> Candidate:
    """The same; the size of a cluster of too few is not told."""
    return found if is_told(least, found.smallest or 0) else replace(found, smallest=None)


def _failure(found: Failure, least: int) -> Failure:
    """The same; the size of a cluster of too few is not told."""
    size = int(found.best or 0) if found.requirement is Requirement.SIZE else 0
    return found if is_told(least, size) else replace(found, best=None)


def _modelled(
    entities: Entities,
    seed: int,
    every: tuple[Feature, ...],
    columns: Clustered,
    centres: tuple[Centre, ...],
) -> tuple[SegmentModel, Assigned]:
    labels, distances = nearest(columns.matrix, places(centres))
    now = Assigned(
        clustered=columns,
        labels=labels,
        distance=level(distances),
        silhouette=silhouette(columns.matrix, labels, seed),
    )
    model = SegmentModel(
        period=entities.period,
        entity=entities.kind,
        skip=entities.skip,
        available=available(every),
        priors=priors(entities.sample),
        scales=columns.scales,
        centres=centres,
        distance=now.distance,
        silhouette=now.silhouette,
    )
    return model, now
