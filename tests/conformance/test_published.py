"""Each published number is reproduced."""

from __future__ import annotations

import pytest

from tests.conformance.published import Case
from tests.conformance.registry import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.name}")
def test_published_number(case: Case) -> None:
    ours = case.ours()

    assert case.agrees(ours), (case.published, ours)


def test_a_wrong_number_does_not_agree() -> None:
    case = Case("nobody", "pi", 3.14, lambda: 3.15, digits=2)

    assert case.agrees(3.1415)
    assert not case.agrees(case.ours())
    assert not Case("nobody", "counts", [1, 2], lambda: [1, 2]).agrees([1, 3])
