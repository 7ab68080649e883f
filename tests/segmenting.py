"""Segments from end to end, as a run makes them: counted, decided, assigned in the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np

from reporter.analysis.history.lengths import descriptive_lengths
from reporter.analysis.history.prepared import History
from reporter.analysis.segments.counts import Counted, count
from reporter.analysis.segments.features import features
from reporter.analysis.segments.segmentation import decide
from reporter.analysis.segments.segmented import segmented
from reporter.report import canonical
from reporter.results.facts import SkipDefinition
from reporter.results.segments import (
    Centre,
    Level,
    Priors,
    Scale,
    Segmentation,
    SegmentModel,
    Segments,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from reporter.analysis.segments.entities import Entities
    from reporter.results.facts import Gap

LEVEL = Level(1.0, 0.1)


@dataclass(frozen=True)
class Found:
    """What is found, as the report has it, and who is in which segment."""

    segmentation: Segmentation | Gap
    table: pa.Table | None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of user_segments.csv; empty where there are none."""
        return [] if self.table is None else self.table.to_pylist()

    @property
    def report(self) -> Segmentation:
        """What is found, which is not a gap."""
        assert isinstance(self.segmentation, Segmentation)
        return self.segmentation

    @property
    def segments(self) -> Segments:
        """The segments, which there are."""
        assert isinstance(self.report.found, Segments)
        return self.report.found

    @property
    def model(self) -> SegmentModel:
        """What the next report goes by."""
        assert self.report.model is not None
        return self.report.model


def segment(
    given: History | Entities, seed: int, earlier: Found | None = None, *, limit: int = 20_000
) -> Found:
    """The segments of a history, or of entities as they are counted.

    Args:
        given: the one or the other.
        seed: of samples and fits.
        earlier: of the report before.
        limit: entities that they are fitted on, of a history.
    """
    counted = (
        count(given, descriptive_lengths(given), limit=limit)
        if isinstance(given, History)
        else in_engine(given)
    )
    before = earlier.segmentation if earlier else None
    decided = decide(counted.entities, seed, before)
    found = segmented(counted, decided, before, lambda: earlier.table if earlier else None)
    return Found(canonical(found.found), found.rows)


def in_engine(entities: Entities) -> Counted:
    """Entities of which the sample has all, in DuckDB."""
    engine = ibis.duckdb.connect()
    table = engine.create_table("entities", entities.sample, temp=True)
    plays, ms = (entities.sample[name].to_pylist() for name in ("plays", "ms"))
    seconds = max((a / b / 1_000 for a, b in zip(ms, plays, strict=True)), default=0.0)
    return Counted(engine, table, max(plays, default=0), seconds, entities)


def random_model(entities: Entities, seed: int) -> SegmentModel:
    """Scales, priors and two to nine centroids at random; ids that are not in a row."""
    rng = np.random.default_rng(seed)
    alpha, beta, shuffle = rng.uniform(0.1, 0.9, 3).tolist()
    given = Priors(alpha, beta, shuffle)
    found = features(entities.sample, entities.kind, given)
    chosen = [one for one in found if rng.random() < 0.8] or [found[0]]
    scales = tuple(
        Scale(one.name, float(np.median(one.basis)), float(rng.uniform(0.1, 2) * one.basis.std()))
        for one in chosen
    )
    k = int(rng.integers(1, 10))
    ids = np.sort(rng.choice(50, k, replace=False)).tolist()
    centres = tuple(
        Centre(i, (), tuple(place))
        for i, place in zip(ids, rng.normal(size=(k, len(scales))).tolist(), strict=True)
    )
    names = tuple(one.name for one in found)
    rule = SkipDefinition.RULE
    return SegmentModel(
        "2024-W50", entities.kind, rule, names, given, scales, centres, LEVEL, LEVEL
    )
