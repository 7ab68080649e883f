"""`python -m bench`: times whole runs, the seed notebook's beside them where it is at hand."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bench import page, table
from bench.inputs import CASES, MILLION, Case
from bench.meter import Usage, measure, warn_if_busy
from bench.table import Line, Verdict

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT.parent / "shared" / "reference" / "notebook_baseline.py"


def main() -> int:
    """Measure, print, and perhaps write the page; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each program")
    parser.add_argument("--million", action="store_true", help="a million plays, too")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write its part of docs/performance.md"
    )
    asked = parser.parse_args()
    warn_if_busy()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        lines, verdicts = compare(Path(name), asked.runs, million=asked.million)
    print(f"\n{table.machine()}\n\n{table.markdown(lines)}\n")
    print("\n".join(map(str, verdicts)))
    if asked.write:
        command = " ".join(["python -m bench", *sys.argv[1:]])
        page.write(asked.write, page.RUNS, table.page(lines, verdicts, command))
    return 0 if all(verdict.kept for verdict in verdicts) else 1


def compare(folder: Path, n_runs: int, *, million: bool) -> tuple[list[Line], list[Verdict]]:
    """Measure every case, the programs in turn."""
    lines: list[Line] = []
    verdicts: list[Verdict] = []
    if not NOTEBOOK.is_file():
        print("../shared/reference/notebook_baseline.py is absent: only the program is timed")
    for case in CASES:
        runs = in_turn(case, folder, n_runs, with_notebook=NOTEBOOK.is_file())
        ours = runs["reporter run"]
        if theirs := runs.get("notebook"):
            ours = replace(ours, rival=theirs)
            lines.append(theirs)
            verdicts.append(table.faster(ours, theirs))
        lines.append(ours)
        verdicts.append(table.small(ours))
    if million:
        first = next(line for line in lines if line.program == "reporter run")
        runs = in_turn(MILLION, folder, n_runs, with_notebook=False)
        lines.append(replace(runs["reporter run"], rival=first))
        verdicts.append(table.growing(lines[-1], first))
        if NOTEBOOK.is_file():  # once is enough: it takes minutes
            plays = MILLION.make(folder)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                once = notebook(plays, Path(scratch), watched=False)
            lines.append(Line(MILLION, "notebook", (once,)))
            verdicts.append(table.faster(lines[-2], lines[-1], table.AT_LEAST_FASTER_MILLION))
    return lines, verdicts


def in_turn(case: Case, folder: Path, n_runs: int, *, with_notebook: bool) -> dict[str, Line]:
    """Each program `n_runs` times on the same file, one after the other; then once for memory."""
    plays = case.make(folder)
    programs = {"notebook": notebook} if with_notebook else {}
    programs["reporter run"] = report
    found: dict[str, list[Usage]] = {name: [] for name in programs}
    for run in range(n_runs + 1):
        for name, program in programs.items():
            watched = run == n_runs
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                usage = program(plays, Path(scratch), watched=watched)
            found[name].append(usage)
            told = f"{usage.memory_mib:,.0f} MiB" if watched else f"{usage.seconds:.1f} s"
            print(f"{case.plays:,} plays, {case.name}: {name} {told}", flush=True)
    return {
        name: Line(case, name, tuple(timed), watched.memory_mib)
        for name, (*timed, watched) in found.items()
    }


def notebook(plays: Path, scratch: Path, *, watched: bool) -> Usage:
    """The seed notebook's code, whole."""
    command = [sys.executable, str(NOTEBOOK), str(plays), str(scratch / "work")]
    return measure(command, scratch, watched=watched)


def report(plays: Path, scratch: Path, *, watched: bool) -> Usage:
    """The program, without any configuration."""
    usage = measure(
        [
            *(sys.executable, "-m", "reporter", "run", "--source", str(plays)),
            *("--output", str(scratch / "reports"), "--json"),
        ],
        scratch,
        watched=watched,
    )
    told = json.loads(usage.output.splitlines()[-1])
    pdf = Path(told["files"]["pdf"])
    if told["status"] != "complete" or not pdf.stat().st_size:
        msg = f"the run did not end with a report: {told}"
        raise RuntimeError(msg)
    return usage


if __name__ == "__main__":
    sys.exit(main())
