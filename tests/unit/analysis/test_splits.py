"""Forward splits keep time and sessions whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reporter.analysis.skips.splits import forward


def _plays(sizes: list[int], starts: list[int]) -> pd.DataFrame:
    """Sessions of some sizes that start on some days of 2024."""
    first = pd.Timestamp("2024-01-01")
    rows = [
        {"session": i, "session_start": first + pd.Timedelta(days=day, hours=5)}
        for i, (size, day) in enumerate(zip(sizes, starts, strict=True))
        for _ in range(size)
    ]
    plays = pd.DataFrame(rows)
    return plays.assign(session_day=plays["session_start"].dt.normalize())


def test_shares_order_and_days() -> None:
    plays = _plays([10] * 10, list(range(9, -1, -1)))  # the newest session first
    folds = forward(plays)
    assert folds is not None
    assert (folds.train.sum(), folds.validation.sum(), folds.test.sum()) == (60, 20, 20)
    newest_in_train = plays["session_start"][folds.train].max()
    assert newest_in_train < plays["session_start"][folds.validation].min()
    assert plays["session_start"][folds.known].max() < plays["session_start"][folds.test].min()
    assert (folds.train_end.isoformat(), folds.validation_end.isoformat()) == (
        "2024-01-07",
        "2024-01-09",
    )


def test_a_session_is_never_torn() -> None:
    rng = np.random.default_rng(0)
    plays = _plays(rng.integers(1, 40, 60).tolist(), rng.integers(0, 300, 60).tolist())
    mixed = plays.sample(frac=1, random_state=1)
    folds = forward(mixed)
    assert folds is not None
    assert (folds.train.astype(int) + folds.validation + folds.test == 1).all()
    of_session = (folds.train + 2 * folds.validation, mixed["session"].to_numpy())
    assert len(set(zip(*of_session, strict=True))) == mixed["session"].nunique()
    assert folds.train.mean() > 0.55


def test_the_order_of_rows_does_not_matter() -> None:
    plays = _plays([7] * 20, [0] * 20)  # all start together: the session's number decides
    mixed = plays.sample(frac=1, random_state=1)
    one, two = forward(plays), forward(mixed)
    assert one is not None
    assert two is not None
    assert (pd.Series(two.test, mixed.index).sort_index() == one.test).all()


def test_too_few_sessions_for_three_folds() -> None:
    assert forward(_plays([10, 10], [0, 1])) is None
    assert forward(_plays([1, 100, 1], [0, 1, 2])) is None
