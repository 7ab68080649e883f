"""A folder with a configuration, plays, an archive and a ledger, in which the program is tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import yaml
from fsspec.core import url_to_fs

from reporter import sample
from reporter.archive.registry import open_store
from reporter.ledger import tables
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import Expected, ExpectedState, PeriodKey
from reporter.period import Period, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reporter.archive.store import Store
    from reporter.ledger.opening import Ledger

KEY = "0123456789abcdef" * 4
"""Of the listeners' pseudonyms, where none is kept beside the reports."""
QUICK = Path(__file__).parent / "quick"
ROOT = Path(__file__).resolve().parents[2]
READERS = ("ceo@example.org", "cfo@example.org")
OWNER = "ops@example.org"
CRON = "0 7 * * mon"
OUTBOX = "outbox"
NO_REPORTS = (".pseudonym-key", f"{OUTBOX}/")
"""Begin the paths of what stands beside the reports."""


@dataclass(frozen=True)
class Kept:
    """Plays, and a whole run of them that was made once.

    Attributes:
        plays: folder of the plays.
        run: its run folder.
        label: of its period.
        ledger: an empty one.
    """

    plays: Path
    run: Path
    label: str
    ledger: Path


def keep(folder: Path) -> Kept:
    """Make plays and a report of them.

    Args:
        folder: an empty one.
    """
    plays, ledger = folder / "plays", folder / "ledger.db"
    with open_ledger(f"sqlite:///{ledger}", datetime.now(UTC)):
        pass
    sample.write(plays, listeners=12, weeks=3, seed=3)
    scene = Scene(folder / "made", Kept(plays, folder, "", ledger), is_quick=False)
    scene.set_up()
    done = scene.run("run", "weekly")
    assert done.returncode == 0, done.stderr
    (place,) = (scene.folder / "archive/weekly").glob("*/*")
    return Kept(plays, place, place.parent.name, ledger)


