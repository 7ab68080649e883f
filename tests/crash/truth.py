"""What must be true when everything has settled after a kill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reporter.archive.store import STALE
from reporter.archive.verify import verify
from reporter.delivery.alerts import Cause
from reporter.ledger.tables import alerts
from reporter.ledger.values import Delivery, DeliveryState, ExpectedState, State
from tests.crash.scene import OUTBOX, READERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reporter.ledger.opening import Ledger
    from tests.crash.post import Counting
    from tests.crash.scene import Scene

MADE = (State.COMPLETE, State.HELD)
OLD = STALE + timedelta(minutes=1)


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        lost: the period has no report.
        doubled: reports of it that nobody asked for, and files that no run of the ledger has.
        mails_lost: readers who got nothing, and of whom the ledger does not say `unknown`.
        mails_doubled: messages that a reader got beside the first one.
        unknown: messages of which nobody can know.
        swept: 1 if a report was half written, and is swept when it is a day old.
        is_verified: every file has the checksum of the ledger and of the manifest.
        problems: everything that must not be, a sentence each.
    """

    lost: int
    doubled: int
    mails_lost: int
    mails_doubled: int
    unknown: int
    swept: int
    is_verified: bool
    problems: tuple[str, ...]


def look(scene: Scene, post: Counting | None, *, asked: int) -> Found:
    """Look at the archive, the ledger and the mail.

    Args:
        scene: where it was tried.
        post: the mail server; none for `.eml` files.
        asked: how many reports may be there at most.
    """
    with scene.ledger() as ledger:
        runs = ledger.runs.list(limit=None)
        made = [run for run in runs if run.state in MADE]
        strays = set(scene.store.runs()) - {run.folder for run in made}
        messages = ledger.outbox.of_period(scene.key)
        got = _got(scene, post)
        unknown = [one for one in messages if one.state is DeliveryState.UNKNOWN]
        current = ledger.runs.current(scene.key)
        damaged = list(_damaged(scene, ledger))
        swept = len(scene.store.sweep(datetime.now(UTC) + OLD))
        problems = [
            *(f"{run.id} is {run.state}" for run in runs if run.state is State.RUNNING),
            *(f"{stray} is in no ledger" for stray in strays),
            *damaged,
            *_unsettled(messages, post),
            *_unreported(ledger, unknown),
            *_unswept(scene),
        ]
    sure = {one.recipient for one in unknown}
    lost, doubled = int(current is None), len(strays) + max(0, len(made) - asked)
    mails_lost = sum(got[one] == 0 and one not in sure for one in READERS)
    mails_doubled = sum(max(0, got[one] - 1) for one in READERS)
    counted = {"lost": lost, "doubled": doubled, "mails": mails_lost, "mailed twice": mails_doubled}
    problems += [f"{what}: {n}" for what, n in counted.items() if n]
    return Found(
        lost,
        doubled,
        mails_lost,
        mails_doubled,
        len(unknown),
        swept,
        is_verified=not damaged,
        problems=tuple(problems),
    )


def is_settled(scene: Scene) -> bool:
    """Whether nothing is left to do for the period."""
    with scene.ledger() as ledger:
        rows = ledger.timetable.of("weekly")
        messages = ledger.outbox.of_period(scene.key)
        waiting = any(
            one.state in {DeliveryState.QUEUED, DeliveryState.SENDING} for one in messages
        )
        made = ledger.runs.current(scene.key) is not None
        return made and not waiting and all(row.state is ExpectedState.MADE for row in rows)


def _got(scene: Scene, post: Counting | None) -> dict[str, int]:
    """Reader -> how many messages they got."""
    if post is not None:
        taken = post.taken()
        return {reader: taken[reader] for reader in READERS}
    texts = [file.read_text("utf-8", "replace") for file in _letters(scene)]
    return {reader: sum(f"\nTo: {reader}" in text for text in texts) for reader in READERS}


def _letters(scene: Scene) -> list[Path]:
    return sorted((scene.archive / OUTBOX).glob("*.eml"))


def _damaged(scene: Scene, ledger: Ledger) -> Iterator[str]:
    """Files that are not what the ledger and the manifest say."""
    for run in ledger.runs.list(limit=None, made=True):
        known = {one.path: (one.bytes, one.sha256) for one in ledger.runs.files(run.id)}
        if not known:
            yield f"the ledger knows no file of {run.id}"
        for finding in verify(scene.store, run.folder, known):
            yield f"{run.id}: {finding.path} is {finding.kind}"


def _unsettled(messages: tuple[Delivery, ...], post: Counting | None) -> Iterator[str]:
    """A message is sent, or nobody can know: that only where its content was about to go out."""
    for one in messages:
        if one.state is DeliveryState.UNKNOWN:
            if post is None or one.recipient not in post.addressed:
                yield f"the message to {one.recipient} is unknown without a reason"
        elif one.state is not DeliveryState.SENT:
            yield f"the message to {one.recipient} is {one.state}"


def _unreported(ledger: Ledger, unknown: list[Delivery]) -> Iterator[str]:
    """The owner is told of a message of which nobody can know."""
    with ledger.database.read() as connection:
        causes = {row.cause for row in connection.execute(alerts.select())}
    if unknown and Cause.UNKNOWN not in causes:
        yield "the owner was not told of an unknown message"


def _unswept(scene: Scene) -> Iterator[str]:
    """What is in no report after the sweep of what a killed run was writing."""
    reports = tuple(f"{run}/" for run in scene.store.runs())
    yield from (f"{path} is not swept" for path in scene.objects() if not path.startswith(reports))
