"""The model matrix."""

from __future__ import annotations

import pandas as pd

from reporter.analysis.skips.encoding import Encoding, learn


def _plays() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "a": [0.1 * i for i in range(100)],
            "flat": 1.0,
            "reason_start": ["trackdone"] * 70 + ["fwdbtn"] * 26 + ["rare"] * 4,
            "platform": "ios",
        }
    )


def test_what_varies_and_what_is_frequent_gets_a_column() -> None:
    encoding = learn(_plays(), ("a", "flat"))
    assert encoding.numeric == ("a",)
    assert encoding.levels == (("reason_start", "fwdbtn"), ("reason_start", "trackdone"))
    assert encoding.names == ("a", "reason_start_fwdbtn", "reason_start_trackdone")


def test_levels_without_a_column_are_zeros() -> None:
    encoding = Encoding(("a",), (("reason_start", "fwdbtn"),))
    plays = pd.DataFrame({"a": [0.5, 2], "reason_start": ["never seen", "fwdbtn"]})
    assert encoding.matrix(plays).tolist() == [[0.5, 0], [2, 1]]
