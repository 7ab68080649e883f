"""Published survival curves: lifelines' Walton data set, and R's `aml`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lifelines.datasets import load_waltons

from reporter.analysis.statistics.survival import KaplanMeier, kaplan_meier, log_rank
from tests.conformance.published import Case

if TYPE_CHECKING:
    import pandas as pd

WALTONS = "lifelines load_waltons"
AML = "R survival aml, maintained"
AML_WEEKS = (9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161)
AML_ENDED = (True, True, False, True, True, False, True, True, False, True, False)


@cache
def _waltons(group: str | None = None) -> KaplanMeier:
    frame: pd.DataFrame = load_waltons()
    own = frame if group is None else frame[frame["group"] == group]
    return kaplan_meier(own["T"].to_numpy(), own["E"].to_numpy())


def _median(curve: KaplanMeier) -> float:
    median = curve.median()
    assert median is not None
    return median


def _test() -> tuple[float, float]:
    found = log_rank(_waltons("control"), _waltons("miR-137"))
    assert found is not None
    return found


def _aml() -> KaplanMeier:
    return kaplan_meier(AML_WEEKS, AML_ENDED)


CASES = (
    Case(WALTONS, "n", 163, lambda: _waltons().n),
    Case(WALTONS, "events", 156, lambda: _waltons().n_events),
    Case(WALTONS, "median", 56.0, lambda: _median(_waltons())),
    Case(WALTONS, "median, control", 58.0, lambda: _median(_waltons("control"))),
    Case(WALTONS, "median, miR-137", 26.0, lambda: _median(_waltons("miR-137"))),
    Case(WALTONS, "S(33)", 0.802531, lambda: _waltons().at(33).value, 6),
    Case(WALTONS, "log-rank chi-square", 122.249, lambda: _test()[0], 3),
    Case(WALTONS, "log-rank p", "2.04e-28", lambda: f"{_test()[1]:.2e}"),
    Case(AML, "S(9)", 0.909091, lambda: _aml().at(9).value, 6),
    Case(AML, "S(48)", 0.184091, lambda: _aml().at(48).value, 6),
)
