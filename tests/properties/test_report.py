"""A report comes back from its JSON, whatever its numbers and its texts."""

from __future__ import annotations

import json
import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reporter.report import canonical, from_json, json_schema, to_json
from reporter.results.overview import Leaders
from tests.factories import make_minimal_report, make_report

LEADERS = make_report().leaders
MADE = make_minimal_report()
VALIDATOR = Draft202012Validator(json_schema())
TEXTS = st.text(st.characters(codec="utf-8"))
FLOATS = st.floats(-1e300, 1e300)


@given(FLOATS)
def test_canonical_floats_stay_as_they_are(value: float) -> None:
    once = canonical(value)
    assert canonical(once) == once
    assert json.loads(json.dumps(once)) == once
    assert math.isclose(once, value, rel_tol=5e-10, abs_tol=0)


@given(st.lists(st.tuples(TEXTS, TEXTS, FLOATS), max_size=4))
def test_a_report_comes_back_from_its_json(rows: list[tuple[str, str, float]]) -> None:
    assert isinstance(LEADERS, Leaders)
    leader = LEADERS.rows[0]
    leaders = tuple(
        replace(leader, name=name, artist=artist, raw_skip_rate=rate) for name, artist, rate in rows
    )
    report = canonical(replace(MADE, leaders=Leaders(leaders, min_plays=1)))

    text = to_json(report)

    assert from_json(text) == report
    VALIDATOR.validate(json.loads(text))
