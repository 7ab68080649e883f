"""Who was active in which period of days: the tables that cohorts and growth are counted from.

Periods are of any length and from any day on: the report's are ISO weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.engine.expressions import as_int
from reporter.engine.tables import keep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend


@dataclass(frozen=True, slots=True)
class Spells:
    """Periods in which something was active, and their counts.

    Attributes:
        engine: where the table is.
        table: one row for each thing and period with plays: `id`, `period` (its number, from 0),
            `first` and `last`, the numbers of the thing's own first and last period.
    """

    engine: Backend
    table: ir.Table

    def exact(self, n_offsets: int) -> Mapping[tuple[int, int], int]:
        """Members of the cohort of period c who are active in period c + k, by (c, k).

        Args:
            n_offsets: k is below it; a pair without members is missing.
        """
        aged = self.table.select("first", offset=self.table.period - self.table["first"])
        shown = aged.filter(aged.offset < n_offsets)
        counts = shown.group_by("first", "offset").aggregate(n=shown.count())
        rows = self.engine.to_pyarrow(counts.order_by("first", "offset")).to_pylist()
        return {(row["first"], row["offset"]): row["n"] for row in rows}

    def unbounded(self, n_offsets: int) -> Mapping[tuple[int, int], int]:
        """Members of the cohort of period c who are active in any period from c + k on.

        Args:
            n_offsets: k is below it.
        """
        lives = self.table.filter(self.table.period == self.table["first"])
        age = ibis.least(lives["last"] - lives["first"], n_offsets - 1)
        ages = lives.select("first", age=age)
        counts = ages.group_by("first", "age").aggregate(n=ages.count())
        found: dict[tuple[int, int], int] = {}
        for row in self.engine.to_pyarrow(counts.order_by("first", "age")).to_pylist():
            for offset in range(row["age"] + 1):
                key = row["first"], offset
                found[key] = found.get(key, 0) + row["n"]
        return found

    def counts(self) -> Mapping[int, PeriodCounts]:
        """Counts of every period that has something active."""
        table = self.table
        new = as_int(table.period == table["first"]).sum().cast("int64")
        active = table.group_by("period").aggregate(active=table.count(), new=new)
        before = table.select("id", period=table.period + 1)
        both = table.select("id", "period").semi_join(before, ["id", "period"])
        retained = both.group_by("period").aggregate(retained=both.count())
        stayed = {
            row["period"]: row["retained"]
            for row in self.engine.to_pyarrow(retained.order_by("period")).to_pylist()
        }
        return {
            row["period"]: PeriodCounts(row["active"], row["new"], stayed.get(row["period"], 0))
            for row in self.engine.to_pyarrow(active.order_by("period")).to_pylist()
        }


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """What is active in a period, is so for the first time, and was so in the one before too."""

    active: int = 0
    new: int = 0
    retained: int = 0


def spells(
    engine: Backend, days: ir.Table, key: str, origin: date, *, length: int = 7, name: str
) -> Spells:
    """Place active days in periods.

    Args:
        engine: where `days` is.
        days: a row for each thing and day on which it was active, in column `day`; more than one
            row does no harm.
        key: the column that names the thing.
        origin: first day of period 0, not after any of the days.
        length: days of a period.
        name: of the table that is kept.
    """
    since = days.day.delta(ibis.literal(origin), unit="day")
    active = days.select(id=days[key], period=(since // length).cast("int64")).distinct()
    bounds = active.group_by("id").aggregate(first=active.period.min(), last=active.period.max())
    return Spells(engine, keep(engine, name, active.join(bounds, "id")))
