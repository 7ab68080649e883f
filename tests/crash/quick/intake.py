"""Reads nothing: what the kept run is about is known."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.report import from_json
from reporter.study.readers import readers

if TYPE_CHECKING:
    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.results.facts import Scope
    from reporter.study.readers import Reader


@dataclass(frozen=True)
class Taken:
    """Stands for what was read."""

    fingerprint: str = "kept"


@dataclass(frozen=True)
class History:
    """Stands for the history."""

    scope: Scope


@dataclass(frozen=True)
class Prepared:
    """Stands for what is analysed."""

    history: History
    series: str
    readers: tuple[Reader, ...]


def read(*_: object) -> Taken:
    """Nothing."""
    return Taken()


def prepare(
    settings: Settings,
    _engine: object,
    _taken: Taken,
    _store: Store,
    *,
    report: str | None,
    period: str,
) -> Prepared:
    """What the kept run is about."""
    kept = Path(os.environ["CRASH_KEPT"])
    scope = from_json((kept / "report.json").read_text(encoding="utf-8")).scope
    _, asked = settings.report(report)
    assert period == scope.period.label
    return Prepared(History(scope), "kept", readers(asked, ("kept",)))
