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
    origins = (*folds.validation, folds.final)
    sizes = [(origin.known.sum(), origin.unseen.sum()) for origin in origins]
    assert sizes == [(50, 20), (70, 10), (80, 20)]
    for origin in origins:
        newest = plays["session_start"][origin.known].max()
        assert newest < plays["session_start"][origin.unseen].min()
    days = [origin.first_day.isoformat() for origin in origins]
    assert days == ["2024-01-06", "2024-01-08", "2024-01-09"]
    assert (folds.known == ~folds.test).all()


def test_a_session_is_never_torn() -> None:
    rng = np.random.default_rng(0)
    plays = _plays(rng.integers(1, 40, 60).tolist(), rng.integers(0, 300, 60).tolist())
    mixed = plays.sample(frac=1, random_state=1)
    folds = forward(mixed)
    assert folds is not None
    assert len(folds.validation) == 2
    for origin in (*folds.validation, folds.final):
        assert not (origin.known & origin.unseen).any()
        of_session = (origin.known + 2 * origin.unseen, mixed["session"].to_numpy())
        assert len(set(zip(*of_session, strict=True))) == mixed["session"].nunique()
    assert folds.validation[0].known.mean() > 0.45


def test_the_order_of_rows_does_not_matter() -> None:
    plays = _plays([7] * 20, [0] * 20)  # all start together: the session's number decides
    mixed = plays.sample(frac=1, random_state=1)
    one, two = forward(plays), forward(mixed)
    assert one is not None
    assert two is not None
    assert (pd.Series(two.test, mixed.index).sort_index() == one.test).all()


def test_too_few_sessions_for_validation_and_test() -> None:
    assert forward(_plays([10, 10], [0, 1])) is None
    assert forward(_plays([1, 100, 1], [0, 1, 2])) is None
    assert forward(_plays([50, 40], [0, 1])) is None  # nothing is left for the test


def test_a_long_session_leaves_one_validation_block() -> None:
    folds = forward(_plays([70, 10, 20], [0, 1, 2]))
    assert folds is not None
    (only,) = folds.validation
    assert (only.known.sum(), only.unseen.sum(), folds.test.sum()) == (70, 10, 20)
