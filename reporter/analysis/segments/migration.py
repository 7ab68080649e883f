"""Migration: who was in which segment in the earlier report, and where they are now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reporter.analysis.statistics.disclosure import is_told, withheld
from reporter.analysis.statistics.intervals import wilson
from reporter.results.facts import Estimate, Unit
from reporter.results.segments import Flow, Former, Migration, Segments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporter.results.segments import EntityRow, Segment, Segmentation


def migration(
    earlier: Segmentation, found: Segments, rows: Iterable[EntityRow], least: int = 1
) -> Migration | None:
    """The matrix over the segments of both reports, the new and the gone.

    Its rows and columns add up to the segments' members, and its diagonal to those who stayed. Of
    listeners an empty cell is left out like one of few.

    Args:
        earlier: the earlier report's segments and entities.
        found: this one's segments.
        rows: this one's entities.
        least: entities that a cell needs to be told of.

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
    cells = [(i, j) for i in (*old, None) for j in (*new, None) if (i, j) != (None, None)]
    stayed, both = sum(counts[i, i] for i in old), len(before.keys() & now.keys())
    shown = is_told(least, stayed, both - stayed)
    lines = [
        *([(i, j) for i, j in cells if i == one] for one in (*old, None)),
        *([(i, j) for i, j in cells if j == one] for one in (*new, None)),
        *([(i, j) for i, j in cells if i == j] for _ in range(shown)),
        *([(i, j) for i, j in cells if i != j and None not in {i, j}] for _ in range(shown)),
    ]
    out: frozenset[tuple[int | None, int | None]] = frozenset()
    if least > 1:
        sized = {cell: (counts[cell],) for cell in cells}
        out = withheld(sized, least, lines, disjoint=True, zeros=False)
    return Migration(
        period=earlier.period,
        segments=tuple(
            Former(one.id, one.traits, one.n)
            for one in sorted(earlier.found.segments, key=lambda one: one.id)
        ),
        flows=tuple(
            Flow(i, j, None, None)
            if (i, j) in out
            else Flow(i, j, counts[i, j], counts[i, j] / sizes[i] if sizes[i] else 0.0)
            for i, j in cells
        ),
        stayed=_stayed(stayed, both) if shown else None,
        least=least,
        left_out=len(out),
    )


def _stayed(n: int, of: int) -> Estimate | None:
    """Share with its Wilson interval."""
    if not of:
        return None
    low, high = wilson(n / of, of)
    return Estimate(n / of, Unit.SHARE, of, low, high)


def _ids(segments: Iterable[Segment]) -> tuple[int, ...]:
    return tuple(sorted(one.id for one in segments))
