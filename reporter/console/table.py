"""Tables on stdout: as wide as the terminal, and whole lines elsewhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDE = 10_000
"""Columns of a table that goes to a file or another program: no line is broken."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading in `console.column.*`, numbers on the right.

    Attributes:
        wraps: may be broken into lines on a narrow terminal; the others never are.
        heading: one that is in no catalogue, such as the label of a period.
    """

    name: str
    right: bool = False
    wraps: bool = False
    heading: str | None = None


def table(columns: tuple[Column, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table; nothing where it has no rows, and no column in which nothing stands."""
    cells = [*rows]
    if not cells:
        return
    from rich.console import Console  # noqa: PLC0415 - only a table pays for it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    filled = [i for i in range(len(columns)) if any(row[i] for row in cells)]
    made = Table(box=None, pad_edge=False, header_style="bold")
    for i in filled:
        column = columns[i]
        made.add_column(
            column.heading or ENGLISH(f"console.column.{column.name}"),
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
        )
    for row in cells:
        made.add_row(*(Text(row[i]) for i in filled))
    is_terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if is_terminal else WIDE, highlight=False)
    with console.capture() as printed:
        console.print(made)
    lines = (line.rstrip() for line in printed.get().splitlines())
    sys.stdout.write("\n".join(lines) + "\n\n")
