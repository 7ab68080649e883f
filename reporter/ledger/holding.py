"""Hold a period while its report is made: claim it, keep the lease alive, and give it back."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.errors import LedgerError, ReporterError
from reporter.ledger.values import State, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Finished, NewRun

BEAT_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
"""How long a finished report waits for a ledger that went away."""
PAUSE_SECONDS = 1.0
NOTHING_MADE = (State.FAILED, State.INTERRUPTED)


class Hold:
    """A period that is held; what the run has to tell the ledger goes through here.

    Args:
        ledger: the ledger.
        run: run id.
        clock: the present instant, aware.
    """

    def __init__(self, ledger: Ledger, run: str, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock = ledger, clock
        self._steps: list[Step] = []
        self.run = run
        self.is_finished = False

    def step(self, name: str, seconds: float) -> None:
        """Record a step that is done; where the ledger is away, with the next one."""
        began = self._clock() - timedelta(seconds=seconds)
        self._steps.append(Step(name, began, seconds))
        with suppress(LedgerError):  # its time is told again at the next step or at the end
            self._flush()

    def finish(self, done: Finished) -> None:
        """Write what the run made; waits for a while where the ledger is away.

        Raises:
            LedgerError: it stayed away.
            PeriodBusyError: the period is another run's by now.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._flush()
                self._ledger.runs.finish(self.run, done, self._clock())
            except LedgerError:
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                self.is_finished = True
                return

    def beat(self) -> None:
        """Prolong the lease; a ledger that is away is asked again at the next beat."""
        with suppress(LedgerError):
            self._ledger.runs.beat(self.run, self._clock())

    def give_back(self, error: BaseException) -> bool:
        """Say in the ledger that nothing was made, and why; where it is away, the lease ends so.

        Args:
            error: what ended the run.

        Returns:
            Whether the ledger knows now that nothing was made; false if the run is recorded there,
            or if nobody can tell.
        """
        is_wanted = isinstance(error, (KeyboardInterrupt, SystemExit))
        state = State.INTERRUPTED if is_wanted else State.FAILED
        text = str(error) if isinstance(error, ReporterError) else type(error).__name__
        with suppress(LedgerError):
            if self._ledger.runs.end(self.run, state, text, self._clock()):
                return True
            return self._ledger.runs.get(self.run).state in NOTHING_MADE
        return False

    def _flush(self) -> None:
        while self._steps:
            self._ledger.runs.step(self.run, self._steps[0])
            del self._steps[0]


@contextmanager
def hold(ledger: Ledger, new: NewRun, clock: Callable[[], datetime]) -> Iterator[Hold]:
    """Claim a period; it is given back at the end, whatever happens.

    Args:
        ledger: the ledger.
        new: the run and its period.
        clock: the present instant, aware.

    Raises:
        PeriodBusyError: another run holds it.
    """
    ledger.runs.claim(new, clock())
    held = Hold(ledger, new.id, clock)
    stopped = threading.Event()

    def keep_alive() -> None:
        while not stopped.wait(BEAT_SECONDS):
            held.beat()

    heart = threading.Thread(target=keep_alive, name="heartbeat", daemon=True)
    heart.start()
    try:
        yield held
    except BaseException as error:
        if not held.is_finished:
            held.give_back(error)
        raise
    finally:
        stopped.set()
        heart.join()
