"""Tables on stdout: they fit a terminal without losing a letter, and are whole lines elsewhere."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDE = 10_000
"""Columns of a table that goes to a file or another program: no line is broken."""
GAP = 2
ROOM = 30
"""Broken text gets so many columns at least, if it is so long."""
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading in `console.column.*`, numbers on the right.

    Attributes:
        wraps: may be broken into lines on a narrow terminal; the others never are.
        below: has sentences; where there is no room for them, they stand below their rows. A
            table that has such a column has none that wraps.
        spare: is left out where there is no room for it; of several, the last one first.
        heading: one that is in no catalogue, such as the label of a period.
    """

    name: str
    right: bool = False
    wraps: bool = False
    below: bool = False
    spare: bool = False
    heading: str | None = None

    @property
    def title(self) -> str:
        """What stands above it."""
        return self.heading or ENGLISH(f"console.column.{self.name}")


@dataclass(frozen=True, slots=True)
class _Filled:
    """A column with its cells, and how many columns of a terminal it needs."""

    column: Column
    cells: Sequence[str]
    width: int


def table(columns: tuple[Column, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table; nothing where it has no rows, and no column in which nothing stands."""
    by_column = zip(columns, *rows, strict=True)
    filled = [_filled(column, cells) for column, *cells in by_column if any(cells)]
    if not filled:
        return
    terminal = _terminal()
    shown = filled
    if _width(filled) > terminal:
        shown = _spared([one for one in filled if not one.column.below], terminal)
    below = [one for one in filled if one.column.below and one not in shown]
    head, *lines = _printed(shown, max(terminal, _width(shown)))
    for number, line in enumerate(lines) if below else ():
        sentences = (_broken(one.cells[number], terminal) for one in below)
        lines[number] = "\n".join((line, *filter(None, sentences)))
    sys.stdout.write("\n".join((head, *lines)) + "\n\n")


def _terminal() -> int:
    from rich.console import Console  # noqa: PLC0415 - only a table pays for it

    return Console(file=sys.stdout).width if sys.stdout.isatty() else WIDE


def _filled(column: Column, cells: Sequence[str]) -> _Filled:
    from rich.cells import cell_len  # noqa: PLC0415 - as above

    width = max(map(cell_len, (column.title, *cells)))
    return _Filled(column, cells, min(width, ROOM) if column.wraps or column.below else width)


def _spared(shown: list[_Filled], terminal: int) -> list[_Filled]:
    """Those for which there is room, and all that are not spare even where there is none."""
    spare = [one for one in shown if one.column.spare]
    while spare and _width(shown) > terminal:
        left_out = spare.pop()
        shown = [one for one in shown if one is not left_out]
    return shown


def _width(filled: Sequence[_Filled]) -> int:
    return sum(one.width for one in filled) + GAP * (len(filled) - 1)


def _printed(filled: Sequence[_Filled], width: int) -> list[str]:
    """The lines of a table, the head first."""
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
    for one in filled:
        made.add_column(
            one.column.title,
            justify="right" if one.column.right else "left",
            no_wrap=not (one.column.wraps or one.column.below),
            overflow="fold",
        )
    for row in zip(*(one.cells for one in filled), strict=True):
        made.add_row(*map(Text, row))
    console = Console(file=sys.stdout, width=width, highlight=False)
    with console.capture() as printed:
        console.print(made)
    return [line.rstrip() for line in printed.get().splitlines()]


def _broken(sentence: str, terminal: int) -> str:
    """A sentence as indented lines; empty where there is none."""
    return textwrap.fill(
        sentence, max(terminal, ROOM), initial_indent=INDENT, subsequent_indent=INDENT
    )
