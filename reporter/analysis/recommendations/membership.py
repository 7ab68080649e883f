"""Who is in which segment, and who was when an earlier report gave an advice about one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Membership:
    """The members of segments in this report and in earlier ones.

    Attributes:
        now: in the engine: `id` and `cluster` of each entity.
        then: label of an earlier period -> the same as its report was made; none where that is
            lost.
    """

    now: ir.Table
    then: Callable[[str], pa.Table | None]

    def here(self, level: str | None) -> ir.Table:
        """`id` of the members that a segment has in this report.

        Args:
            level: number of the segment.
        """
        return self.now.filter(self.now.cluster.cast(str) == level).select("id")

    def back_then(self, level: str | None, period: str) -> ir.Table | None:
        """The same in an earlier report; none where that is lost.

        Args:
            level: number of the segment.
            period: label of the report's.
        """
        found = self.then(period)
        if found is None:
            return None
        own = pc.equal(found["cluster"], int(level or 0))
        return ibis.memtable(found.filter(own).select(["id"]))
