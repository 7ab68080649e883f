"""Every reason has its sentence."""

from __future__ import annotations

import pytest

from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.words import ENGLISH


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_what_and_where(kind: Kind) -> None:
    refusal = Refusal(kind, name="THIS", file="FILE", n=3, need=10)
    said = refusal.sentence(ENGLISH)
    assert any(word in said for word in ("THIS", "FILE", "3"))
    assert not said.endswith(".")


def test_only_refusals_hold_a_report_back() -> None:
    found = Refusal(Kind.CHART_EMPTY, "roc")
    assert Verdict((found,)).is_held
    assert not Verdict((), (found,)).is_held
