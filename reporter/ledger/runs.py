"""Runs: who holds a period, what became of it, and which files it left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from reporter.errors import PeriodBusyError, UsageError
from reporter.ledger.database import insert_new, upsert
from reporter.ledger.outbox import delivered_of, queue
from reporter.ledger.place import is_gone
from reporter.ledger.rows import follow_up_of, follow_up_row, run_of, run_row
from reporter.ledger.tables import deliveries, editions, files, follow_ups, runs, series, steps
from reporter.ledger.values import (
    Delivered,
    DeliveryState,
    Edition,
    FollowUpRow,
    PeriodKey,
    Run,
    State,
    Step,
    StoredFile,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from reporter.ledger.database import Database
    from reporter.ledger.values import Finished, NewRun

LEASE = timedelta(minutes=2)
"""A run that has not been heard of for so long is taken for dead."""
NEWEST = 20


class Runs:
    """The runs of a ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, new: NewRun, now: datetime) -> None:
        """Hold a period, for all its audiences, as the only one that does.

        A run that is known to be dead is released first; what it left is `stale`'s to look at.

        Raises:
            PeriodBusyError: another run holds it, or has made it where once is enough.
        """
        key = new.key
        try:
            with self._database.write() as connection:
                for run in _running(connection, key):
                    if not _is_stale(run, now):
                        raise _busy(run)
                    _end(connection, run.id, State.INTERRUPTED, "its process ended", now)
                if new.once_since is not None:
                    _check_not_made(connection, key, new.once_since)
                connection.execute(sa.insert(runs).values(run_row(new, now, LEASE)))
                for edition in new.editions:
                    connection.execute(
                        sa.insert(editions).values(
                            run=new.id,
                            audience=edition.audience,
                            report=key.report,
                            origin=key.origin,
                            period=key.label,
                            series=edition.series,
                            state=State.RUNNING,
                        )
                    )
                    row = {
                        "id": edition.series,
                        "report": key.report,
                        "audience": edition.audience,
                        "origin": key.origin,
                        "filter": edition.filter,
                        "first_run": new.id,
                    }
                    insert_new(connection, series, row)
        except sa.exc.IntegrityError:
            raise _busy(None, key) from None

    def beat(self, run: str, now: datetime) -> bool:
        """Prolong the lease; false if the run no longer holds its period."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(runs)
                .where(runs.c.id == run, runs.c.state == State.RUNNING)
                .values(beat_at=now, lease_until=now + LEASE)
            )
            return done.rowcount == 1

    def step(self, run: str, step: Step) -> None:
        """Record how long a step took."""
        with self._database.write() as connection:
            connection.execute(
                sa.insert(steps).values(
                    run=run, name=step.name, started_at=step.started_at, seconds=step.seconds
                )
            )

    def finish(self, run: str, done: Finished, now: datetime) -> None:
        """Everything that a made run leaves, in one transaction: states, files, outbox, follow-ups.

        Raises:
            PeriodBusyError: the run does not hold its period any more.
        """
        with self._database.write() as connection:
            found = _one(connection, run)
            if found.state is not State.RUNNING:
                msg = f"the run {run} was given up by another process in the meantime"
                hint = "see `reporter history` for the run that took over"
                raise PeriodBusyError(msg, hint=hint)
            for audience, state in done.states.items():
                connection.execute(
                    sa.update(editions)
                    .where(editions.c.run == run, editions.c.audience == audience)
                    .values(state=state, reason=done.reasons.get(audience, ""))
                )
            connection.execute(
                sa.update(runs)
                .where(runs.c.id == run)
                .values(
                    state=worst(done.states.values()),
                    folder=done.folder,
                    ended_at=now,
                    seconds=done.seconds,
                    plays_read=done.plays_read,
                    plays_in_period=done.plays_in_period,
                    error="; ".join(f"{who}: {why}" for who, why in done.reasons.items()),
                )
            )
            _put_files(connection, run, done.files)
            for message in done.deliveries:
                queue(connection, run, found.key, message, now)
            for row in done.follow_ups:
                key = ("series", "id", "made_in")
                upsert(connection, follow_ups, follow_up_row(run, row), key)

    def end(self, run: str, state: State, error: str, now: datetime) -> bool:
        """Give a period back: the run failed or was interrupted, and leaves nothing.

        Returns:
            False if the run was recorded already.
        """
        with self._database.write() as connection:
            return _end(connection, run, state, error, now)

    def stale(self, now: datetime) -> tuple[Run, ...]:
        """Runs that hold a period although their process is gone, oldest first."""
        with self._database.read() as connection:
            found = connection.execute(
                sa.select(runs).where(runs.c.state == State.RUNNING).order_by(runs.c.started_at)
            )
            return tuple(run for run in map(run_of, found) if _is_stale(run, now))

    def get(self, name: str) -> Run:
        """A run by its id, or by the beginning of it that no other has; `latest` is the newest.

        Raises:
            UsageError: there is none, or more than one.
        """
        with self._database.read() as connection:
            chosen = sa.select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc())
            if name == "latest":
                chosen = chosen.limit(1)
            else:
                chosen = chosen.where(runs.c.id.startswith(name, autoescape=True)).limit(2)
            found = [run_of(row) for row in connection.execute(chosen)]
            exact = [run for run in found if run.id == name]
            if len(exact or found) != 1:
                what = "more than one run begins" if found else "there is no run that begins"
                msg = f"{what} with '{name}'"
                raise UsageError(msg, hint="`reporter history` lists them")
            return _with_delivered(connection, exact or found)[0]

    def list(
        self, *, report: str | None = None, limit: int | None = NEWEST, made: bool = False
    ) -> tuple[Run, ...]:
        """Runs, the newest first.

        Args:
            report: only of this report.
            limit: so many at most; none for all.
            made: only those that have files.
        """
        chosen = sa.select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(limit)
        if report is not None:
            chosen = chosen.where(runs.c.report == report)
        if made:
            chosen = chosen.where(runs.c.folder != "", runs.c.pruned_at.is_(None))
        with self._database.read() as connection:
            return _with_delivered(connection, [run_of(row) for row in connection.execute(chosen)])

    def current(self, key: PeriodKey) -> Run | None:
        """The newest run that made a report of this period; none where there is none."""
        with self._database.read() as connection:
            found = _current(connection, key)
            return _with_delivered(connection, [found])[0] if found else None

    def editions(self, run: str) -> tuple[Edition, ...]:
        """What each audience got, in order of name."""
        chosen = sa.select(editions).where(editions.c.run == run).order_by(editions.c.audience)
        with self._database.read() as connection:
            return tuple(
                Edition(row.run, row.audience, row.series, State(row.state), row.reason)
                for row in connection.execute(chosen)
            )

    def steps(self, run: str) -> tuple[Step, ...]:
        """The steps in order."""
        chosen = sa.select(steps).where(steps.c.run == run).order_by(steps.c.id)
        with self._database.read() as connection:
            return tuple(
                Step(row.name, row.started_at, row.seconds) for row in connection.execute(chosen)
            )

    def files(self, run: str) -> tuple[StoredFile, ...]:
        """The files with their checksums, in order of path."""
        chosen = sa.select(files).where(files.c.run == run).order_by(files.c.path)
        with self._database.read() as connection:
            return tuple(
                StoredFile(row.path, row.bytes, row.sha256) for row in connection.execute(chosen)
            )

    def replace_files(self, run: str, changed: Iterable[StoredFile]) -> None:
        """The files of a run are others now: some of its rows were forgotten."""
        with self._database.write() as connection:
            connection.execute(sa.delete(files).where(files.c.run == run))
            _put_files(connection, run, changed)

    def prune(self, run: str, now: datetime) -> bool:
        """Give the files of a run up, unless something of it is still to be delivered.

        That it was stays known. From here on nobody can put a message of it into the outbox.

        Returns:
            Whether the files may be removed.
        """
        with self._database.write() as connection:
            # Whoever puts something into its outbox waits, and sees that it was pruned.
            connection.execute(sa.select(runs.c.id).where(runs.c.id == run).with_for_update())
            awaited = connection.execute(_undelivered().where(deliveries.c.run == run)).first()
            if awaited is not None:
                return False
            connection.execute(sa.delete(files).where(files.c.run == run))
            connection.execute(sa.update(runs).where(runs.c.id == run).values(pruned_at=now))
            return True

    def undelivered(self) -> frozenset[str]:
        """Ids of the runs of which something is still to be delivered or to be cleared up."""
        with self._database.read() as connection:
            return frozenset(connection.execute(_undelivered()).scalars())

    def follow_ups(self, run: str) -> tuple[FollowUpRow, ...]:
        """The recommendations that a run began to follow up, carried on or judged, oldest first."""
        chosen = (
            sa.select(follow_ups)
            .where(follow_ups.c.run == run)
            .order_by(follow_ups.c.evaluate_on, follow_ups.c.id)
        )
        with self._database.read() as connection:
            return tuple(map(follow_up_of, connection.execute(chosen)))


def worst(states: Iterable[State]) -> State:
    """The state of a run from those of its editions: one that is made makes it count as made."""
    found = set(states)
    order = (State.RUNNING, State.HELD, State.COMPLETE, State.FAILED, State.INTERRUPTED)
    return next(state for state in order if state in found)


def _running(connection: Connection, key: PeriodKey) -> Sequence[Run]:
    chosen = sa.select(runs).where(
        runs.c.report == key.report,
        runs.c.origin == key.origin,
        runs.c.period == key.label,
        runs.c.state == State.RUNNING,
    )
    return [run_of(row) for row in connection.execute(chosen)]


def _current(connection: Connection, key: PeriodKey) -> Run | None:
    chosen = (
        sa.select(runs)
        .where(
            runs.c.report == key.report,
            runs.c.origin == key.origin,
            runs.c.period == key.label,
            runs.c.state.in_((State.COMPLETE, State.HELD)),
            runs.c.pruned_at.is_(None),
        )
        .order_by(runs.c.started_at.desc(), runs.c.id.desc())
        .limit(1)
    )
    row = connection.execute(chosen).one_or_none()
    return run_of(row) if row else None


def _is_stale(run: Run, now: datetime) -> bool:
    return run.lease_until <= now or is_gone(run.place)


def _busy(run: Run | None, key: PeriodKey | None = None) -> PeriodBusyError:
    about = run.key if run else key
    period = f"{about.report} {about.label}" if about else "this period"
    who = f"run {run.id}, process {run.place.name}" if run else "another run"
    msg = f"{period} is being made by {who}"
    return PeriodBusyError(msg, hint="wait for it; `reporter history` shows what became of it")


def _check_not_made(connection: Connection, key: PeriodKey, since: datetime) -> None:
    run = _current(connection, key)
    if run and run.send and run.started_at >= since:
        msg = f"{key.report} {key.label} was made by run {run.id} in the meantime"
        raise PeriodBusyError(msg, hint="nothing is left to do; `reporter history` shows that run")


def _end(connection: Connection, run: str, state: State, error: str, now: datetime) -> bool:
    connection.execute(
        sa.update(editions)
        .where(editions.c.run == run, editions.c.state == State.RUNNING)
        .values(state=state)
    )
    done = connection.execute(
        sa.update(runs)
        .where(runs.c.id == run, runs.c.state == State.RUNNING)
        .values(state=state, error=error, ended_at=now)
    )
    return done.rowcount == 1


def _undelivered() -> sa.Select[str]:
    still = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN)
    return sa.select(deliveries.c.run).where(deliveries.c.state.in_(still)).distinct()


def _put_files(connection: Connection, run: str, stored: Iterable[StoredFile]) -> None:
    rows = [
        {"run": run, "path": file.path, "bytes": file.bytes, "sha256": file.sha256}
        for file in stored
    ]
    if rows:
        connection.execute(sa.insert(files), rows)


def _one(connection: Connection, run: str) -> Run:
    return run_of(connection.execute(sa.select(runs).where(runs.c.id == run)).one())


def _with_delivered(connection: Connection, found: Sequence[Run]) -> tuple[Run, ...]:
    went = delivered_of(connection, [run.id for run in found])
    return tuple(replace(run, delivered=went.get(run.id, Delivered.NONE)) for run in found)
