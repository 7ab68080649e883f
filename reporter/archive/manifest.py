"""The manifest of a run: what it was made of and the fingerprint of every file in it."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any, NamedTuple

from reporter import __version__
from reporter.errors import ArchiveError
from reporter.ledger.values import EVERYBODY, State
from reporter.period import PeriodKind
from reporter.results.facts import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "manifest.json"
SCHEMA_VERSION = 2
RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")

# The libraries whose version can change a number or a page.
LIBRARIES = (
    "duckdb",
    "fonttools",
    "ibis-framework",
    "matplotlib",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "weasyprint",
)


class Mark(NamedTuple):
    """What tells whether a file is as it was written: its size, and its SHA-256 (hex)."""

    bytes: int
    sha256: str


class Outcome(NamedTuple):
    """What became of an audience's report: its state, and why it is held back or failed."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was made of.

    Attributes:
        run: run id, as `run_id` makes it.
        report: name of the report in the configuration.
        span: the period.
        audiences: whose folders the run has, in order; none where its files lie directly in it.
        series: audience -> id of its own series (`reporter.archive.series`), of those who have
            files; of `EVERYBODY` where no audience is configured.
        shared: id of the series of what all audiences share, such as the segments.
        made_at: the clock when the run began, aware.
        configuration: SHA-256 (hex) of the settings.
        data: SHA-256 (hex) of all that was read.
        seed: of every sample and resample.
        versions: of the program, of Python and of the main libraries.
        outcomes: audience -> what became of its report; of `EVERYBODY` as above.
    """

    run: str
    report: str
    span: Span
    audiences: tuple[str, ...]
    series: Mapping[str, str]
    shared: str
    made_at: datetime
    configuration: str
    data: str
    seed: int
    versions: Mapping[str, str]
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The run folder, below the root of all reports."""
        return f"{self.report}/{self.span.label}/{self.run}"

    def path(self, series: str, name: str) -> str | None:
        """Path inside the run folder of a file of a series; none if the run has none of it.

        What audiences share is the same for each of them: it is the first one's.
        """
        for audience, own in self.series.items():
            if series in {own, self.shared}:
                return f"{audience}/{name}" if audience in self.audiences else name
        return None

    def to_json(self, files: Mapping[str, Mark]) -> bytes:
        """The manifest as it is written, with size and SHA-256 of each file.

        Args:
            files: path inside the run folder, with `/` -> its mark.
        """
        values = {
            "schema_version": SCHEMA_VERSION,
            "run": self.run,
            "report": self.report,
            "period": self.span.label,
            "span": {
                "kind": self.span.kind.value,
                "first_day": self.span.first_day.isoformat(),
                "end_day": self.span.end_day.isoformat(),
                "partial": self.span.partial,
            },
            "audiences": list(self.audiences),
            "series": dict(self.series),
            "shared_series": self.shared,
            "outcomes": {name: one._asdict() for name, one in self.outcomes.items()},
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "configuration_sha256": self.configuration,
            "data_sha256": self.data,
            "seed": self.seed,
            "versions": dict(self.versions),
            "files": {path: mark._asdict() for path, mark in sorted(files.items())},
        }
        return _dumped(values)


@dataclass(frozen=True, slots=True)
class Kept:
    """A manifest as it was read back, with the marks of its files."""

    manifest: Manifest
    files: Mapping[str, Mark]


def read_manifest(content: bytes) -> Kept:
    """Read a manifest back, one of an earlier version too.

    Raises:
        ArchiveError: it is none.
    """
    try:
        values = json.loads(content)
        return Kept(
            _manifest(values),
            {path: Mark(one["bytes"], one["sha256"]) for path, one in values["files"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        msg = f"a {MANIFEST} of the archive cannot be read ({type(error).__name__})"
        hint = "`reporter history verify` says which one"
        raise ArchiveError(msg, hint=hint) from error


def _manifest(values: dict[str, Any]) -> Manifest:
    span, series = values["span"], values["series"]
    return Manifest(
        run=values["run"],
        report=values["report"],
        span=Span(
            values["period"],
            PeriodKind(span["kind"]),
            date.fromisoformat(span["first_day"]),
            date.fromisoformat(span["end_day"]),
            partial=span.get("partial", False),
        ),
        audiences=tuple(values.get("audiences", ())),
        # Version 1 had one audience.
        series={EVERYBODY: series} if isinstance(series, str) else dict(series),
        shared=series if isinstance(series, str) else values["shared_series"],
        made_at=datetime.fromisoformat(values["made_at"]),
        configuration=values["configuration_sha256"],
        data=values["data_sha256"],
        seed=values["seed"],
        versions=values["versions"],
        outcomes={
            name: Outcome(State(one["state"]), one["reason"])
            for name, one in values.get("outcomes", {}).items()
        },
    )


def rewritten(content: bytes, files: Mapping[str, bytes], at: datetime) -> bytes:
    """A manifest after some of its files were replaced; all else in it stays.

    Args:
        content: the manifest as it is.
        files: path inside the run folder -> new content.
        at: the clock, aware; it is added to `rewritten_at`.

    Raises:
        ArchiveError: it is none.
    """
    read_manifest(content)
    values = json.loads(content)
    values["rewritten_at"] = [*values.get("rewritten_at", ()), at.isoformat(timespec="seconds")]
    values["files"] |= {path: mark._asdict() for path, mark in marks(files).items()}
    return _dumped(values)


def marks(files: Mapping[str, bytes]) -> dict[str, Mark]:
    """Path -> mark of its content."""
    return {path: mark(content) for path, content in files.items()}


def mark(content: bytes) -> Mark:
    """The mark of a file's content."""
    return Mark(len(content), hashlib.sha256(content).hexdigest())


def _dumped(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()


def run_id(clock: datetime) -> str:
    """A new run id: sorts by time, and differs between two runs of the same second.

    Args:
        clock: now, in UTC.
    """
    return f"{clock:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def versions() -> dict[str, str]:
    """Versions of this program, of Python and of the main libraries."""
    return {
        "reporter": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in LIBRARIES},
    }


def fingerprint(text: str) -> str:
    """SHA-256 (hex) of a text, such as the settings as JSON."""
    return hashlib.sha256(text.encode()).hexdigest()
