"""What the skip model has to beat: the seed notebook's features and models, without its leak.

The notebook's columns of track length are left out: they come from how long plays lasted. Its
models learn from the same plays as the skip model and are judged on the same later ones; whichever
of the three does best on these is the floor, which is more than an honest choice would give it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

WEEKEND = (5, 6)
PEAK_HOURS = (17, 18, 19, 20)
NIGHT_HOURS = (22, 23, 0, 1, 2, 3, 4, 5)
PLATFORMS = ("android", "ios", "web")
REASONS = ("clickrow", "trackdone", "autoplay")
TOP_REASONS = 5
"""The notebook knows a reason only if it is among so many most frequent ones."""


def notebook_features(plays: pd.DataFrame) -> pd.DataFrame:
    """The notebook's feature columns without `track_length_seconds` and what it makes of it.

    Args:
        plays: plays as drawn.
    """
    hour, weekday = plays["hour"], plays["weekday"]
    top = plays["reason_start"].value_counts().head(TOP_REASONS).index
    return pd.DataFrame(
        {
            "hour_of_day": hour,
            "day_of_week_num": weekday,
            "is_weekend": weekday.isin(WEEKEND),
            "is_peak_hour": hour.isin(PEAK_HOURS),
            "is_night": hour.isin(NIGHT_HOURS),
            "shuffle_int": plays["shuffle"].astype("boolean").fillna(value=False),
            **{f"platform_{name}": plays["platform"] == name for name in PLATFORMS},
            **{f"reason_start_{n}": plays["reason_start"] == n for n in REASONS if n in top},
        }
    ).astype(float)


def notebook_model(
    features: pd.DataFrame, skip: Floats, known: Booleans, unseen: Booleans
) -> Floats:
    """Chances of a skip of the unseen plays, by the best there of the notebook's three models.

    Args:
        features: shape (plays, columns).
        skip: 0 or 1.
        known: plays to learn from.
        unseen: plays to be judged on.
    """
    models = (
        RandomForestClassifier(n_estimators=100, random_state=42, max_depth=10),
        make_pipeline(StandardScaler(), LogisticRegression(random_state=42, max_iter=1000)),
        GradientBoostingClassifier(n_estimators=100, random_state=42, max_depth=6),
    )
    matrix = features.to_numpy(float)
    chances: list[Floats] = [
        model.fit(matrix[known], skip[known]).predict_proba(matrix[unseen])[:, 1]
        for model in models
    ]
    return max(chances, key=lambda p: float(roc_auc_score(skip[unseen], p)))
