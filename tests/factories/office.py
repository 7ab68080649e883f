"""A post office over a small stored run: a real ledger, a real folder, and a clock of its own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reporter.archive.folder import FolderStore
from reporter.archive.manifest import MANIFEST, Outcome, mark, read_manifest
from reporter.config import Settings
from reporter.delivery.office import channel, open_post
from reporter.delivery.sending import Sender
from reporter.delivery.stored import MAIL_FILE, to_json
from reporter.ledger.opening import open_ledger
from reporter.ledger.place import here
from reporter.ledger.values import (
    DeliveryState,
    Finished,
    NewDelivery,
    State,
    StoredFile,
)
from tests.factories.kept import make_manifest
from tests.factories.ledger import NOW, make_key, make_run
from tests.factories.letters import make_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from reporter.delivery.posting import Post
    from reporter.ledger.opening import Ledger
    from reporter.ledger.place import Place
    from reporter.ledger.values import Delivery

ANA, BEN, CAY = "ana@example.org", "ben@example.org", "cay@example.org"
OPS = "ops@example.org"
RUN = "20241216T060000Z-aaaa"
ROWS = b"id,value\r\nartist,3\r\n"


@dataclass
class Clock:
    """Stands still, but for those who wait."""

    at: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@dataclass
class World:
    """All that a message needs on its way.

    Attributes:
        folder: of the reports; the ledger is in it.
        settings: the configuration of today.
        ledger: open.
        store: of the folder.
        clock: controlled.
    """

    folder: Path
    settings: Settings
    ledger: Ledger
    store: FolderStore
    clock: Clock

    @contextmanager
    def post(self) -> Iterator[Post]:
        """An open post office."""
        with open_post(self.settings, self.ledger, self.store, self.clock) as found:
            yield replace(found, pause=self.clock.sleep)

    @property
    def sender(self) -> Sender:
        """Queues by wish."""
        return Sender(self.settings, self.ledger, self.store)

    def carry(self) -> None:
        """Everything that a scheduler does for the outbox in one turn."""
        with self.post() as found:
            found.recover()
            found.send_due()
            found.send_alerts()

    def wait(self, span: timedelta) -> None:
        """Let the time pass."""
        self.clock.at += span

    def messages(self) -> dict[str, Delivery]:
        """The messages of the period that are no tests, the newest of each recipient."""
        return {one.recipient: one for one in self.ledger.outbox.of_period(make_key())}

    def states(self) -> dict[str, str]:
        """What became of them."""
        return {who: one.state.value for who, one in self.messages().items()}

    def configure(self, **parts: object) -> None:
        """Another configuration, from now on."""
        self.settings = self.settings.model_copy(update=parts)

    def written(self, run: str = RUN, **how: Any) -> None:  # noqa: ANN401 - as `make_files`
        """A run of the week that stands in the archive, but not in the ledger yet."""
        audiences: Mapping[str, State] = how.pop("audiences", {"all": State.COMPLETE})
        several = len(audiences) > 1
        more: Mapping[str, bytes] = how.pop("more", {})
        files: dict[str, bytes] = {}
        for name in audiences:
            own = f"{name}/" if several else ""
            files |= {
                f"{own}{path}": content for path, content in {**make_files(**how), **more}.items()
            }
        manifest = replace(
            make_manifest(run=run, audiences=tuple(audiences) if several else ()),
            outcomes={
                name: Outcome(state, "" if state is State.COMPLETE else "it is broken")
                for name, state in audiences.items()
            },
        )
        self.store.write_run(files, manifest)

    def claimed(
        self,
        run: str = RUN,
        *,
        place: Place | None = None,
        send: bool = True,
        audiences: tuple[str, ...] = ("all",),
    ) -> None:
        """A run of the week that holds its period."""
        new = make_run(run, audiences=audiences, root=self.store.root, place=place, send=send)
        self.ledger.runs.claim(new, self.clock())

    def made(self, run: str = RUN, *, queue: bool = True, **how: Any) -> None:  # noqa: ANN401
        """A finished run of the week.

        Args:
            run: its id.
            queue: it was to be mailed.
            how: `audiences`, name -> state; others as in `make_files`.
        """
        audiences = tuple(how.get("audiences", ("all",)))
        self.claimed(run, send=queue, place=here(), audiences=audiences)
        self.written(run, **how)
        folder = f"weekly/{make_key().label}/{run}"
        content = self.store.read(f"{folder}/{MANIFEST}")
        kept = read_manifest(content)
        outcomes = kept.manifest.outcomes
        done = Finished(
            folder=folder,
            files=tuple(
                StoredFile(path, one.bytes, one.sha256)
                for path, one in {**kept.files, MANIFEST: mark(content)}.items()
            ),
            states={name: one.state for name, one in outcomes.items()},
            reasons={name: one.reason for name, one in outcomes.items() if one.reason},
            deliveries=tuple(self._new(outcomes)) if queue else (),
        )
        self.ledger.runs.finish(run, done, self.clock())

    def _new(self, outcomes: Mapping[str, Outcome]) -> Iterator[NewDelivery]:
        for reader in self.settings.reports["weekly"].readers:
            held = outcomes[reader.name].state is State.HELD
            for one in reader.to:
                yield NewDelivery(
                    reader.name,
                    one,
                    channel(self.settings),
                    make_page().subject,
                    state=DeliveryState.HELD if held else DeliveryState.QUEUED,
                )


def make_files(
    *,
    pdf: bytes = b"%PDF-1.7 report",
    tables: Mapping[str, bytes] | None = None,
    withheld: str = "",
    least: int = 10,
    several: bool = True,
) -> dict[str, bytes]:
    """The files of one audience that a sender reads."""
    given = {"leaders": ROWS, "churn_risk": b"listener\r\nx\r\n"} if tables is None else tables
    pages = {way: make_page(way) for way in ("all", "pdf", "none")}
    mail = to_json(pages, locale="en", several_listeners=several, least=least, withheld=withheld)  # type: ignore[arg-type]
    return {
        "report.pdf": pdf,
        MAIL_FILE: mail,
        **{f"csv/{name}.csv": content for name, content in given.items()},
    }


def make_settings(
    folder: Path,
    *,
    to: tuple[str, ...] = (ANA,),
    audiences: Mapping[str, tuple[str, ...]] | None = None,
    smtp: str | None = None,
    owner: Mapping[str, object] | None = None,
    **delivery: object,
) -> Settings:
    """A configuration of a weekly report.

    Args:
        folder: of the reports.
        to: recipients of the only audience.
        audiences: name -> recipients, where there are several.
        smtp: `host:port` of a server without TLS; none for a folder.
        owner: section of the configuration.
        delivery: more of that section.
    """
    readers = audiences or {"all": to}
    sent = {"from": "Reporter <reports@example.org>", "timeout": "2s", **delivery}
    if smtp:
        sent["smtp"] = smtp if "://" in smtp else f"smtp://{smtp}?tls=none"
    named = [{"name": name, "to": given} for name, given in readers.items()]
    values: dict[str, Any] = {
        "archive": {"files": str(folder)},
        "owner": {"mail": [OPS]} if owner is None else owner,
        "delivery": sent,
        "reports": {"weekly": {"audiences": named}},
    }
    return Settings(**values)


@contextmanager
def world(folder: Path, settings: Settings) -> Iterator[World]:
    """A world; several may be open on one folder."""
    with open_ledger(f"sqlite:///{folder / 'reporter.db'}", NOW) as ledger:
        yield World(folder, settings, ledger, FolderStore(folder), Clock())
