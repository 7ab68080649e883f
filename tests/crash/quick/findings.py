"""Finds at once what the run in the folder `CRASH_KEPT` found.

The process kills itself when the step `CRASH_AT` begins, and its scheduler where `CRASH_TOO` is set
to `scheduler`. It waits for a ledger that is away no
longer than `CRASH_PATIENCE` seconds.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.ledger import holding
from reporter.pipeline.timer import Timer
from reporter.report import from_json
from reporter.study.readers import Studied

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from reporter.pipeline import Step
    from reporter.report import Report
    from reporter.study.intake import Prepared
    from reporter.study.readers import Reader
    from reporter.worker import Worker

SECONDS = 0.2

if "CRASH_PATIENCE" in os.environ:
    holding.PATIENCE_SECONDS = float(os.environ["CRASH_PATIENCE"])


class Fatal(Timer):
    """Kills the process at a step."""

    begin = Timer.step

    def step(self, step: Step) -> AbstractContextManager[None]:  # type: ignore[override]
        """Begin a step, or none ever."""
        if step == os.environ.get("CRASH_AT"):
            if os.environ.get("CRASH_TOO") == "scheduler":
                os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return Fatal.begin(self, step)


Timer.step = Fatal.step  # type: ignore[method-assign,assignment]


def analyse(
    prepared: Prepared,
    models: Worker,
    *,
    audit: bool = False,
    on_early: Callable[[Reader, Report], None] = lambda *_: None,
    on_late: Callable[[Reader, Report], None] = lambda *_: None,
) -> tuple[Studied, ...]:
    """What the kept run found, after a moment in which this one can be killed."""
    del models, audit, on_late
    kept = Path(os.environ["CRASH_KEPT"])
    report = from_json((kept / "report.json").read_text(encoding="utf-8"))
    for reader in prepared.readers:
        on_early(reader, report)
    time.sleep(SECONDS)
    return tuple(Studied(reader, report) for reader in prepared.readers)
