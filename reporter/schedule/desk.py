"""One scheduler: who it is, what it keeps, what it makes, and the signs of life that it gives."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from reporter import __version__
from reporter.delivery.owner import Owner
from reporter.errors import ConfigError
from reporter.ledger.place import Place, here
from reporter.ledger.values import Event, Scheduler
from reporter.schedule.keeper import Keeper
from reporter.schedule.maker import Maker
from reporter.schedule.owner import Messenger
from reporter.schedule.runner import PROGRAM, Runner
from reporter.schedule.values import Watched, watched
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from reporter.config import Settings
    from reporter.ledger.opening import Ledger
    from reporter.schedule.values import Stop

BEAT_SECONDS = 30.0
TICK_SECONDS = 60.0
STARTED, STOPPED = "scheduler_started", "scheduler_stopped"


@dataclass(slots=True)
class Desk:
    """One scheduler at work.

    Attributes:
        ledger: the truth.
        reports: that have a schedule.
        keeper: knows what is due.
        maker: makes it.
        clock: aware.
        say: told what happens, a sentence at a time.
        place: this process.
        token: of this scheduler; no other has it.
        started_at: when it began.
        tick_at: when it last looked for something to do.
    """

    ledger: Ledger
    reports: tuple[Watched, ...]
    keeper: Keeper
    maker: Maker
    clock: Callable[[], datetime]
    say: Callable[[str], None]
    place: Place
    token: str
    started_at: datetime
    tick_at: datetime | None = None
    _looking: Lock = field(default_factory=Lock)

    def tick(self) -> bool:
        """Note what has become due; whether there is something to make now."""
        with self._looking:
            self.tick_at = self.clock()
            return bool(self.keeper.look(self.tick_at))

    def beat(self, stopped_at: datetime | None = None) -> None:
        """Say in the ledger that this scheduler lives, and holds what it works on."""
        now = self.clock()
        self.maker.beat(now)
        self.ledger.watch.beat(
            Scheduler(
                token=self.token,
                place=self.place,
                started_at=self.started_at,
                beat_at=now,
                tick_at=self.tick_at,
                interval_seconds=BEAT_SECONDS,
                stopped_at=stopped_at,
                version=__version__,
            )
        )

    def note(self, kind: str, text: str) -> None:
        """An event of the scheduler itself."""
        self.ledger.watch.note(Event(self.clock(), kind, "", "", text))
        self.say(text)

    def open(self) -> None:
        """Begin."""
        self.beat()
        self.note(STARTED, ENGLISH("schedule.event.started", place=self.place.name))

    def close(self) -> None:
        """Leave in good order."""
        self.beat(stopped_at=self.clock())
        self.note(STOPPED, ENGLISH("schedule.event.stopped", place=self.place.name))


def open_desk(
    settings: Settings,
    ledger: Ledger,
    *,
    config: Path | None,
    clock: Callable[[], datetime],
    stop: Stop,
    say: Callable[[str], None],
    program: Sequence[str] = PROGRAM,
) -> Desk:
    """A scheduler for the reports of a configuration.

    Args:
        settings: read once; each run reads the configuration again.
        ledger: an open ledger.
        config: file of the configuration, if one was named.
        clock: aware.
        stop: whether it is to end.
        say: told what happens, a sentence at a time.
        program: makes one report; its arguments follow.

    Raises:
        ConfigError: no report has a schedule.
    """
    reports = watched(settings)
    if not reports:
        raise ConfigError(ENGLISH("schedule.nothing"), hint=ENGLISH("schedule.nothing.hint"))
    now = clock()
    tell = Messenger(Owner(ledger, settings, clock))
    keeper = Keeper(ledger, reports, tell, now)
    runner = Runner(stop, program)
    token = secrets.token_hex(8)
    maker = Maker(ledger, keeper, runner, token, config, tell, clock, say)
    return Desk(ledger, reports, keeper, maker, clock, say, here(), token, now)
