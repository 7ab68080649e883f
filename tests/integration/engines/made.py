"""What an engine made of a history, and where two of them differ."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

NEAR = 1e-9


@dataclass(frozen=True)
class Made:
    """What an engine made of the history."""

    folder: Path

    def read(self, name: str) -> Any:  # noqa: ANN401
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    @property
    def report(self) -> dict[str, Any]:
        """The report without what a table cannot have: a file's name, lines, times as texts."""
        found: dict[str, Any] = self.read("report")
        quality = found["quality"]
        for part in (found["scope"], *quality["files"], *quality["quarantined_rows"]):
            for key in ("source_name", "file", "line", "ended_at"):
                part.pop(key, None)
        return found

    @property
    def drawn(self) -> pa.Table:
        """The plays that the models are given, in an order of their own."""
        table = pq.read_table(self.folder / "drawn.parquet")
        names = sorted(table.column_names)
        return table.select(names).sort_by([(name, "ascending") for name in names])


def differences(mine: Any, theirs: Any, place: str = "") -> list[str]:  # noqa: ANN401
    """Where two reports differ by more than a part in a thousand million."""
    if isinstance(mine, dict) and isinstance(theirs, dict) and mine.keys() == theirs.keys():
        return [
            one for key in mine for one in differences(mine[key], theirs[key], f"{place}.{key}")
        ]
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        return [
            one
            for i, (left, right) in enumerate(zip(mine, theirs, strict=True))
            for one in differences(left, right, f"{place}[{i}]")
        ]
    if isinstance(mine, float) and isinstance(theirs, float):
        same = math.isclose(mine, theirs, rel_tol=NEAR, abs_tol=1e-12)
    else:
        same = bool(mine == theirs)
    return [] if same else [f"{place}: {mine} is not {theirs}"]
