"""The tables of data quality: where the rows went, what the label rests on, and every gap."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.facts import Gap, Unit
from reporter.tables.table import Columns, Fact, Table, estimated, facts, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from reporter.report import Report
    from reporter.results.quality import Quality, QuarantinedRow
    from reporter.results.retention import Retention

_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of data_quality.csv.

    Attributes:
        detail: a format, a scale or a name, as text.
        reason: why a part is missing.
        used: whether a definition of a skip is the report's own.
        first_day: first day of a span.
        end_day: the day after its last one.
    """

    fact: Fact
    detail: str | None = None
    reason: str | None = None
    have: int | None = None
    need: int | None = None
    used: bool | None = None
    first_day: date | None = None
    end_day: date | None = None


_OWN: Columns[_Line] = {
    name: attrgetter(name)
    for name in ("detail", "reason", "have", "need", "used", "first_day", "end_day")
}


def data_quality(report: Report) -> Table:
    """Counts that add up, the definitions of a skip, what is restated, and every gap."""
    quality = report.quality
    lines = (
        *_counts(quality),
        *_files(report),
        *_source(report),
        *_label(quality),
        *_restated(report),
        *(_gap(key, gap) for key, gap in gaps(report).items()),
    )
    return facts("data_quality", lines, attrgetter("fact"), _OWN)


def _counts(quality: Quality) -> Iterator[_Line]:
    rows = {
        "read": quality.read,
        "kept": quality.kept,
        "duplicates": quality.duplicates,
        "other_content": quality.other_content_rows,
        "quarantined": quality.quarantined,
    }
    for name, n in rows.items():
        yield _Line(Fact(f"rows.{name}", name, None, n, _ROWS, quality.read))
    yield _Line(
        Fact(
            "plays.after_cut_off",
            "after_cut_off",
            None,
            quality.after_cut_off,
            Unit.PLAYS,
            quality.kept,
        )
    )
    plays = {
        "censored": quality.censored,
        "exact_starts": quality.exact_starts,
        "overlapping": quality.overlapping,
    }
    for name, n in plays.items():
        yield _Line(Fact(f"plays.{name}", name, None, n, Unit.PLAYS, quality.looked_at))


def _files(report: Report) -> Iterator[_Line]:
    names, files = report.file_names, report.quality.files
    if report.tells_no_files:
        return
    for file in files:
        shown = names[file.file]
        counts = {
            "read": file.read,
            "kept": file.kept,
            "duplicates": file.duplicates,
            "other_content": file.other_content,
            "quarantined": file.quarantined,
        }
        for name, n in counts.items():
            fact = Fact(f"file.{shown}.{name}", name, shown, n, _ROWS, file.read)
            yield _Line(fact, detail=file.kind)


def _source(report: Report) -> Iterator[_Line]:
    quality, names = report.quality, report.file_names
    for kind in quality.other_content:
        key = f"other_content.{kind.name}"
        yield _Line(Fact(key, "other_content", kind.name, kind.n, _ROWS, quality.read))
    for reason in quality.quarantine:
        key = f"quarantine.{reason.name}"
        yield _Line(Fact(key, "quarantined", reason.name, reason.n, _ROWS, quality.read))
    for column in quality.missing_columns:
        yield _Line(Fact(f"missing_column.{column}", "missing_column", column))
    if quality.percent_scale:
        yield _Line(Fact("percent_scale", "percent_scale"), detail=quality.percent_scale)
    for order in quality.date_orders:
        shown = names[order.file]
        key = f"date_order.{shown}.{order.separator}"
        first = "day first" if order.day_first else "month first"
        detail = f"{first}, assumed" if order.assumed else first
        yield _Line(Fact(key, "date_order", shown), detail=detail)


def _label(quality: Quality) -> Iterator[_Line]:
    for row in quality.definitions:
        for name, rate in (("period", row.period), ("history", row.history)):
            key = f"skip_rate.{row.definition}.{name}"
            fact = estimated(key, f"skip_rate_{name}", row.definition, rate)
            yield _Line(fact, used=row.used)
    if quality.flag_agreement:
        yield _Line(estimated("flag_agreement", "flag_agreement", None, quality.flag_agreement))
    for span in quality.dead_flag:
        for name, n in (("flagged", span.n_flagged), ("forward", span.n_forward)):
            key = f"dead_flag.{span.first_month:%Y-%m}.{name}"
            fact = Fact(key, f"dead_flag_{name}", None, n, Unit.PLAYS, span.n_plays)
            yield _Line(fact, first_day=span.first_month, end_day=span.end_month)


def _restated(report: Report) -> Iterator[_Line]:
    """What the period before was reported as, where recomputing it gives another number."""
    span = report.scope.previous
    for row in report.overview.restated:
        key, level = f"reported_before.{row.headline}", row.headline.value
        yield _Line(
            estimated(key, "reported_before", level, row.reported),
            first_day=span.first_day if span else None,
            end_day=span.end_day if span else None,
        )


def _gap(key: str, gap: Gap) -> _Line:
    return _Line(
        Fact(key, "gap", gap.part),
        detail=gap.name,
        reason=gap.reason,
        have=gap.have,
        need=gap.need,
    )


def gaps(report: Report) -> Mapping[str, Gap]:
    """Every part that the report lacks, by id, in the report's order.

    An id is `gap.<part>`, and `gap.drivers.<name>` for a single driver without data. The kinds of
    recommendation that the evidence does not carry are no gaps: they stand in `recommendations`.
    """
    overview, drivers, segmentation = report.overview, report.drivers, report.segmentation
    found = (
        overview.comparison,
        overview.platforms,
        overview.shuffle,
        overview.lengths,
        report.leaders,
        report.changes,
        report.skip_model,
        drivers,
        segmentation if isinstance(segmentation, Gap) else segmentation.found,
        report.retention.trend.gap,
        *_retention(report.retention),
        report.churn,
        report.recommendations,
        report.audit,
    )
    absent = () if isinstance(drivers, Gap) else drivers.absent
    return {
        **{f"gap.{gap.part}": gap for gap in found if isinstance(gap, Gap)},
        **{f"gap.{gap.part}.{gap.name}": gap for gap in absent},
    }


def _retention(found: Retention) -> Iterator[object]:
    """What may be missing of retention."""
    yield from (found.cohorts, found.stickiness, found.survival)
    if found.one is not None:
        yield from (found.one.silences, found.one.tracks, found.one.artists)


_QUARANTINED: Columns[QuarantinedRow] = {
    name: attrgetter(name)
    for name in (
        "file",
        "line",
        "reason",
        "ended_at",
        "ms_played",
        "track_id",
        "track_name",
        "artist_name",
        "platform",
        "reason_start",
        "reason_end",
    )
}


def quarantined_rows(report: Report) -> Table:
    """The first 10,000 rows that are no usable plays, as far as they could be read."""
    return listed("quarantined_rows", report.quality.quarantined_rows, _QUARANTINED)
