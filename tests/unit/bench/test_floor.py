"""The notebook's features without its leak, and the best of its models."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from bench.floor import notebook_features, notebook_model
from bench.skips import BEGIN, END, into


def _plays() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "hour": [18, 3, 12],
            "weekday": [5, 0, 2],
            "shuffle": pd.Series([True, None, False], dtype="object"),
            "platform": ["android", None, "web"],
            "reason_start": ["clickrow", "fwdbtn", "trackdone"],
        }
    )


def test_features_are_the_notebooks_without_the_length() -> None:
    found = notebook_features(_plays())
    assert not [name for name in found.columns if "track" in name and "length" in name]
    assert found["is_weekend"].tolist() == [1, 0, 0]
    assert found["is_peak_hour"].tolist() == [1, 0, 0]
    assert found["is_night"].tolist() == [0, 1, 0]
    assert found["shuffle_int"].tolist() == [1, 0, 0]
    assert found["platform_android"].tolist() == [1, 0, 0]
    assert found["reason_start_clickrow"].tolist() == [1, 0, 0]
    assert "reason_start_autoplay" not in found.columns  # the data do not have it


def test_a_rare_reason_has_no_column() -> None:
    reasons = [name for name in "abcde" for _ in range(2)] + ["clickrow"]
    plays = pd.concat([_plays().head(1)] * len(reasons)).assign(reason_start=reasons)
    assert "reason_start_clickrow" not in notebook_features(plays).columns


def test_the_best_of_the_three_models_is_the_floor() -> None:
    """Only trees can tell the corners of a square apart."""
    rng = np.random.default_rng(0)
    corner = rng.integers(0, 2, (800, 2)).astype(float)
    corners = pd.DataFrame(corner, columns=["a", "b"])
    skip = np.abs(corner[:, 0] - corner[:, 1])
    known = (np.arange(800) < 600).astype(bool)
    p = notebook_model(corners, skip, known, ~known)
    assert len(p) == 200
    assert roc_auc_score(skip[~known], p) == pytest.approx(1)


def test_the_table_takes_its_place_in_the_page() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter"
    assert into(page, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter"
    assert into(into(page, "new"), "new") == into(page, "new")
