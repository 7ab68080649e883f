"""Raw rows -> canonical plays: the normalising that all families share, as one Ibis expression.

A family gives raw rows (`RAW`): texts as the source spells them, under the names used here. What
they mean, which rows are no plays and why, is decided here alone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import ibis

from reporter.engine.expressions import attempt, from_epoch, stripped
from reporter.plays import Content

if TYPE_CHECKING:
    import ibis.expr.types as ir

EARLIEST = datetime(2006, 1, 1)  # noqa: DTZ001 - instants of plays are UTC without a zone
FUTURE_SLACK = timedelta(days=1)
LONGEST_MS = 24 * 60 * 60 * 1000
DAY_MS = 24 * 60 * 60 * 1000
MILLISECONDS_FROM = 10**11
LATEST_EPOCH_MS = 4 * 10**12
TRACK_PREFIX = "spotify:track:"
EPISODE_PREFIX = "spotify:episode:"
UNKNOWN_TRACK = "unknown track"
UNKNOWN_COUNTRY = "ZZ"

RAW: dict[str, str] = {
    "file_no": "int32",
    "listener": "string",
    "ended": "timestamp(6)",
    "ended_text": "string",
    "started": "timestamp(6)",
    "ms_text": "string",
    "offline_text": "string",
    "track_uri": "string",
    "track_name": "string",
    "artist_name": "string",
    "album_name": "string",
    "episode": "string",
    "audiobook": "string",
    "is_video": "boolean",
    "length_text": "string",
    "platform": "string",
    "reason_start": "string",
    "reason_end": "string",
    "shuffle": "string",
    "skipped": "string",
    "offline": "string",
    "incognito": "string",
    "country": "string",
}
"""The raw row: column -> Ibis type. A column that a source lacks is null.

