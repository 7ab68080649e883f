"""What stands beside the code says what the code does."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import typer.main
import yaml
from pydantic import BaseModel
from typer.core import TyperGroup

from reporter import report as report_module
from reporter.cli import app
from reporter.config import ReportSettings, Settings, load
from reporter.gate.refusal import Kind as GateKind
from reporter.history.verify import Trouble
from reporter.results.recommendations import Kind
from reporter.sources.canonical import Reason
from reporter.sources.columns import CANONICAL
from reporter.sources.family import Kind as SourceKind
from reporter.tables import tables
from reporter.tables.rows import OF_ROWS, row_tables
from reporter.words import ENGLISH, MESSAGES
from tests.factories import make_minimal_report, make_report
from tests.factories.rows import make_rows

if TYPE_CHECKING:
    from pathlib import Path

ROWS = zip(OF_ROWS, row_tables(make_report(), make_rows(), ENGLISH), strict=True)
COLUMNS = {
    **{f"csv/{table.name}.csv": table.columns for table in tables(make_report(), ENGLISH)},
    **{path: tuple(table.column_names) for path, table in ROWS},
}


def code_in_first_cells(section: str) -> list[str]:
    """The names in code type in the first cell of each row of a Markdown table."""
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("path", COLUMNS)
def test_outputs_names_every_column_in_order(root: Path, path: str) -> None:
    text = (root / "docs" / "outputs.md").read_text(encoding="utf-8")
    _, found, rest = text.partition(f"## `{path.removeprefix('csv/')}`\n")
    assert found
    assert tuple(code_in_first_cells(rest.split("\n## ")[0])) == COLUMNS[path]


def test_outputs_names_no_table_that_is_not_written(root: Path) -> None:
    text = (root / "docs" / "outputs.md").read_text(encoding="utf-8")
    named = re.findall(r"^## `(.+\.csv)`$", text, re.MULTILINE)
    assert {f"csv/{name}" for name in named} == COLUMNS.keys()


def test_notebook_page_names_sections_that_exist(root: Path) -> None:
    text = (root / "docs" / "from-the-notebook.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:section|appendix,) \*([^*]+)\*", text))
    titles = {text for key, text in MESSAGES.items() if key.startswith("section.")}
    assert len(named) > 5
    assert named <= titles


def test_notebook_page_names_every_kind_of_recommendation(root: Path) -> None:
    text = (root / "docs" / "from-the-notebook.md").read_text(encoding="utf-8")
    assert set(re.findall(r"kind `(\w+)`", text)) == set(Kind)


def test_sources_page_names_every_kind_column_and_reason(root: Path) -> None:
    text = (root / "docs" / "sources.md").read_text(encoding="utf-8")
    assert set(code_in_first_cells(text)) == {*SourceKind, *CANONICAL}
    assert [reason for reason in Reason if f"\n| {reason} |" not in text] == []


def test_delivery_page_names_everything_that_holds_a_report_back(root: Path) -> None:
    text = (root / "docs" / "delivery.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("## What holds a report back\n")
    named = code_in_first_cells(rest.split("\n## ")[0])
    assert named == [kind for kind in GateKind if kind is not GateKind.LETTER_OF_NAME_MISSING]


def test_archive_page_names_everything_that_verifying_finds(root: Path) -> None:
    text = (root / "docs" / "archive.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("## Verify\n")
    assert code_in_first_cells(rest.split("\n## ")[0]) == ["kind", *Trouble]


def test_published_json_schema_is_current(root: Path) -> None:
    published = (root / "docs" / "report.schema.json").read_text(encoding="utf-8")
    made = json.dumps(report_module.json_schema(), indent=1, ensure_ascii=False) + "\n"
    assert published == made, "run: make schema"


def test_reports_are_valid_by_the_published_schema(root: Path) -> None:
    schema = json.loads((root / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for report in (make_report(), make_minimal_report()):
        validator.validate(json.loads(report_module.to_json(report)))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"schema_version": 1})


def documented(root: Path) -> dict[str, Any]:
    """config.yaml, as it is."""
    values = yaml.safe_load((root / "config.yaml").read_text(encoding="utf-8"))
    assert isinstance(values, dict)
    return values


def keys_of(model: type[BaseModel], values: dict[str, Any]) -> None:
    """Every key of a settings model is in the file, in the model's order."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    assert list(values) == list(fields)
    for name, field in fields.items():
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            keys_of(annotation, values[name])


def test_config_file_has_every_key(root: Path) -> None:
    values = documented(root)
    keys_of(Settings, values)
    (report,) = values["reports"].values()
    keys_of(ReportSettings, report)


def test_config_file_holds_the_defaults(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = documented(root)
    assert values["source"].pop("path") == "data/sample"
    plain = tmp_path / "config.yaml"
    plain.write_text(yaml.safe_dump(values), encoding="utf-8")
    empty = tmp_path / "empty.yaml"
    empty.write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load(plain) == load(empty)


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_local_links_lead_somewhere(root: Path, name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (root / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (root / link).exists()] == []


def test_local_links_in_docs_lead_somewhere(root: Path) -> None:
    missing = [
        f"{page.name}: {link}"
        for page in sorted((root / "docs").glob("*.md"))
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["run", "sample", "doctor", "config check"])
def test_readme_names_the_options_of_each_command(root: Path, name: str) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| `reporter {name}")]
    told = set(re.findall(r"`(--[a-z-]+)", row))
    command = typer.main.get_command(app)
    for part in name.split():
        assert isinstance(command, TyperGroup)
        command = command.commands[part]
    options = {
        option
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and not getattr(parameter, "hidden", False)
    }
    assert told <= options
    assert options - {"--help", "--version", "--debug", "--json", "--config"} <= told


def test_readme_configuration_is_valid(root: Path, tmp_path: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "config.yaml"
    file.write_text(example, encoding="utf-8")
    assert load(file).zone == "Europe/Berlin"