@dataclass(frozen=True)
class Scene:
    """Where the program is tried.

    Attributes:
        folder: of everything.
        kept: plays, and what a quick run finds and prints.
        is_quick: analysis and printing take no time.
        smtp: URL of the mail server; none for `.eml` files.
        ledger_url: of the ledger; none for SQLite beside the archive.
        bucket: URL of the archive; none for a folder.
        host: name of the machine; none for that of this one.
    """

    folder: Path
    kept: Kept
    is_quick: bool = True
    smtp: str | None = None
    ledger_url: str | None = None
    bucket: str | None = None
    host: str | None = None

    @property
    def archive(self) -> Path:
        """The folder of the reports, where they are in none elsewhere."""
        return self.folder / "archive"

    @property
    def root(self) -> str:
        """Where the reports are."""
        return self.bucket or str(self.archive)

    @property
    def temporary(self) -> Path:
        """Where the program puts its temporary files."""
        return self.folder / "tmp"

    @property
    def url(self) -> str:
        """The ledger's."""
        return self.ledger_url or f"sqlite:///{self.folder / 'ledger/reporter.db'}"

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.folder / "config.yaml"

    @cached_property
    def store(self) -> Store:
        """The archive."""
        return open_store(self.root)

    @property
    def period(self) -> Period:
        """The period of the report."""
        return parse(self.kept.label)

    @property
    def key(self) -> PeriodKey:
        """The same, as the ledger knows it."""
        one = self.period
        return PeriodKey("weekly", "", one.kind, one.label, one.first_day, one.end_day)

    def set_up(self) -> None:
        """Write the configuration."""
        self.temporary.mkdir(parents=True)
        delivery = {"smtp": self.smtp} if self.smtp else {}
        audience = {"name": "all", "to": list(READERS)}
        weekly = {"period": "week", "cron": CRON, "min_group_size": 2, "audiences": [audience]}
        key = {"key": KEY} if self.bucket else {}
        settings = {
            "source": {"path": str(self.kept.plays), **key},
            "archive": {"files": self.root, "ledger": self.url},
            "owner": {"mail": [OWNER]},
            "delivery": delivery,
            "reports": {"weekly": weekly},
        }
        self.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        if self.ledger_url is None:  # its tables take a second to make
            (self.folder / "ledger").mkdir()
            shutil.copy(self.kept.ledger, self.folder / "ledger/reporter.db")

    def expect(self) -> None:
        """Have the schedule want the period."""
        now, one = datetime.now(UTC), self.period
        with self.ledger() as ledger:
            ledger.timetable.watch("weekly", CRON, now)
            ledger.timetable.expect([expected(one, now)])

    def moved(self, folder: Path, host: str) -> Scene:
        """The same on another machine, which has the configuration and the plays alone."""
        there = replace(self, folder=folder, host=host)
        there.set_up()
        shutil.rmtree(self.folder)
        return there

    def time_passes(self) -> None:
        """All waiting times end, and the leases of schedulers."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        table, alerts = tables.expected, tables.alerts
        with self.ledger() as ledger, ledger.database.write() as connection:
            connection.execute(sa.update(table).values(next_at=None))
            leased = sa.update(table).where(table.c.lease_until.is_not(None))
            connection.execute(leased.values(lease_until=past))
            connection.execute(sa.update(alerts).values(lease_until=None))
            waiting = sa.update(alerts).where(alerts.c.next_at.is_not(None))
            connection.execute(waiting.values(next_at=past))

    def leases_end(self) -> None:
        """Nothing has been heard for long of the runs, and of the messages on their way."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        with self.ledger() as ledger, ledger.database.write() as connection:
            for table in (tables.runs, tables.deliveries):
                leased = sa.update(table).where(table.c.lease_until.is_not(None))
                connection.execute(leased.values(lease_until=past))

    def objects(self) -> list[str]:
        """The paths of all files of the archive, half a report's too."""
        objects, base = url_to_fs(self.root, use_listings_cache=False)
        found = (path.removeprefix(f"{base}/") for path in objects.find(base))
        return sorted(path for path in found if not path.startswith(NO_REPORTS))

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The open ledger."""
        with open_ledger(self.url, datetime.now(UTC)) as opened:
            yield opened

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start the program."""
        with (self.folder / "stderr").open("wb") as told:
            return subprocess.Popen(
                self._command(arguments),
                cwd=self.folder,
                env={**self._environment(), **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=told,
                start_new_session=True,
            )

    def told(self) -> str:
        """What the program said that was started last."""
        return (self.folder / "stderr").read_text(encoding="utf-8")

    def run(
        self,
        *arguments: str,
        before: Sequence[str] = (),
        limit: Callable[[], None] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run the program to its end.

        Args:
            arguments: of the program.
            before: command that starts it.
            limit: called in its process.
        """
        return subprocess.run(
            [*before, *self._command(arguments)],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limit,
            timeout=300,
        )

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-P", "-m", "reporter", *arguments, "--config", str(self.config)]

    def _environment(self) -> dict[str, str]:
        mine = {name: os.environ[name] for name in os.environ if not name.startswith("REPORTER_")}
        return {
            **mine,
            "PYTHONPATH": os.pathsep.join([str(QUICK), str(ROOT)]),
            "TMPDIR": str(self.temporary),
            **({"CRASH_KEPT": str(self.kept.run)} if self.is_quick else {}),
            **({"CRASH_HOST": self.host} if self.host else {}),
        }


def expected(one: Period, now: datetime) -> Expected:
    """A period that is due."""
    return Expected(
        report="weekly",
        label=one.label,
        kind=one.kind,
        first_day=one.first_day,
        end_day=one.end_day,
        due_at=now - timedelta(minutes=1),
        state=ExpectedState.EXPECTED,
        attempts=0,
        next_at=None,
        late=False,
        reason="",
        run="",
        claimed_by="",
        lease_until=None,
    )
