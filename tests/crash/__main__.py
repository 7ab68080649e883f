"""`python -m tests.crash`: kill the program many times, and say what it comes to."""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.crash.points import points
from tests.crash.scene import Kept, Scene, keep
from tests.crash.servers import Servers, servers
from tests.crash.table import markdown
from tests.crash.trial import attempt_tidily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crash.trial import Point, Seen

FEWEST = 150
SEED = 20241216


def main() -> int:
    """Try, print, and perhaps write the page; 1 if anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="of the random moments")
    parser.add_argument("--only", metavar="TEXT", default="", help="kills whose group has this")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="trials at once")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write docs/soak.md")
    asked = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="soak-") as name, servers(Path(name, "pg")) as both:
        folder = Path(name)
        kept = keep(folder)
        chosen = points(Random(asked.seed), _seconds(folder, kept))  # noqa: S311 - moments
        mine = [point for point in chosen if asked.only in point.group]
        seen = list(_tried(folder, kept, both, mine, asked.processes))
    page = markdown(seen, asked.seed)
    print(f"{page}\n{time.perf_counter() - begun:.0f} s")
    if asked.write:
        asked.write.write_text(page, encoding="utf-8")
    killed = sum(one.killed for one in seen)
    is_enough = killed >= FEWEST or asked.only
    if not is_enough:
        print(f"only {killed} of {len(seen)} were still there when they were to be killed")
    return 0 if is_enough and not any(one.problems for one in seen) else 1


def _seconds(folder: Path, kept: Kept) -> float:
    """How long a quick run takes on this machine now."""
    scene = Scene(folder / "measured", kept)
    scene.set_up()
    begun = time.perf_counter()
    scene.run("run", "weekly", "--period", kept.label, "--send")
    return time.perf_counter() - begun


def _tried(
    folder: Path, kept: Kept, both: Servers, mine: list[Point], processes: int
) -> Iterator[Seen]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        asked = {
            pool.submit(attempt_tidily, folder / f"trial-{n}", kept, point, both): n
            for n, point in enumerate(mine)
        }
        done: dict[int, Seen] = {}
        for future in as_completed(asked):
            one = done[asked[future]] = future.result()
            outcome = "; ".join(one.problems) or ("as it must be" if one.killed else "not killed")
            print(f"{len(done)} of {len(mine)}, {one.point.name}: {outcome}", flush=True)
    yield from (done[n] for n in sorted(done))


if __name__ == "__main__":
    raise SystemExit(main())
