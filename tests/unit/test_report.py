"""`Report` as values and as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from reporter.errors import SourceError
from reporter.report import Report, canonical, from_json, json_schema, to_json
from tests.factories import make_minimal_report, make_report

REPORTS = {"full": make_report(), "minimal": make_minimal_report()}


@pytest.fixture(params=list(REPORTS))
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]


def test_a_report_comes_back_from_its_json(report: Report) -> None:
    assert from_json(to_json(report)) == report


def test_json_is_the_same_every_time(report: Report) -> None:
    assert to_json(report) == to_json(from_json(to_json(report)))
    assert to_json(report).endswith("}\n")


def test_the_json_keeps_to_its_schema(report: Report) -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(to_json(report)))


def test_the_schema_refuses_what_is_no_report() -> None:
    values = json.loads(to_json(make_minimal_report()))
    validator = Draft202012Validator(json_schema())
    assert not validator.is_valid({**values, "schema_version": 2})
    assert not validator.is_valid({key: values[key] for key in values if key != "scope"})
    assert not validator.is_valid({**values, "leaders": {"rows": "none"}})


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"scope": None},
        {"quality": {"read": "many"}},
    ],
)
def test_another_structure_is_refused(change: dict[str, object]) -> None:
    values = json.loads(to_json(make_minimal_report()))
    with pytest.raises(SourceError, match="not a report of schema version 1"):
        from_json(json.dumps({**values, **change}))


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(SourceError, match="not a report of schema version 1"):
        from_json("not json")


def test_floats_have_ten_significant_digits() -> None:
    assert canonical(1 / 3) == 0.3333333333
    assert canonical(0.1 + 0.2) == 0.3
    assert math.copysign(1, canonical(-0.0)) == 1
    assert canonical((1, "a", (2 / 3,))) == (1, "a", (0.6666666667,))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_named(value: float) -> None:
    report = make_report()
    trend = replace(report.retention.trend, recent=value)
    with pytest.raises(ValueError, match=r"Report\.retention\.trend\.recent is (nan|inf|-inf)"):
        canonical(replace(report, retention=replace(report.retention, trend=trend)))


def test_a_number_inside_a_tuple_is_named_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"tuple\[1\] is nan"):
        canonical((1.0, math.nan))
