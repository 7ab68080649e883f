"""`python -m tests.recovery`: every suite over many seeds, in two processes."""

from __future__ import annotations

import argparse
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.recovery.registry import SUITES, run_one
from tests.recovery.suite import markdown, off

HEAD = """# Recovery

Written by `make recovery`, which takes some minutes. In worlds with a planted truth the 95%
interval of each number has to hold it about as often as it says; in noise nothing may be found more
often than the rate it is tested at. All worlds are invented, each seed a new one.
"""


def main() -> int:
    """Run, print, and perhaps write the page; 1 if a rate is not the nominal one."""
    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, metavar="N")
    parser.add_argument("--only", metavar="SUITE", help="name of one suite")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write docs/recovery.md")
    asked = parser.parse_args()
    chosen = [suite for suite in SUITES if asked.only in {None, suite.name}]
    if not chosen:
        parser.error(f"the suites are {', '.join(suite.name for suite in SUITES)}")
    sections, bad = [HEAD], []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        for suite in chosen:
            begun = time.perf_counter()
            found = pool.map(run_one, [suite.name] * asked.seeds, range(asked.seeds))
            outcomes = [one for of_seed in found for one in of_seed]
            sections.append(markdown(suite, outcomes))
            bad += off(suite, outcomes)
            print(f"{sections[-1]}\n{time.perf_counter() - begun:.0f} s")
    for name in bad:
        print(f"not at its nominal rate: {name}")
    if asked.write:
        asked.write.write_text("\n".join(sections).rstrip() + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
