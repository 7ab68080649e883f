"""SciPy loads without documentation, and works the same."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import scipy
from scipy.special import stdtrit
from scipy.stats import ttest_ind

from reporter import undocumented

if TYPE_CHECKING:
    import pytest

PROGRAM = """
import sys
from reporter.undocumented import DOCUMENTS, undocumented
with undocumented():
    from scipy.special import stdtrit
    from scipy.stats import ttest_ind
assert "Parameters" not in (ttest_ind.__doc__ or "")
assert sys.modules[DOCUMENTS].FunctionDoc.__name__ == "FunctionDoc"
print(repr(stdtrit(7.5, 0.975)), repr(ttest_ind([1, 2, 3, 4], [2, 3, 5, 9]).pvalue))
"""


def test_what_is_loaded_works_the_same() -> None:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True
    )
    expected = repr(stdtrit(7.5, 0.975)), repr(ttest_ind([1, 2, 3, 4], [2, 3, 5, 9]).pvalue)
    assert found.stdout.split("\n")[0] == " ".join(expected)


def test_the_locked_version_has_been_tried() -> None:
    assert scipy.__version__.startswith(undocumented.CHECKED)


def test_another_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undocumented, "CHECKED", "0.")
    documents: Any = sys.modules[undocumented.DOCUMENTS]
    with undocumented.undocumented():
        assert documents.FunctionDoc is not undocumented.NoDocument
