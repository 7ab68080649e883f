"""What verifying, pruning and forgetting found and did, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from reporter.console.history import say
from reporter.console.table import Column, table
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.history.forget import Cleaned, Forgot
    from reporter.history.prune import Gone, Pruned
    from reporter.history.verify import Problem, Verified

PROBLEMS = (
    Column("run"),
    Column("file"),
    Column("problem", below=True),
)
GONE = (
    Column("run"),
    Column("report"),
    Column("period"),
    Column("files", right=True),
    Column("bytes", right=True),
)
ROWS = (Column("run"), Column("file"), Column("rows", right=True))
MEGABYTE = 1_000_000


def verified(found: Verified) -> None:
    """Every problem as a row, and what was looked at as a sentence."""
    table(PROBLEMS, map(_problem_cells, found.problems))
    if not found.n_runs and found.is_well:
        say("verify.nothing")
    elif found.is_well:
        size = found.n_bytes / MEGABYTE
        say("verify.well", n=found.n_runs, files=found.n_files, megabytes=size)
    else:
        n = len(found.problems)
        say("verify.damaged", n=n, runs=found.n_runs, files=found.n_files)
        say("verify.do")


def verified_values(found: Verified) -> dict[str, Any]:
    """The same for a program."""
    return {
        "ok": found.is_well,
        "runs": found.n_runs,
        "files": found.n_files,
        "bytes": found.n_bytes,
        "problems": [
            {
                "run": one.run,
                "folder": one.folder,
                "kind": one.kind.value,
                "path": one.path or None,
                "why": one.why or None,
            }
            for one in found.problems
        ],
    }


def pruned(done: Pruned, *, dry_run: bool) -> None:
    """What went, or would go, and what stays although it is old."""
    table(GONE, map(_gone_cells, done.gone))
    for run in done.awaited:
        say("prune.awaited", run=run.id, report=run.key.report, period=run.key.label)
    if not done.gone:
        say("prune.nothing", kept=done.n_kept + len(done.awaited))
        return
    what = "prune.would" if dry_run else "prune.removed"
    kept = done.n_kept + len(done.awaited)
    say(what, n=len(done.gone), megabytes=done.n_bytes / MEGABYTE, kept=kept)


def pruned_values(done: Pruned, *, dry_run: bool) -> dict[str, Any]:
    """The same for a program."""
    return {
        "dry_run": dry_run,
        "runs": [
            {
                "run": one.run.id,
                "report": one.run.key.report,
                "period": one.run.key.label,
                "files": one.n_files,
                "bytes": one.n_bytes,
            }
            for one in done.gone
        ],
        "bytes": done.n_bytes,
        "awaited": [run.id for run in done.awaited],
        "kept": done.n_kept + len(done.awaited),
    }


def forgot(done: Forgot, source: str | None, *, dry_run: bool) -> None:
    """What was taken out, or would be, and what that cannot reach."""
    table(ROWS, (cells for one in done.cleaned for cells in _rows(one)))
    for run in done.finished:
        say("forget.finished", run=run)
    if done.cleaned:
        say(
            "forget.would" if dry_run else "forget.done",
            n=done.n_rows,
            listener=done.pseudonym,
            files=done.n_files,
            runs=len(done.cleaned),
            searched=done.n_runs,
        )
    else:
        say("forget.nothing", n=done.n_runs, listener=done.pseudonym)
    for one in done.cleaned:
        for path in one.altered:
            say("forget.altered", path=f"{one.folder}/{path}")
    for path in done.left:
        say("forget.left", path=path, listener=done.pseudonym)
    for folder, why in done.unread.items():
        say("forget.unread", folder=folder, why=why)
    say("forget.limits")
    for text in limits(done, source):
        say("forget.limit", text=text)


def forgot_values(done: Forgot, source: str | None, *, dry_run: bool) -> dict[str, Any]:
    """The same for a program."""
    return {
        "listener": done.pseudonym,
        "dry_run": dry_run,
        "searched": done.n_runs,
        "rows": done.n_rows,
        "runs": [asdict(one) for one in done.cleaned],
        "finished": list(done.finished),
        "left": list(done.left),
        "unread": dict(done.unread),
        "not_reached": list(limits(done, source)),
    }


def limits(done: Forgot, source: str | None) -> Iterator[str]:
    """What forgetting does not reach, a clause each."""
    n_pages = sum(one.n_pages for one in done.cleaned)
    n_mails = sum(one.n_mails for one in done.cleaned)
    if done.cleaned:
        yield ENGLISH("forget.limit.pages", n=n_pages)
        yield ENGLISH("forget.limit.numbers")
    if n_mails:
        yield ENGLISH("forget.limit.mails", n=n_mails)
    yield ENGLISH("forget.limit.copies")
    yield ENGLISH("forget.limit.key")
    if source is None:
        yield ENGLISH("forget.limit.no_source")
    else:
        yield ENGLISH("forget.limit.source", source=source)


def _problem_cells(one: Problem) -> tuple[str, ...]:
    return one.run, one.path or one.folder, ENGLISH(f"verify.{one.kind}", why=one.why)


def _gone_cells(one: Gone) -> tuple[str, ...]:
    key = one.run.key
    count = ENGLISH.formats.count
    return one.run.id, key.report, key.label, count(one.n_files), count(one.n_bytes)


def _rows(one: Cleaned) -> Iterator[tuple[str, ...]]:
    for path, n in one.rows.items():
        yield one.run, path, ENGLISH.formats.count(n)
