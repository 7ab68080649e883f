"""What a page is made of: the frozen values that the templates print, and nothing else.

Everything here is text that is ready to be read; a template only chooses tags. Text that comes
from the data (`Cell.data`) is set apart, so that its writing direction stays its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from reporter.figures.chart import Chart


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph.

    Attributes:
        tone: `body`, a small `note` under a table, or the `gap` of something missing.
    """

    text: str
    tone: Literal["body", "note", "gap"] = "body"
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart with its one message as the title."""

    chart: Chart
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        label: its heading.
        align: numbers stand on the right.
        width: share of the table's width, in 24ths; the columns of a table add up to 24.
    """

    label: str
    align: Literal["left", "right"]
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        sub: a second, quieter line.
        data: the text comes from the data, not from the catalogue.
    """

    text: str
    sub: str = ""
    data: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its first cell is the row's heading.

    Attributes:
        strong: the row that the eye should find.
        quiet: a row in grey, of what may be chance.
        group: its only cell heads the rows below it.
    """

    cells: tuple[Cell, ...]
    strong: bool = False
    group: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; a note below says where the rest of a capped table is."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    kind: Literal["table"] = "table"

    @property
    def is_dense(self) -> bool:
        """Whether it has so many rows that they move closer together."""
        return len(self.rows) > MANY_ROWS


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things side by side on paper, one below the other on a phone."""

    left: Table | Picture
    right: Table | Picture | Prose
    kind: Literal["pair"] = "pair"


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that is worth its size: label, value, and what it rests on."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A few numbers in a row."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Card:
    """One recommendation.

    Attributes:
        title: what to do.
        lead: what it would bring, with its interval.
        text: why.
        evidence: a sentence for each number that it rests on.
        target: id of the section that shows it; empty where that section is missing.
        link: the words of the link to it.
    """

    title: str
    lead: str
    text: str
    evidence: tuple[str, ...]
    target: str
    link: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Recommendations, in order."""

    cards: tuple[Card, ...]
    kind: Literal["cards"] = "cards"


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition of the glossary."""

    id: str
    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Definitions, in the order in which the report uses them."""

    entries: tuple[Entry, ...]
    kind: Literal["glossary"] = "glossary"

    @property
    def columns(self) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """Two columns of about the same length; WeasyPrint takes long to balance columns itself."""
        lengths = [len(entry.text) + ENTRY_LENGTH for entry in self.entries]
        half = sum(lengths) / 2
        n = sum(length <= half for length in accumulate(lengths))
        return self.entries[:n], self.entries[n:]


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences that stand side by side in rank."""

    lines: tuple[str, ...]
    kind: Literal["listing"] = "listing"


ENTRY_LENGTH = 90
"""What an entry's term and the space about it take up, in characters of its text."""
MANY_ROWS = 24
"""More rows than these are set tighter, so that a table stays on one page."""

Block: TypeAlias = Prose | Heading | Picture | Table | Pair | Facts | Cards | Glossary | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its finding as a sentence, then the pictures and the tables.

    Attributes:
        id: anchor; the `section` of a recommendation is such an id.
        number: as printed, such as `3` or `A1`.
    """

    id: str
    number: str
    title: str
    finding: str
    blocks: tuple[Block, ...]

    @property
    def is_long(self) -> bool:
        """Whether it deserves a page of its own: it has more to show than its finding."""
        return any(block.kind in {"picture", "pair", "cards", "glossary"} for block in self.blocks)


@dataclass(frozen=True, slots=True)
class TileView:
    """One headline number on page one.

    Attributes:
        change: against the period before; empty where there is no comparison.
        interval: of the change, or why there is none.
        direction: of the change.
        kept: the change survived testing.
        spark: its recent history.
    """

    label: str
    value: str
    change: str
    interval: str
    direction: Literal["up", "down", "flat"]
    kept: bool
    spark: Chart | None


@dataclass(frozen=True, slots=True)
class Line:
    """One kept change on page one: what changed, and by how much."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Front:
    """Page one.

    Attributes:
        name: the report's name.
        period: in words.
        scope: for whom, who and what, in words.
        headline: one sentence.
        changed: what survived testing, or one sentence that nothing did.
        todo: at most three recommendations.
        todo_note: what to say where there is none, or how many more there are.
        trust: short facts about the data and the model.
        brand: name of whose report it is; empty for none.
        logo_alt: what stands for its logo where that cannot be seen.
    """

    name: str
    period: str
    scope: str
    headline: str
    tiles: tuple[TileView, ...]
    changed_heading: str
    changed: tuple[Line, ...]
    changed_note: str
    todo_heading: str
    todo: tuple[Card, ...]
    todo_note: str
    trust_heading: str
    trust: tuple[str, ...]
    definitions_link: str
    definitions_target: str
    brand: str = ""
    logo_alt: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that both renderers print.

    Attributes:
        language: BCP 47.
        title: of the document.
        description: one sentence for the metadata.
        paper: `a4` or `letter`.
        generator: name and version of this program.
        running: what stands at the head of every page after the first, beside the period.
        footer: what stands at its foot.
    """

    language: str
    title: str
    description: str
    generator: str
    paper: Literal["a4", "letter"]
    running: str
    running_period: str
    footer: str
    contents_heading: str
    contents_note: str
    page_label: str
    of_label: str
    appendix_heading: str
    front: Front
    sections: tuple[Section, ...]
    appendix: tuple[Section, ...]
