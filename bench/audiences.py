"""`python -m bench.audiences`: what a report costs, where one run makes 200 of them.

Each audience reads the plays of one artist: a filter of its own, so that nothing of its numbers,
pictures and pages is another's.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench import page
from bench.meter import Usage, measure, warn_if_busy
from bench.scale import WEEKS, Size
from bench.table import MIB_PER_GIB, Verdict, machine

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = "python -m bench.audiences"
N_AUDIENCES = 200
SIZES = Size(100_000, 500), Size(1_000_000, 5_000)
ARTIST = "master_metadata_album_artist_name"
AT_MOST_CORE_SECONDS = 6.0

PART = """## Two hundred audiences

Measured by `{command}`: one run with an audience for each of the {n} most played artists, over
{weeks} weeks of plays. Core-seconds are processor time of all processes, divided by the reports;
peak is the highest memory of all processes together (proportional set size). Machine: {machine}.

| plays | listeners | audiences | reports | seconds | CPU s | core-seconds a report | peak GiB |
|--:|--:|--:|--:|--:|--:|--:|--:|
{rows}

{verdicts}
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A run for many audiences.

    Attributes:
        size: the history.
        n_audiences: that were asked for.
        n_reports: that were made.
        usage: what it took.
    """

    size: Size
    n_audiences: int
    n_reports: int
    usage: Usage

    @property
    def core_seconds(self) -> float:
        """Processor time of a report."""
        return self.usage.cpu_seconds / self.n_reports

    @property
    def verdict(self) -> Verdict:
        """Whether each audience has its report, at a price."""
        what = f"{self.n_reports} reports of {self.size.plays:,} plays"
        text = f"{what} for {self.core_seconds:.1f} core-seconds each"
        kept = self.n_reports == self.n_audiences and self.core_seconds <= AT_MOST_CORE_SECONDS
        return Verdict(f"{text} (at most {AT_MOST_CORE_SECONDS:.0f})", kept)

    def cells(self) -> tuple[str, ...]:
        """A line of the table."""
        return (
            f"{self.size.plays:,}",
            f"{self.size.listeners:,}",
            str(self.n_audiences),
            str(self.n_reports),
            f"{self.usage.seconds:.0f}",
            f"{self.usage.cpu_seconds:.0f}",
            f"{self.core_seconds:.1f}",
            f"{self.usage.memory_mib / MIB_PER_GIB:.2f}",
        )


def part(found: Sequence[Served], command: str) -> str:
    """The part of the page."""
    return PART.format(
        command=command,
        n=N_AUDIENCES,
        weeks=WEEKS,
        machine=machine(),
        rows="\n".join("| " + " | ".join(one.cells()) + " |" for one in found),
        verdicts="\n".join(f"- {one.verdict}" for one in found),
    )


def serve(size: Size, plays: Path, folder: Path, n: int = N_AUDIENCES) -> Served:
    """Make the reports.

    Args:
        size: the history.
        plays: its folder.
        folder: empty; configuration and reports are left in it.
        n: audiences.
    """
    audiences = [
        {"name": f"artist-{i:03d}", "filter": {"artist": [artist]}}
        for i, artist in enumerate(artists(plays, n))
    ]
    settings = {
        "source": {"path": str(plays)},
        "archive": {"files": str(folder / "reports")},
        "reports": {"weekly": {"audiences": audiences}},
    }
    config = folder / "config.json"
    config.write_text(json.dumps(settings), encoding="utf-8")
    usage = measure(
        (sys.executable, "-m", "reporter", "run", "--config", str(config), "--json"), folder
    )
    line = json.loads(usage.output.splitlines()[-1])
    made = sum(bool(one["files"]) for one in line["audiences"].values())
    return Served(size, len(audiences), made, usage)


def artists(plays: Path, n: int) -> list[str]:
    """The artists with the most plays."""
    (file,) = plays.glob("*.parquet")
    column = pq.read_table(file, columns=[ARTIST])[ARTIST].drop_null()
    counts = pc.value_counts(column).to_pylist()
    ordered = sorted(counts, key=lambda one: (-one["counts"], one["values"]))
    return [one["values"] for one in ordered if one["values"]][:n]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and perhaps write the page's part; 1 if the promise is not kept."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--million", action="store_true", help="of a million plays, too")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the history there")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write its part of docs/performance.md"
    )
    asked = parser.parse_args(arguments)
    warn_if_busy()
    found = []
    for size in SIZES if asked.million else SIZES[:1]:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            found.append(serve(size, size.make(asked.data or folder / "data"), folder))
        print(" ".join(found[-1].cells()), flush=True)
    text = part(found, f"{COMMAND} --million" if asked.million else COMMAND)
    print(text)
    if asked.write:
        page.write(asked.write, page.AUDIENCES, text)
    return 0 if all(one.verdict.kept for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
