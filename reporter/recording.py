"""What the ledger is told of a run that was written: its files, its states, and what is to be sent.

The same for a run that has just been made and for one whose process was killed between the writing
and the telling: everything comes from the manifest and the reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.delivery.office import channel
from reporter.gate.conditions import wanted
from reporter.ledger.values import DeliveryState, Finished, NewDelivery, State, StoredFile
from reporter.study.following import followed
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.archive.manifest import Manifest, Mark
    from reporter.config import ReportSettings, Settings
    from reporter.report import Report


@dataclass(frozen=True, slots=True)
class Written:
    """A run that stands in the archive.

    Attributes:
        manifest: what it was made of, and what became of each audience.
        marks: path inside the run folder -> size and SHA-256 of the file; the manifest too.
        reports: audience -> its report; those that have one.
        subjects: audience -> subject of its mail.
    """

    manifest: Manifest
    marks: Mapping[str, Mark]
    reports: Mapping[str, Report]
    subjects: Mapping[str, str]


def finished(written: Written, settings: Settings, *, send: bool, seconds: float) -> Finished:
    """What is to be recorded.

    Args:
        written: the run.
        settings: who gets which report.
        send: it is to be mailed.
        seconds: wall time that it took.
    """
    manifest = written.manifest
    asked = settings.reports.get(manifest.report)
    return Finished(
        folder=manifest.folder,
        files=tuple(
            StoredFile(path, mark.bytes, mark.sha256)
            for path, mark in sorted(written.marks.items())
        ),
        states={name: one.state for name, one in manifest.outcomes.items()},
        reasons={name: one.reason for name, one in manifest.outcomes.items() if one.reason},
        deliveries=tuple(_messages(written, settings, asked)) if send and asked else (),
        follow_ups=tuple(followed(next(iter(written.reports.values())), manifest.shared)),
        plays_read=max(report.quality.read for report in written.reports.values()),
        plays_in_period=max(map(plays_in_period, written.reports.values())),
        seconds=seconds,
    )


def unwanted(written: Written, settings: Settings) -> dict[str, str]:
    """Audience -> why its report is not mailed although nothing is wrong with it."""
    asked = settings.reports.get(written.manifest.report)
    if asked is None:
        return {}
    decided = {
        name: wanted(report, asked.send, ENGLISH) for name, report in written.reports.items()
    }
    return {name: one.reason for name, one in decided.items() if not one.is_wanted}


def plays_in_period(report: Report) -> int:
    """Music plays in the period."""
    plays = report.overview.tiles[0].now
    return round(plays.value) if plays else 0


def _messages(written: Written, settings: Settings, asked: ReportSettings) -> Iterator[NewDelivery]:
    left_out = unwanted(written, settings)
    for reader in asked.readers:
        outcome = written.manifest.outcomes.get(reader.name)
        if outcome is None or reader.name not in written.reports or reader.name in left_out:
            continue
        held = outcome.state is State.HELD
        for recipient in reader.to:
            yield NewDelivery(
                audience=reader.name,
                recipient=recipient,
                channel=channel(settings),
                subject=written.subjects[reader.name],
                state=DeliveryState.HELD if held else DeliveryState.QUEUED,
                error=outcome.reason if held else "",
            )
