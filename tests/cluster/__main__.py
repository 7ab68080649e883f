"""`python -m tests.cluster`: the same history on a cluster of Spark and by Spark Connect.

Both are real processes on this machine. Counts must be those of DuckDB, and what the models are
given and every number of the report equal to a part in a thousand million.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reporter.config import SourceSettings
from tests.cluster.servers import connect, standalone
from tests.integration.engines.made import Made, differences
from tests.integration.engines.making import make
from tests.integration.engines.plays import make_history, scatter

CLUSTERS = {"a master with two workers": standalone, "Spark Connect": connect}


def main() -> int:
    """Make, compare and print; 1 if anything differs."""
    with tempfile.TemporaryDirectory(prefix="cluster-") as name:
        folder = Path(name)
        for place in ("history", "forty", "duckdb"):
            (folder / place).mkdir()
        history = make_history(folder / "history")
        forty = scatter(history, folder / "forty")
        make("duckdb://", SourceSettings(path=str(history)), folder / "duckdb")
        expected = Made(folder / "duckdb")
        found = [_differs(kind, forty, folder / kind, expected) for kind in CLUSTERS]
    return int(any(found))


def _differs(kind: str, plays: Path, folder: Path, expected: Made) -> bool:
    """Run it there; whether anything differs, which is printed."""
    folder.mkdir()
    begun = time.perf_counter()
    with CLUSTERS[kind](folder) as url:
        command = (sys.executable, "-m", "tests.integration.engines.making", url, str(plays))
        done = subprocess.run(
            [*command, str(folder)],
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
    seconds = time.perf_counter() - begun
    if done.returncode:
        print(f"{kind}: failed after {seconds:.0f} s\n{done.stderr[-2000:]}")
        return True
    mine = Made(folder)
    others = differences(mine.read("counts"), expected.read("counts"), "counts")
    others += differences(mine.drawn.to_pylist(), expected.drawn.to_pylist(), "drawn")
    others += differences(mine.report, expected.report, "report")
    print(f"{kind}: {len(others)} differences from DuckDB, {seconds:.0f} s", flush=True)
    print("\n".join(others[:20]))
    return bool(others)


if __name__ == "__main__":
    raise SystemExit(main())
