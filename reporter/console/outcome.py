"""What people and programs see of a finished run: what was made, the last line of `--json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from reporter.console.steps import START
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.pipeline import Edition, RunResult


def tell(result: RunResult) -> None:
    """Say what was made and where it is."""
    for text in result.warnings:
        typer.echo(ENGLISH("console.warning", text=text), err=True)
    typer.echo(
        ENGLISH(
            "console.made",
            report=result.report,
            period=result.period,
            n=result.plays_in_period,
            read=result.plays_read,
        )
    )
    for edition in result.editions:
        for kind in ("pdf", "html"):
            if kind in edition.files:
                typer.echo(ENGLISH(f"console.file.{kind}", path=edition.files[kind]))
        if edition.files:
            folder = edition.files["json"].rpartition("/")[0]
            typer.echo(ENGLISH("console.file.csv", path=f"{folder}/csv"))


def timings(result: RunResult) -> None:
    """A table of the steps' wall seconds; what lies between them is the start of workers."""
    start = result.seconds - sum(seconds for _, seconds in result.timings)
    timed = ((START, start), *result.timings, ("total", result.seconds))
    rows = [(ENGLISH(f"console.step.{step}"), seconds) for step, seconds in timed]
    cells = [(name, ENGLISH("console.seconds", seconds=seconds)) for name, seconds in rows]
    left, right = (max(map(len, column)) for column in zip(*cells, strict=True))
    for name, seconds in cells:
        typer.echo(f"{name:<{left}}  {seconds:>{right}}", err=True)


def line(values: dict[str, Any]) -> None:
    """The last line of `--json`: one object."""
    typer.echo(json.dumps(values))


def complete(result: RunResult) -> dict[str, Any]:
    """What `--json` says of a run that made its report.

    Where there are several audiences, `files` are those of the first one that has a report, and
    `audiences` has those of each.
    """
    values = {
        "run": result.run,
        "report": result.report,
        "period": result.period,
        "status": result.state.value,
        "delivery": result.delivered.value,
        "plays_read": result.plays_read,
        "plays_in_period": result.plays_in_period,
        "seconds": round(result.seconds, 3),
        "files": {
            **result.files,
            "csv": dict(result.csv),
        },
        "warnings": list(result.warnings),
    }
    if len(result.editions) == 1:
        return values
    return {**values, "audiences": {one.audience.name: _edition(one) for one in result.editions}}


def _edition(edition: Edition) -> dict[str, Any]:
    """What `--json` says of one audience among several."""
    if not edition.files:
        return {"status": "failed", "error": edition.reason, "files": {}}
    tables = dict(edition.csv)
    files = dict(edition.files)
    values = {"status": edition.state.value, "files": {**files, "csv": tables}}
    return {**values, "reason": edition.reason} if edition.reason else values


def failed(
    report: str | None, seconds: float, error: str, reason: str | None = None
) -> dict[str, Any]:
    """What `--json` says of a run that made nothing: the same keys, and the error.

    Args:
        report: name of the report, as far as it is known.
        seconds: wall time until it failed.
        error: the sentence that stands on stderr.
        reason: a word for programs, where a caller may act on it.
    """
    values: dict[str, Any] = {
        "run": None,
        "report": report,
        "period": None,
        "status": "failed",
        "delivery": "none",
        "plays_read": None,
        "plays_in_period": None,
        "seconds": round(seconds, 3),
        "files": {},
        "warnings": [],
        "error": error,
    }
    return values if reason is None else {**values, "reason": reason}
