"""What is asked of a run, what it tells while it goes on, and what it made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.ledger.values import Delivered, Purpose, State

if TYPE_CHECKING:
    from reporter.config import AudienceSettings
    from reporter.errors import ReporterError
    from reporter.report import Report

NOT_TO_ALL, HELD = 4, 6
"""Exit codes of a run that made its report."""


class Step(StrEnum):
    """The steps of a run, in order."""

    READ = "read"
    PREPARE = "prepare"
    CLAIM = "claim"
    ANALYSE = "analyse"
    DRAW = "draw"
    RENDER = "render"
    EXAMINE = "examine"
    WRITE = "write"
    RECORD = "record"
    DELIVER = "deliver"


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
        output: folder or URL that replaces `archive.files`.
        audit: look for leaks in the skip model, which takes up to a minute longer.
        send: mail it to its audiences.
        purpose: why it is made, for the ledger.
        whole: refuse a period whose data are not through yet.
        late: the period waited for its data.
    """

    report: str | None = None
    source: str | None = None
    period: str = "latest"
    output: str | None = None
    audit: bool = False
    send: bool = False
    purpose: Purpose = Purpose.DEMAND
    whole: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """What one audience gets.

    Attributes:
        audience: for whom.
        series: id of the series of the audience's reports.
        outcome: the report, or why there is none for this audience alone.
        state: complete, held back, or failed.
        reason: why it is held back or failed; empty for a sound one.
        files: `pdf`, `html`, `json` -> path or URL; empty where there is no report.
        csv: table name -> path or URL.
    """

    audience: AudienceSettings
    series: str
    outcome: Report | ReporterError
    state: State
    reason: str
    files: Mapping[str, str]
    csv: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run made.

    Attributes:
        run: run id.
        report: name of the report.
        period: label of the period.
        folder: the run folder, as a path or a URL.
        files: `pdf`, `html`, `json`, `manifest` -> path or URL; those of the first audience that
            has a report.
        csv: table name -> path or URL; of the same audience.
        editions: what each audience gets, in the order of the configuration; one of everybody
            where none is configured.
        plays_read: rows read.
        plays_in_period: music plays in the period.
        seconds: wall time of the whole run.
        warnings: sentences about what the reader should know.
        timings: wall seconds of each step, in order.
        delivered: how its delivery went; none where nothing was to be sent.
    """

    run: str
    report: str
    period: str
    folder: str
    files: Mapping[str, str]
    csv: Mapping[str, str]
    editions: tuple[Edition, ...]
    plays_read: int
    plays_in_period: int
    seconds: float
    warnings: tuple[str, ...]
    timings: tuple[tuple[Step, float], ...]
    delivered: Delivered = Delivered.NONE

    @property
    def state(self) -> State:
        """Held back where an audience's report is, else complete."""
        held = any(one.state is State.HELD for one in self.editions)
        return State.HELD if held else State.COMPLETE

    @property
    def exit_code(self) -> int:
        """0 done, 4 not made for or not delivered to all, 6 held back."""
        if self.state is State.HELD:
            return HELD
        is_whole = all(one.state is State.COMPLETE for one in self.editions)
        reached = self.delivered in {Delivered.NONE, Delivered.SENT}
        return 0 if is_whole and reached else NOT_TO_ALL


Watcher = Callable[[StepEvent], None]
"""Is told of each step as it begins and ends."""
