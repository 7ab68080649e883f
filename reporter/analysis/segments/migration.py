"""Migration: who was in which segment in the earlier report, and where they are now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reporter.analysis.statistics.intervals import wilson
from reporter.results.facts import Estimate, Unit
from reporter.results.segments import Flow, Former, Migration, Segments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporter.results.segments import EntityRow, Segment, Segmentation


def migration(
    earlier: Segmentation, found: Segments, rows: Iterable[EntityRow]
) -> Migration | None:
    """The matrix over the segments of both reports, the new and the gone.

    Args:
        earlier: the earlier report's segments and entities.
        found: this one's segments.
        rows: this one's entities.

    Returns:
        None where the earlier report had no segments.
    """
    if not isinstance(earlier.found, Segments):
        return None
    before = {row.id: row.cluster for row in earlier.entities}
    now = {row.id: row.cluster for row in rows}
    counts = Counter((before.get(name), now.get(name)) for name in before.keys() | now.keys())
    old, new = _ids(earlier.found.segments), _ids(found.segments)
    sizes = Counter(before.get(name) for name in before.keys() | now.keys())
    cells = ((i, j) for i in (*old, None) for j in (*new, None) if (i, j) != (None, None))
    return Migration(
        period=earlier.period,
        segments=tuple(
            Former(one.id, one.traits, one.n)
            for one in sorted(earlier.found.segments, key=lambda one: one.id)
        ),
        flows=tuple(
            Flow(i, j, counts[i, j], counts[i, j] / sizes[i] if sizes[i] else 0.0) for i, j in cells
        ),
        stayed=_stayed(sum(counts[i, i] for i in old), len(before.keys() & now.keys())),
    )


def _stayed(n: int, of: int) -> Estimate | None:
    """Share with its Wilson interval."""
    if not of:
        return None
    low, high = wilson(n / of, of)
    return Estimate(n / of, Unit.SHARE, of, low, high)


def _ids(segments: Iterable[Segment]) -> tuple[int, ...]:
    return tuple(sorted(one.id for one in segments))
