"""Every number of every table, tile and piece of evidence has a definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter.results.overview import Headline
from reporter.results.recommendations import Metric
from reporter.tables import Table, tables
from reporter.words import ENGLISH, MESSAGES
from reporter.words.definitions import NUMBERS
from reporter.words.glossary import TERMS, definition_of, page
from tests.factories import make_minimal_report, make_report

if TYPE_CHECKING:
    from pathlib import Path

REPORTS = (make_report(), make_minimal_report())


@pytest.mark.parametrize(
    "table", [t for r in REPORTS for t in tables(r, ENGLISH)], ids=lambda table: table.name
)
def test_every_number_of_a_table_is_defined(table: Table) -> None:
    if "name" in table.columns and "id" in table.columns:
        at = table.columns.index("name")
        names = {str(row[at]) for row in table.rows}
    else:
        names = set(table.columns)
    assert {definition_of(name, table.name) for name in names} <= set(TERMS)


@pytest.mark.parametrize("number", [*Headline, *Metric])
def test_every_tile_and_metric_is_defined(number: str) -> None:
    assert definition_of(number) in TERMS


def test_all_evidence_is_defined() -> None:
    names = {
        key.split(".")[1]
        for key in MESSAGES
        if key.startswith("evidence.") and key.split(".")[1] not in {"line", "of"}
    }
    assert len(names) > 5
    for name in names:
        assert definition_of(name) in TERMS


def test_every_number_leads_to_a_term() -> None:
    assert set(NUMBERS.values()) <= set(TERMS)
    assert not set(NUMBERS) & set(TERMS)


def test_a_number_that_nobody_defined_is_an_error() -> None:
    with pytest.raises(KeyError):
        definition_of("no_such_number")


def test_every_term_has_a_text() -> None:
    for term in TERMS:
        assert any(key.startswith(f"definition.{term}.text") for key in MESSAGES), term


def test_the_page_is_current(root: Path) -> None:
    text = (root / "docs" / "definitions.md").read_text(encoding="utf-8")
    assert text == page(), "run: make definitions"
    assert "{" not in text
