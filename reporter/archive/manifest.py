"""The manifest of a run: what it was made of and the fingerprint of every file in it."""

from __future__ import annotations

import hashlib
import json
import platform
import secrets
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from reporter import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reporter.results.facts import Span

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1

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


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was made of.

    Attributes:
        run: run id, as `run_id` makes it.
        report: name of the report in the configuration.
        span: the period.
        series: id of the series (`reporter.archive.series`).
        made_at: the clock when the run began, aware.
        configuration: SHA-256 (hex) of the settings.
        data: SHA-256 (hex) of all that was read.
        seed: of every sample and resample.
        versions: of the program, of Python and of the main libraries.
    """

    run: str
    report: str
    span: Span
    series: str
    made_at: datetime
    configuration: str
    data: str
    seed: int
    versions: Mapping[str, str]

    def to_json(self, files: Mapping[str, bytes]) -> bytes:
        """The manifest as it is written, with size and SHA-256 of each file.

        Args:
            files: path inside the run folder, with `/` -> content.
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
            },
            "series": self.series,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "configuration_sha256": self.configuration,
            "data_sha256": self.data,
            "seed": self.seed,
            "versions": dict(self.versions),
            "files": {
                path: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                for path, content in sorted(files.items())
            },
        }
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
