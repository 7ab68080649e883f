"""Data quality: where every row that was read went, and what the skip label rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporter.results.facts import Estimate, SkipDefinition


@dataclass(frozen=True, slots=True)
class FileCount:
    """Rows of one input file: `read = kept + duplicates + other_content + quarantined`.

    Attributes:
        file: its name inside the source, without private folders.
        kind: the format that was detected.
    """

    file: str
    kind: str
    read: int
    kept: int
    duplicates: int
    other_content: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows bear a name, such as a quarantine reason."""

    name: str
    n: int


@dataclass(frozen=True, slots=True)
class DefinitionRate:
    """The skip rate of the period and of the history under one definition of a skip.

    Attributes:
        definition: which.
        period: share of decided plays of the period; none where no play is decided.
        history: the same over all plays up to the cut-off.
        used: whether it is the report's own.
    """

    definition: SkipDefinition
    period: Estimate | None
    history: Estimate | None
    used: bool


@dataclass(frozen=True, slots=True)
class DeadFlagSpan:
    """Months in which the source's skip flag is unusable.

    Attributes:
        first_month: first day of the first such month.
        end_month: first day of the month after the last one (exclusive).
        n_plays: plays in the span.
        n_flagged: of them with the flag true.
        n_forward: of them ended by the forward button.
    """

    first_month: date
    end_month: date
    n_plays: int
    n_flagged: int
    n_forward: int


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """One row that is not a usable play, as far as it could be read; texts as in the source.

    Attributes:
        line: line of a text file, or the row's number from 1 in JSON and Parquet.
    """

    file: str
    line: int
    reason: str
    ended_at: str | None
    ms_played: str | None
    track_id: str | None
    track_name: str | None
    artist_name: str | None
    platform: str | None
    reason_start: str | None
    reason_end: str | None


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How dates such as 7/8/2013 in one file were read.

    Attributes:
        file: its name inside the source.
        separator: the sign between day and month: `/`, `-` or `.`.
        day_first: the day stands before the month.
        assumed: no date in the source tells (none has a day after the 12th), so that the order
            is a guess from the order of the rows and the separator.
    """

    file: str
    separator: str
    day_first: bool
    assumed: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything about the input that a reader has to know to trust the rest.

    Attributes:
        read: rows read; `read = kept + duplicates + other_content + quarantined`.
        kept: music plays kept.
        after_cut_off: kept plays that this report does not look at, at or after the cut-off.
        censored: plays up to the cut-off that are neither skip nor complete.
        exact_starts: plays up to the cut-off whose start the source states.
        overlapping: plays up to the cut-off that start over 5 s before the one before stops.
        files: the same counts for each file, in order of name.
        other_content: other content by kind.
        quarantine: quarantined rows by reason, most first.
        quarantined_rows: the first 10,000 of them.
        missing_columns: canonical columns that the source does not have, in schema order.
        percent_scale: `0-1` or `0-100` where the source had a percent played; else none.
        definitions: the skip rate under each definition that the data allow.
        flag_agreement: share of plays with a living flag on which rule and flag agree.
        dead_flag: spans in which the flag is dead.
        date_orders: how dates with day and month in figures were read, in order of file and
            separator; empty where all dates start with the year.
    """

    read: int
    kept: int
    duplicates: int
    other_content_rows: int
    quarantined: int
    after_cut_off: int
    censored: int
    exact_starts: int
    overlapping: int
    files: tuple[FileCount, ...]
    other_content: tuple[Count, ...]
    quarantine: tuple[Count, ...]
    quarantined_rows: tuple[QuarantinedRow, ...]
    missing_columns: tuple[str, ...]
    percent_scale: str | None
    definitions: tuple[DefinitionRate, ...]
    flag_agreement: Estimate | None
    dead_flag: tuple[DeadFlagSpan, ...]
    date_orders: tuple[DateOrder, ...] = ()

    @property
    def looked_at(self) -> int:
        """Plays up to the cut-off: all that the report looks at."""
        return self.kept - self.after_cut_off
