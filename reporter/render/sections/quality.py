"""Appendix: where every row went, and what the skip label rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.period import DAY
from reporter.render import text
from reporter.render.blocks import Cell, Listing, Section
from reporter.render.context import row
from reporter.render.notices import guessed_dates
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Block, Row, Table
    from reporter.render.context import Context
    from reporter.results.quality import DeadFlagSpan, FileCount, Quality

ID = "quality"
MOST_FILES = 12
MOST_REASONS = 12
LONGEST_FILE = 48


def section(context: Context, number: str) -> Section:
    """The rows of every file, what was set aside, and the skip definitions side by side."""
    found = context.report.quality
    finding = context.say(
        "quality.finding",
        read=context.say("quality.read", n=found.read),
        kept=context.say("count.plays", n=found.kept),
        duplicates=context.say("count.duplicates", n=found.duplicates),
        other=found.other_content_rows,
        quarantined=found.quarantined,
    )
    blocks: tuple[Block, ...] = (
        _files(context, found),
        *((_reasons(context, found),) if found.other_content or found.quarantine else ()),
        _definitions(context, found),
        *((_dead(context, found),) if found.dead_flag else ()),
        Listing(tuple(_sentences(context, found))),
    )
    return Section(ID, number, context.say(f"section.{ID}"), finding, blocks)


def _files(context: Context, found: Quality) -> Table:
    columns = (
        ("file", 9),
        ("<format", 4),
        ("read", 2),
        ("kept", 2),
        ("duplicates", 2),
        ("other", 2),
        ("quarantined", 3),
    )
    untold = context.report.tells_no_files
    shown = () if untold else found.files[:MOST_FILES]
    capped = len(found.files) > len(shown)
    note = context.say("quality.files.note", shown=len(shown), n=len(found.files)) if capped else ""
    if untold:
        note = context.say("quality.files.untold", n=len(found.files))
    total = row(
        context.say("quality.total"),
        "",
        context.formats.count(found.read),
        context.formats.count(found.kept),
        context.formats.count(found.duplicates),
        context.formats.count(found.other_content_rows),
        context.formats.count(found.quarantined),
        strong=True,
    )
    rows = (*(_file(context, one) for one in shown), total)
    return context.table(context.say("quality.files"), columns, rows, note)


def _file(context: Context, one: FileCount) -> Row:
    shown = context.report.file_names[one.file]
    name = text.printable(shown, context.say("report.nameless"), LONGEST_FILE)
    return row(
        Cell(name, data=True),
        labels.label(context.words, "source", one.kind),
        context.formats.count(one.read),
        context.formats.count(one.kept),
        context.formats.count(one.duplicates),
        context.formats.count(one.other_content),
        context.formats.count(one.quarantined),
    )


def _reasons(context: Context, found: Quality) -> Table:
    columns = (("what", 18), ("rows", 6))
    other = (
        row(
            context.say("quality.other", name=labels.label(context.words, "content", one.name)),
            context.formats.count(one.n),
        )
        for one in found.other_content[:MOST_REASONS]
    )
    bad = (
        row(
            context.say("quality.bad", name=labels.label(context.words, "quarantine", one.name)),
            context.formats.count(one.n),
        )
        for one in found.quarantine[:MOST_REASONS]
    )
    note = context.say("quality.reasons.note") if found.quarantined else ""
    return context.table(context.say("quality.reasons"), columns, (*other, *bad), note)


def _definitions(context: Context, found: Quality) -> Table:
    columns = (("definition", 10), ("this_period", 4), ("n", 4), ("history", 4), ("used", 2))
    rows = (
        row(
            labels.label(context.words, "skip", one.definition),
            context.value(one.period),
            context.value(None) if one.period is None else context.formats.count(one.period.n),
            context.value(one.history),
            context.say("word.yes" if one.used else "word.no"),
            strong=one.used,
        )
        for one in found.definitions
    )
    return context.table(context.say("quality.definitions"), columns, rows)


def _dead(context: Context, found: Quality) -> Table:
    columns = (("months", 10), ("plays", 4), ("flagged", 4), ("forward", 6))
    rows = (
        row(
            _months(context, one),
            context.formats.count(one.n_plays),
            context.formats.count(one.n_flagged),
            context.formats.count(one.n_forward),
        )
        for one in found.dead_flag
    )
    return context.table(
        context.say("quality.dead"), columns, rows, context.say("quality.dead.note")
    )


def _months(context: Context, span: DeadFlagSpan) -> str:
    first, last = (
        context.formats.month(span.first_month),
        context.formats.month(span.end_month - DAY),
    )
    return first if first == last else context.say("report.interval", low=first, high=last)


def _sentences(context: Context, found: Quality) -> Iterator[str]:
    yield context.say("quality.censored", n=found.censored)
    if found.flag_agreement is not None:
        agreement = found.flag_agreement
        yield context.say("quality.agreement", n=agreement.n, share=agreement.value)
    yield context.say("quality.starts", n=found.exact_starts)
    if found.overlapping:
        yield context.say("quality.overlapping", n=found.overlapping)
    if found.after_cut_off:
        yield context.say("quality.after", n=found.after_cut_off)
    if found.missing_columns:
        names = [text.thing(name, context.words) for name in found.missing_columns]
        yield context.say("quality.missing", names=text.listed(names, context.words))
    if found.percent_scale is not None:
        yield context.say("quality.percent", scale=found.percent_scale)
    yield from guessed_dates(found, context.words, "quality")
