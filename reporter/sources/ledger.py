"""Where each row went: kept, duplicate, other content or quarantined; the counts add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from reporter.engine.tables import drop, keep
from reporter.errors import SourceError
from reporter.plays import COLUMNS, Content
from reporter.results.quality import Count, FileCount
from reporter.sources.canonical import Reason
from reporter.sources.platforms import family as platform_family
from reporter.sources.pseudonym import pseudonym

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend

ROWS = "rows"
DUPLICATES, REPEATED = "duplicate_plays", "repeated_plays"
_SUSPICIOUS = ("listener_id", "ended_at", "ms_played")
_ALL = (*COLUMNS, "offline_ms")
FIRST = 10_000
"""Plays that are looked at first for the columns that have values."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Rows by file number and by what became of them.

    Attributes:
        other: (file, content) -> rows that are not music.
        bad: (file, reason) -> quarantined rows.
        music: file -> music rows, duplicates among them.
        duplicates: file -> rows that are there before, in it or in an earlier file.
    """

    other: Mapping[tuple[int, str], int]
    bad: Mapping[tuple[int, str], int]
    music: Mapping[int, int]
    duplicates: Mapping[int, int]

    @property
    def quarantined(self) -> int:
        """Quarantined rows."""
        return sum(self.bad.values())

    @property
    def read(self) -> int:
        """All rows."""
        return sum(self.music.values()) + sum(self.other.values()) + self.quarantined

    def other_content(self) -> tuple[Count, ...]:
        """Rows that are not music, by content, in order of name."""
        return tuple(Count(name, n) for name, n in sorted(_by_name(self.other).items()))

    def quarantine(self) -> tuple[Count, ...]:
        """Quarantined rows by reason, most first."""
        reasons = _by_name(self.bad).items()
        return tuple(
            Count(name, n) for name, n in sorted(reasons, key=lambda item: (-item[1], item[0]))
        )

    def file_counts(self, files: Sequence[tuple[str, str]]) -> tuple[FileCount, ...]:
        """A line for each file, in order of name.

        Args:
            files: names and kinds, by file number.
        """
        other, bad = _by_file(self.other), _by_file(self.bad)
        counts = [
            FileCount(
                file=name,
                kind=kind,
                read=self.music.get(number, 0) + other[number] + bad[number],
                kept=self.music.get(number, 0) - self.duplicates.get(number, 0),
                duplicates=self.duplicates.get(number, 0),
                other_content=other[number],
                quarantined=bad[number],
            )
            for number, (name, kind) in enumerate(files)
        ]
        return tuple(sorted(counts, key=lambda count: count.file))


def _by_file(counts: Mapping[tuple[int, str], int]) -> Counter[int]:
    total: Counter[int] = Counter()
    for (number, _), n in counts.items():
        total[number] += n
    return total


def _by_name(counts: Mapping[tuple[int, str], int]) -> Counter[str]:
    total: Counter[str] = Counter()
    for (_, name), n in counts.items():
        total[name] += n
    return total


WORDS = (
    "track_id",
    "track_name",
    "artist_name",
    "album_name",
    "reason_start",
    "reason_end",
    "country",
)
"""Columns of texts that come again and again, which only the rows themselves tell."""


def keep_rows(
    backend: SQLBackend,
    judged: ir.Table,
    groups: Sequence[str],
    key: bytes,
    names: ir.Table | None = None,
) -> ir.Table:
    """Materialise all rows, with what can be told only after all of them have been seen.

    Args:
        backend: where the rows are kept, under `ROWS`.
        judged: rows of `reporter.sources.canonical.canonical`, with a number `rid` each where the
            engine numbers none.
        groups: by file number, the folder, archive or table of its listener.
        key: key of the pseudonyms.
        names: `name` -> `pseudonym`, where `judged` still has the listeners' names.

    Returns:
        The canonical columns, `offline_ms`, `file_no`, `reason`, and `rid`, a number of the row.
    """
    platforms = _platforms(backend, judged)
    rows = judged.left_join(platforms, "platform_raw")
    words: dict[ir.Table, tuple[str, ...]] = {
        ibis.memtable(pa.table({"reason": list(Reason)})): ("reason",),
        ibis.memtable(pa.table({"content": list(Content)})): ("content",),
        platforms: ("platform", "platform_raw"),
        judged: WORDS if names is not None else (*WORDS, "listener_id"),
    }
    if names is not None:
        rows = rows.left_join(names, rows.listener_id == names.name)
        rows = rows.mutate(listener_id=rows.pseudonym)
        words[names.select(listener_id="pseudonym")] = ("listener_id",)
    numbers = ("rid",) if "rid" in judged.columns else ()
    kept = keep(backend, ROWS, rows.select(*numbers, "file_no", "reason", *_ALL), words)
    return _all_stated(backend, kept if numbers else kept.mutate(rid=kept.rowid()), groups, key)


def _all_stated(backend: SQLBackend, rows: ir.Table, groups: Sequence[str], key: bytes) -> ir.Table:
    """The rows, with a listener each.

    One name in all files of a folder or archive is the name of its other rows too (newer exports
    leave it out); otherwise the folder or archive stands for its listener.
    """
    found = backend.to_pyarrow(
        rows.group_by("file_no").agg(
            first=rows.listener_id.min(),
            last=rows.listener_id.max(),
            unstated=rows.listener_id.isnull().any(),
        )
    ).to_pylist()
    if not any(row["unstated"] for row in found):
        return rows
    names: dict[str, set[str]] = {}
    for row in found:
        names.setdefault(groups[row["file_no"]], set()).update({row["first"], row["last"]} - {None})
    chosen = [
        next(iter(names[group])) if len(names.get(group, ())) == 1 else pseudonym(key, group)
        for group in groups
    ]
    defaults = ibis.memtable(
        pa.table(
            {
                "file_no": pa.array(range(len(groups)), pa.int32()),
                "default_listener": pa.array(chosen, pa.string()),
            }
        )
    )
    filled = rows.join(defaults, "file_no")
    return filled.mutate(listener_id=filled.listener_id.fill_null(filled.default_listener)).drop(
        "default_listener"
    )


def _platforms(backend: SQLBackend, judged: ir.Table) -> ir.Table:
    """Spelling -> family; each spelling is looked at once."""
    spellings = backend.to_pyarrow(
        judged.filter(judged.platform_raw.notnull()).select("platform_raw").distinct()
    )["platform_raw"].to_pylist()
    families = [platform_family(spelling) for spelling in spellings]
    return ibis.memtable(
        pa.table(
            {
                "platform_raw": pa.array(spellings, pa.string()),
                "platform": pa.array(families, pa.string()),
            }
        )
    )


def without_duplicates(
    backend: SQLBackend, rows: ir.Table, by_minute: Sequence[int] = ()
) -> ir.Table:
    """The plays among all rows; duplicates are remembered under `DUPLICATES`.

    Args:
        backend: where they are kept.
        rows: as `keep_rows` leaves them.
        by_minute: numbers of files that know stops to the minute only; their rows are duplicates
            too where another file of the listener has the play to the second.
    """
    music = rows.filter(rows.reason.isnull(), rows.content == Content.MUSIC.value)
    later = _exact_copies(backend, music)
    if by_minute:
        later = later.union(_coarse_copies(music, by_minute), distinct=True)
    copies = keep(backend, DUPLICATES, later)
    if backend.to_pyarrow(copies.count()).as_py():
        music = music.anti_join(copies, "rid")
    return music.select(*COLUMNS)


def release(backend: SQLBackend) -> None:
    """Forget the rows, once everything that counts has been taken from their plays."""
    for table in (REPEATED, DUPLICATES, ROWS):
        drop(backend, table)


def _exact_copies(backend: SQLBackend, music: ir.Table) -> ir.Table:
    """Rows that equal an earlier one in every canonical column and in their offline timestamp.

    Only rows that share listener, stop and length with another one are compared in full, for that
    costs a sort.
    """
    repeated = music.group_by(_SUSPICIOUS).having(music.count() > 1).agg(n=music.count())
    repeated = keep(backend, REPEATED, repeated.select(*_SUSPICIOUS))
    candidates = music.semi_join(repeated, _SUSPICIOUS)
    place = ibis.row_number().over(group_by=_ALL, order_by=[candidates.file_no, candidates.rid])
    numbered = candidates.select(candidates.rid, candidates.file_no, place=place)
    return numbered.filter(numbered.place > 0).select("rid", "file_no")


def _coarse_copies(music: ir.Table, by_minute: Sequence[int]) -> ir.Table:
    """Rows known to the minute whose play another file has to the second."""
    is_coarse = music.file_no.isin(by_minute)
    minute = music.mutate(minute=music.ended_at.truncate("minute"))
    same = ("listener_id", "minute", "artist_name", "track_name", "ms_played")
    return (
        minute.filter(is_coarse).semi_join(minute.filter(~is_coarse), same).select("rid", "file_no")
    )


def count_rows(
    backend: SQLBackend,
    rows: ir.Table,
    rejected: Mapping[int, Sequence[int]],
    duplicates: ir.Table,
) -> Ledger:
    """Count what became of the rows.

    Args:
        backend: where the tables are.
        rows: all rows that could be read.
        rejected: file -> lines that the reader could not split into fields.
        duplicates: as `without_duplicates` leaves them.
    """
    groups = rows.group_by("file_no", "reason", "content").agg(n=rows.count())
    other: Counter[tuple[int, str]] = Counter()
    bad: Counter[tuple[int, str]] = Counter()
    music: Counter[int] = Counter()
    for row in backend.to_pyarrow(groups).to_pylist():
        if row["reason"] is not None:
            bad[row["file_no"], row["reason"]] += row["n"]
        elif row["content"] != Content.MUSIC:
            other[row["file_no"], row["content"]] += row["n"]
        else:
            music[row["file_no"]] += row["n"]
    for number, lines in rejected.items():
        bad[number, Reason.UNREADABLE_ROW.value] += len(lines)
    copies = duplicates.group_by("file_no").agg(n=duplicates.count())
    twice = {row["file_no"]: row["n"] for row in backend.to_pyarrow(copies).to_pylist()}
    return Ledger(other, bad, music, twice)


def refuse(
    ledger: Ledger, name: str, max_bad_share: float, first: Callable[[str], str] = lambda _: ""
) -> None:
    """Stop where a report would rest on too little or on nothing.

    Args:
        ledger: what became of the rows.
        name: of the source, for people.
        max_bad_share: of all rows; with more quarantined ones no report is made.
        first: says where the first row with a reason stands.

    Raises:
        SourceError: there is no music, or too much of it is unreadable.
    """
    if ledger.read == 0:
        msg = f"{name} holds no plays"
        raise SourceError(msg, hint="give a history with at least one play")
    share = ledger.quarantined / ledger.read
    if share > max_bad_share:
        worst = ledger.quarantine()[0].name
        msg = (
            f"{share:.1%} of the {ledger.read:,} rows of {name} are no plays, mostly with "
            f"'{worst}'{first(worst)}"
        )
        raise SourceError(msg, hint="mend the file, or raise source.max_bad_share")
    if not sum(ledger.music.values()):
        others = ", ".join(f"{count.name}: {count.n:,}" for count in ledger.other_content())
        msg = f"{name} holds no music, only other content ({others})"
        raise SourceError(msg, hint="give a history with music in it")


def missing_columns(backend: SQLBackend, plays: ir.Table) -> tuple[str, ...]:
    """The canonical columns in which no play has a value, in schema order."""
    empty = _empty(backend, plays.limit(FIRST), COLUMNS)  # which tells nearly all, at no cost
    return _empty(backend, plays, empty) if empty else ()


def _empty(backend: SQLBackend, plays: ir.Table, columns: Sequence[str]) -> tuple[str, ...]:
    found = plays.agg(**{column: plays[column].notnull().any() for column in columns})
    (filled,) = backend.to_pyarrow(found).to_pylist()
    return tuple(column for column in columns if not filled[column])
