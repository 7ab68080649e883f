"""The program with a study and a press that take no time: what it finds and prints is made up."""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporter import worker
from reporter.delivery.stored import from_json
from reporter.editions.values import Printed
from reporter.engine import connection
from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.pipeline import making
from reporter.report import to_json
from reporter.study import findings, intake
from reporter.study.readers import Studied, readers
from tests.factories import make_report
from tests.factories.office import make_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from reporter.config import Settings
    from reporter.study.readers import Reader

REPORT = make_report()
PERIOD = REPORT.scope.period.label


@dataclass(frozen=True)
class _Taken:
    fingerprint: str = "made up"


@dataclass(frozen=True)
class _Found:
    """Stands for the history, and for all that is prepared."""

    scope: object
    history: object
    series: str
    readers: tuple[Reader, ...]


class _Staff:
    """Is not needed."""

    def dismiss(self) -> None:
        """Nobody is there."""


class _Press:
    """Prints files that say nothing."""

    held = frozenset[str]()

    def __init__(self, *_: object) -> None:
        return

    def draw_early(self, *_: object) -> None:
        """No charts."""

    def draw_late(self, *_: object) -> None:
        """Nor these."""

    def draw(self, studied: tuple[Studied, ...]) -> tuple[Printed, ...]:
        """The same for each reader."""
        return tuple(_printed(one, len(studied) > 1) for one in studied)

    def lay_out(self, printed: tuple[Printed, ...], _: object) -> tuple[Printed, ...]:
        """Nothing more."""
        return printed

    def examine(self, printed: tuple[Printed, ...], least: int) -> tuple[Printed, ...]:
        """As the test wants it."""
        del least
        refusal = Refusal(Kind.TOO_FEW_LISTENERS, "it is about 3 listeners")
        return tuple(
            replace(one, verdict=Verdict((refusal,) if one.audience.name in self.held else (), ()))
            for one in printed
        )


def _printed(one: Studied, several: bool) -> Printed:
    files = make_files()
    own = {"report.json": to_json(REPORT).encode(), **files}
    folder = f"{one.reader.settings.name}/" if several else ""
    subject = from_json(files["mail.json"]).subject
    return Printed(one.reader.settings, one.reader.series, one.outcome, folder, own, subject)


def quicken(monkeypatch: pytest.MonkeyPatch, *held: str) -> None:
    """Let `main` make reports at once, from nothing.

    Args:
        monkeypatch: takes it back.
        held: audiences whose report the gate holds back.
    """

    @contextmanager
    def nothing(*_: object, **__: object) -> Iterator[None]:
        yield

    def prepare(settings: Settings, *_: object, report: str | None, period: str) -> _Found:
        del period
        name, asked = settings.report(report)
        scope = replace(REPORT.scope, report=name)
        history = _Found(scope, None, "", ())
        return _Found(scope, history, "0123", readers(asked, ("made up",)))

    def analyse(prepared: _Found, *_: object, **__: object) -> tuple[Studied, ...]:
        found = replace(REPORT, scope=prepared.scope)  # type: ignore[arg-type]
        return tuple(Studied(reader, found) for reader in prepared.readers)

    for variable in [one for one in os.environ if one.startswith("REPORTER_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setattr(connection, "connect", nothing)
    monkeypatch.setattr(intake, "read", lambda *_: _Taken())
    monkeypatch.setattr(intake, "prepare", prepare)
    monkeypatch.setattr(findings, "analyse", analyse)
    for module in (making, worker):
        monkeypatch.setattr(module, "hired", lambda: nullcontext(_Staff()))
    press = type("Press", (_Press,), {"held": frozenset(held)})
    monkeypatch.setattr(making, "Printer", press)