`listener` is a pseudonym already. `ended` is null where `ended_text` could not be read; `started`
is given by sources that state the start instead of, or beside, the end. What a source has as a
boolean, a whole number or an instant may stay one where a text is named here.
"""


class Reason(StrEnum):
    """Why a row is no play."""

    UNREADABLE_ROW = "unreadable row"
    UNREADABLE_TIME = "unreadable timestamp"
    FUTURE = "timestamp in the future"
    TOO_EARLY = "before 2006"
    UNREADABLE_MS = "unreadable ms_played"
    NEGATIVE_MS = "negative ms_played"
    HUGE_MS = "ms_played above 24 hours"
    NO_TRACK = "no track"


def raw_rows(table: ir.Table, given: dict[str, ir.Value]) -> ir.Table:
    """A table with all columns of `RAW`, and `row_no` if the table has it.

    Args:
        table: what the values of `given` are computed from.
        given: raw column -> value; the others are null.
    """
    columns = {
        name: _as_raw(given[name], dtype) if name in given else ibis.null(dtype)
        for name, dtype in RAW.items()
    }
    if "row_no" in table.columns:
        columns["row_no"] = table.row_no
    return table.select(**columns)


def _as_raw(value: ir.Value, dtype: str) -> ir.Value:
    """Texts as texts; booleans, whole numbers and instants may stay what they are."""
    kind = value.type()
    if dtype == "string" and (kind.is_boolean() or kind.is_integer() or kind.is_timestamp()):
        return value
    return value.cast(dtype)


def instant(text: ir.StringValue) -> ir.TimestampValue:
    """ISO 8601 text -> UTC without a zone; null where it is none.

    Text without an offset is taken as UTC.
    """
    tail = text.substr(11)
    offset = (tail.contains("+") | tail.contains("-")) & ~text.endswith("+00:00")
    zoned = attempt(text, "timestamp('UTC', 6)").cast("timestamp(6)")
    return ibis.ifelse(offset, zoned, attempt(text, "timestamp(6)"))


def judged(raw: ir.Table, now: datetime) -> ir.Table:
    """Raw rows with what they mean beside them, and the `reason` why a row is no play.

    Args:
        raw: rows as in `RAW`; further columns pass through.
        now: instants over a day later (clocks and zones differ) are in the future; aware.

    Returns:
        The rows, cleaned, with `reason` (null for a play), `content`, `track_id`, `ms`,
        `arithmetic_start` (stop - played) and `stated_start` (null where the source states none).
    """
    names = ("track_uri", "track_name", "artist_name", "album_name", "episode", "audiobook")
    rows = raw.mutate(
        **{name: _text(raw[name]) for name in names},
        ms=_whole(raw.ms_text),
        offline_ms=_epoch_ms(raw.offline_text),
        country=_text(raw.country).nullif(UNKNOWN_COUNTRY),
        platform=_text(raw.platform),
        reason_start=_word(raw.reason_start),
        reason_end=_word(raw.reason_end),
    )
    rows = rows.mutate(
        ended=rows.ended.fill_null(rows.started + _span(rows.ms)),
        content=_content(rows),
        track_id=_track_id(rows),
    )
    rows = rows.mutate(arithmetic_start=rows.ended - _span(rows.ms), reason=_reason(rows, now))
    return rows.mutate(stated_start=_stated_start(rows))


def canonical(rows: ir.Table) -> ir.Table:
    """The canonical columns of judged rows, with `file_no`, `reason` and `offline_ms` in front.

    `listener_id` is null where the row states no listener; `platform` is left out: its family is
    looked up by spelling, once all spellings are known. `offline_ms` tells plays apart that are
    equal otherwise: what was played offline gets the stop at which it was handed in.
    """
    return rows.select(
        rows.file_no,
        rows.reason,
        rows.offline_ms,
        listener_id=rows.listener,
        started_at=rows.stated_start.fill_null(rows.arithmetic_start).cast("timestamp(6)"),
        ended_at=rows.ended.cast("timestamp(6)"),
        exact_start=rows.stated_start.notnull(),
        track_id=rows.track_id,
        track_name=rows.track_name,
        artist_name=rows.artist_name,
        album_name=rows.album_name,
        ms_played=rows.ms,
        track_length_ms=_positive(_whole(rows.length_text)),
        platform_raw=rows.platform,
        reason_start=rows.reason_start,
        reason_end=rows.reason_end,
        shuffle=_truth(rows.shuffle),
        skipped_flag=_truth(rows.skipped),
        offline=_truth(rows.offline),
        incognito=_truth(rows.incognito),
        country=rows.country,
        content=rows.content,
    )


def _text(value: ir.Value) -> ir.StringValue:
    """Text as it stands; null for an empty one."""
    return value.cast("string").nullif("")


def _word(value: ir.Value) -> ir.StringValue:
    """A word of an enumeration: lower case, no blanks around it, null for an empty one."""
    return stripped(value.cast("string")).lower().nullif("")


def _whole(value: ir.Value) -> ir.IntegerValue:
    return value.cast("int64") if value.type().is_integer() else attempt(value, "int64")


def _positive(value: ir.IntegerValue) -> ir.IntegerValue:
    return ibis.ifelse(value > 0, value, ibis.null("int64"))


def _truth(value: ir.Value) -> ir.BooleanValue:
    """Booleans as exports, spreadsheets and data frames write them."""
    if value.type().is_boolean():
        return value
    word = _word(value)
    rare = ibis.cases(
        (word.isin(("1.0", "yes", "y")), True),
        (word.isin(("0.0", "no", "n")), False),
        else_=ibis.null("boolean"),
    )
    return ibis.coalesce(attempt(value, "boolean"), rare)


def _epoch_ms(text: ir.Value) -> ir.IntegerValue:
    """Seconds or milliseconds since 1970, told apart by size; null for 0 and what is none."""
    value = attempt(text, "float64")
    ms = ibis.ifelse(value < MILLISECONDS_FROM, value * 1000, value)
    return ibis.ifelse((ms > 0) & (ms < LATEST_EPOCH_MS), ms, ibis.null("float64")).cast("int64")


def _span(ms: ir.IntegerValue) -> ir.IntervalValue:
    """Milliseconds as an interval; nothing where they are impossible, so that nothing overflows."""
    return ibis.ifelse(ms.between(0, LONGEST_MS), ms, 0).as_interval("ms")


def _content(rows: ir.Table) -> ir.StringValue:
    uri = rows.track_uri
    return ibis.cases(
        (rows.is_video, Content.VIDEO.value),
        (uri.startswith(EPISODE_PREFIX), Content.PODCAST.value),
        (uri.notnull(), Content.MUSIC.value),
        (rows.audiobook.notnull(), Content.AUDIOBOOK.value),
        (rows.episode.notnull(), Content.PODCAST.value),
        else_=Content.MUSIC.value,
    )


def _track_id(rows: ir.Table) -> ir.StringValue:
    """The id in a URI or web address; artist and title where there is none; null for no track."""
    uri = rows.track_uri
    known = rows.track_name.lower() != UNKNOWN_TRACK
    title = ibis.ifelse(known, rows.track_name, ibis.null("string"))
    return ibis.cases(
        (uri.startswith(TRACK_PREFIX), uri.substr(len(TRACK_PREFIX)).nullif("")),
        (uri.contains("/track/"), uri.re_extract(r"/track/([^/?#]+)", 1).nullif("")),
        (uri.notnull(), uri),
        else_=ibis.coalesce(rows.artist_name + " - " + title, title),
    )


def _reason(rows: ir.Table, now: datetime) -> ir.StringValue:
    latest = now.astimezone(UTC).replace(tzinfo=None) + FUTURE_SLACK
    told = ibis.coalesce(
        _text(rows.ended_text),
        _text(rows.ms_text),
        rows.track_uri,
        rows.track_name,
        rows.artist_name,
        rows.episode,
    )
    unread = ibis.ifelse(told.isnull(), Reason.UNREADABLE_ROW.value, Reason.UNREADABLE_TIME.value)
    return ibis.cases(
        (rows.ended.isnull(), unread),
        (rows.ended > ibis.literal(latest), Reason.FUTURE.value),
        (rows.ended < ibis.literal(EARLIEST), Reason.TOO_EARLY.value),
        (rows.ms.isnull(), Reason.UNREADABLE_MS.value),
        (rows.ms < 0, Reason.NEGATIVE_MS.value),
        (rows.ms > LONGEST_MS, Reason.HUGE_MS.value),
        (
            (rows.content == Content.MUSIC.value) & rows.track_id.isnull(),
            Reason.NO_TRACK.value,
        ),
        else_=ibis.null("string"),
    )


def _stated_start(rows: ir.Table) -> ir.TimestampValue:
    """The start that the source states, or its offline timestamp where that can be the start."""
    candidate = from_epoch(rows.offline_ms)
    day = ibis.interval(hours=24)
    near = candidate.between(rows.arithmetic_start - day, rows.arithmetic_start + day)
    return rows.started.fill_null(ibis.ifelse(near, candidate, ibis.null("timestamp(6)")))
