"""What each reader gets as files: drawn once for those who share it, and never mixed up."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from reporter.config import ReportSettings
from reporter.editions.pictures import DRAW_DRIVERS, DRAW_FITTED, DRAW_MODEL
from reporter.editions.printer import (
    EXAMINE_PAPER,
    EXAMINE_SCREEN,
    LAY_OUT,
    MAIL,
    RECOLOUR,
    SHOW,
    Printer,
)
from reporter.editions.values import looks, made
from reporter.errors import ConfigError, FilterError, OutputError
from reporter.gate.refusal import Verdict
from reporter.look import Look
from reporter.plays import Entity
from reporter.press.order import MailFrom
from reporter.results.facts import FilterTerm
from reporter.study.readers import Studied, readers
from tests.factories import make_minimal_report
from tests.factories.pictures import make_chart

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.errors import ReporterError
    from reporter.figures.chart import Chart
    from reporter.report import Report
    from reporter.worker import Job, Worker

REPORT = make_minimal_report()
POST = MailFrom("ops@example.org", 10)
OUTSIDE = "its filter leaves out the plays"
GERMANY = (FilterTerm("country", ("DE",)),)


class Press:
    """Both workers: draw whose report it was, at once."""

    def __init__(self, refuses: str = "") -> None:
        self.asked: list[tuple[str, str | None]] = []
        self._refuses = refuses

    def ask(self, job: Job[Any, Any], *given: Any) -> Future[Any]:  # noqa: ANN401
        done: Future[Any] = Future()
        try:
            done.set_result(self._done(job, *given))
        except OutputError as error:
            done.set_exception(error)
        return done

    def _done(self, job: Job[Any, Any], report: Report, *others: Any) -> object:  # noqa: ANN401
        if job is RECOLOUR:
            charts, colour = cast("tuple[Chart, ...]", report), others[0]
            return tuple(replace(one, text_svg=one.text_svg + colour.encode()) for one in charts)
        if job in {EXAMINE_PAPER, EXAMINE_SCREEN}:
            return Verdict(())
        name = report.scope.audience
        self.asked.append((job.function, name))
        if job is LAY_OUT:
            if name == self._refuses:
                msg = "a template failed"
                raise OutputError(msg)
            return {"report.pdf": str(name).encode()}
        if job is SHOW:
            return {f"charts/{chart.id}.svg": chart.text_svg for chart in others[0]}
        if job is MAIL:
            return f"to {name}", f"{[chart.text_svg for chart in others[0]]} {others[1:]}".encode()
        name = {DRAW_DRIVERS: "drivers", DRAW_MODEL: "roc", DRAW_FITTED: "elbow"}.get(
            job, "changes"
        )
        chart = make_chart(name)
        told = f"{job.function} {report.scope.filter} {[*others]}"
        return (replace(chart, text_svg=told.encode()),)


def settings(*audiences: dict[str, Any]) -> ReportSettings:
    return ReportSettings.model_validate({"audiences": audiences})


def study(report: ReportSettings, *errors: str) -> tuple[Studied, ...]:
    """What the analysis would give each reader."""
    found = []
    for reader in readers(report, ("source",)):
        scope = replace(reader.named(REPORT.scope), filter=reader.filter)
        outcome: Report | ReporterError = replace(REPORT, scope=scope)
        if reader.settings.name in errors:
            outcome = FilterError("no play has it")
        found.append(Studied(reader, outcome))
    return tuple(found)


def printer(press: Press, report: ReportSettings) -> Printer:
    return Printer(cast("Worker", press), looks(report))


THREE = settings(
    {"name": "all"}, {"name": "germany", "filter": {"country": ["DE"]}}, {"name": "board"}
)


def test_each_of_several_has_its_folder_and_its_own_charts() -> None:
    press = Press()
    drawing = printer(press, THREE)
    files = {
        path: content
        for one in drawing.lay_out(drawing.draw(study(THREE)), POST)
        for path, content in one.placed.items()
    }
    assert files["germany/report.pdf"] == b"germany"
    assert files["germany/charts/changes.svg"] == f"draw_own {GERMANY} []".encode()
    assert files["all/charts/changes.svg"] == files["board/charts/changes.svg"] == b"draw_own () []"
    assert {path.partition("/")[0] for path in files} == {"all", "germany", "board"}
    assert "germany/csv/leaders.csv" in files


def test_what_is_shared_is_drawn_once() -> None:
    press = Press()
    drawing = printer(press, THREE)
    for one in study(THREE):
        drawing.draw_early(one.reader, cast("Report", one.outcome))
    drawing.draw(study(THREE))
    drawn = ["draw_own", "draw_fitted", "draw_own", "draw_drivers", "draw_model"]
    assert [name for name, _ in press.asked] == drawn


def test_one_alone_has_the_run_folder() -> None:
    report = settings({"name": "board"})
    drawing = printer(Press(), report)
    (one,) = drawing.lay_out(drawing.draw(study(report)), POST)
    assert one.folder == ""
    assert one.placed.keys() == one.files.keys() >= {"report.json", "csv/changes.csv"}


def test_a_reader_fails_alone(tmp_path: Path) -> None:
    report = settings(
        {"name": "fine"},
        {"name": "filtered", "filter": {"country": ["XX"]}},
        {"name": "unbranded", "brand": {"logo": str(tmp_path / "none.svg")}},
        {"name": "broken"},
    )
    drawing = printer(Press(refuses="broken"), report)
    done = drawing.lay_out(drawing.draw(study(report, "filtered")), POST)
    kinds = [type(one.outcome) for one in done]
    assert kinds == [type(REPORT), FilterError, ConfigError, OutputError]
    assert [bool(one.files) for one in done] == [True, False, False, False]


def test_without_any_report_the_first_reason_is_told(tmp_path: Path) -> None:
    two = settings({"name": "a"}, {"name": "b"})
    with pytest.raises(FilterError):
        printer(Press(), two).draw(study(two, "a", "b"))
    with pytest.raises(ConfigError):
        looks(settings({"name": "a", "brand": {"logo": str(tmp_path / "none.svg")}}))
    one = settings({"name": "a"})
    drawing = printer(Press(refuses="a"), one)
    begun = drawing.draw(study(one))
    with pytest.raises(OutputError):
        drawing.lay_out(begun, POST)
    assert made((OutputError("x"), REPORT)) == (REPORT,)


def test_the_look_is_the_audiences() -> None:
    found = looks(settings({"name": "a", "brand": {"name": "Acme"}}, {"name": "b"}))
    assert found == {"a": Look(brand_name="Acme"), "b": Look()}


def test_pages_and_mail_wear_the_colour() -> None:
    report = settings({"name": "a", "brand": {"colour": "#0a5c8f"}})
    drawing = printer(Press(), report)
    (one,) = drawing.lay_out(drawing.draw(study(report)), POST)
    assert one.files["charts/changes.svg"] == b"draw_own () []#0a5c8f"
    assert b"draw_mail () ['#0a5c8f']" in one.files["mail.json"]


@pytest.mark.parametrize(
    ("n_listeners", "n_outside", "reason"),
    [
        (50, 0, ""),
        (1, 0, "the report is about 1 listener, and nothing about fewer than 2 is mailed"),
        (50, 1, f"{OUTSIDE} of 1 listener, and nothing about fewer than 2 is mailed"),
    ],
)
def test_a_report_about_too_few_is_held_for_what_is_so(
    n_listeners: int, n_outside: int, reason: str
) -> None:
    report = settings({"name": "board", "to": ["ana@example.org"]}, {"name": "archive", "to": []})
    drawing = printer(Press(), report)
    found = [
        replace(
            one,
            outcome=replace(
                REPORT,
                scope=replace(
                    REPORT.scope,
                    entity=Entity.LISTENER,
                    n_listeners=n_listeners,
                    n_outside=n_outside,
                ),
            ),
        )
        for one in drawing.draw(study(report))
    ]
    board, archive = drawing.examine(tuple(found), 2)
    assert (board.reason, archive.reason) == (reason, "")


def test_a_series_is_of_audience_and_filter() -> None:
    def series(*audiences: dict[str, Any]) -> list[str]:
        return [reader.series for reader in readers(settings(*audiences), ("source",))]

    (alone,) = series()
    first = series({"name": "a"}, {"name": "b", "filter": {"country": ["DE", "AT"]}})
    assert len({alone, *first}) == 3
    same = series({"name": "b", "filter": {"country": ["at", "de"]}})
    other = series({"name": "b", "filter": {"country": ["at"]}})
    assert same == first[1:] != other
