"""One run: read -> prepare -> analyse -> draw -> render -> write, each step timed.

This module is the only one that knows the order of things. It holds no analysis of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType


class Step(StrEnum):
    """The steps of a run, in order."""

    READ = "read"
    PREPARE = "prepare"
    ANALYSE = "analyse"
    DRAW = "draw"
    RENDER = "render"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class StepEvent:
    """A step begins (`seconds` is none) or is done."""

    step: Step
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for.

    Attributes:
        report: name of the report in the configuration; none for the first one.
        source: path or URL that replaces the configured source; the run is then ad hoc.
        period: `latest`, `all`, or what `reporter.period.parse` reads.
        output: folder that replaces `archive.files`.
    """

    report: str | None = None
    source: str | None = None
    period: str = "latest"
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run made.

    Attributes:
        run: run id.
        report: name of the report.
        period: label of the period.
        folder: the run folder.
        files: `pdf`, `html`, `json`, `manifest` -> path.
        csv: table name -> path.
        plays_read: rows read.
        plays_in_period: music plays in the period.
        seconds: wall time of the whole run.
        warnings: sentences about what the reader should know.
        timings: wall seconds of each step, in order.
    """

    run: str
    report: str
    period: str
    folder: Path
    files: Mapping[str, Path]
    csv: Mapping[str, Path]
    plays_read: int
    plays_in_period: int
    seconds: float
    warnings: tuple[str, ...]
    timings: tuple[tuple[Step, float], ...]


Watcher = Callable[[StepEvent], None]
"""Is told of each step as it begins and ends."""

NOTHING: Mapping[str, Path] = MappingProxyType({})
