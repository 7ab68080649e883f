"""Every error says what, where and what to do, and has its exit code."""

from __future__ import annotations

import pytest

from reporter import errors
from reporter.errors import ConfigError, ReporterError


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.ReporterError, 1),
        (errors.UsageError, 2),
        (errors.ConfigError, 2),
        (errors.SourceError, 3),
        (errors.PeriodError, 3),
        (errors.OutputError, 1),
        (errors.OutputFolderError, 2),
        (errors.MissingPartError, 1),
    ],
)
def test_exit_codes_are_those_of_the_contract(kind: type[ReporterError], code: int) -> None:
    assert kind.exit_code == code
    assert issubclass(kind, ReporterError)


def test_an_error_says_what_and_what_to_do() -> None:
    error = ReporterError("plays.zip is empty", hint="download it again")
    assert str(error) == "plays.zip is empty: download it again"
    assert (error.what, error.hint) == ("plays.zip is empty", "download it again")


def test_a_hint_may_be_missing() -> None:
    assert str(ReporterError("plays.zip is empty")) == "plays.zip is empty"


def test_a_configuration_error_holds_every_problem() -> None:
    assert ConfigError("a", problems=("a", "b")).problems == ("a", "b")
    assert ConfigError("a", hint="do b").problems == ("a: do b",)
