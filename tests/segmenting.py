"""Segments from end to end, as a run makes them: counted, decided, assigned in the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis

from reporter.analysis.history.prepared import History
from reporter.analysis.segments.counts import Counted, count
from reporter.analysis.segments.segmentation import decide
from reporter.analysis.segments.segmented import segmented
from reporter.report import canonical
from reporter.results.segments import Segmentation, SegmentModel, Segments

if TYPE_CHECKING:
    import pyarrow as pa

    from reporter.analysis.segments.entities import Entities
    from reporter.results.facts import Gap


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
    counted = count(given, limit=limit) if isinstance(given, History) else in_engine(given)
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
