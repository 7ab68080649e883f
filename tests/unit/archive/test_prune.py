"""What goes by policy, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reporter.archive.prune import Candidate, to_prune
from reporter.config.settings import KeepSettings
from reporter.period import PeriodKind

MONDAY = date(2024, 12, 9)


def week(back: int, run: str = "1", **values: object) -> Candidate:
    """A complete run over a week some weeks back."""
    made = Candidate(
        run=f"{back:03d}-{run}",
        report="weekly",
        origin="",
        kind=PeriodKind.WEEK,
        first_day=MONDAY - timedelta(weeks=back),
        is_complete=True,
        is_awaited=False,
    )
    return replace(made, **values)  # type: ignore[arg-type]


def kept(runs: list[Candidate], keep: KeepSettings) -> list[Candidate]:
    gone = set(to_prune(runs, keep))
    return [run for run in runs if run not in gone]


def test_all_stay_by_default() -> None:
    assert to_prune([week(back) for back in range(300)], KeepSettings()) == ()


def test_the_newest_periods_stay_with_all_their_runs() -> None:
    runs = [week(back, run) for back in range(5) for run in ("1", "2")]
    gone = to_prune(runs, KeepSettings(weekly=3))
    assert gone == (week(4, "1"), week(4, "2"), week(3, "1"), week(3, "2"))


def test_a_gap_in_the_weeks_counts_for_nothing() -> None:
    runs = [week(0), week(10), week(20)]
    assert to_prune(runs, KeepSettings(weekly=2)) == (week(20),)


def test_what_is_still_to_be_delivered_stays() -> None:
    waiting = week(9, is_awaited=True)
    assert to_prune([week(0), week(8), waiting], KeepSettings(weekly=1)) == (week(8),)


def test_the_newest_period_always_stays() -> None:
    assert to_prune([week(0), week(1)], KeepSettings(weekly=0)) == (week(1),)


def test_the_newest_period_with_a_complete_run_stays() -> None:
    held = [week(back, is_complete=False) for back in range(2)]
    runs = [*held, week(2), week(3)]
    assert to_prune(runs, KeepSettings(weekly=2)) == (week(3),)


def test_reports_sources_and_kinds_do_not_count_for_each_other() -> None:
    others = [
        week(5, report="other"),
        week(6, origin="a file"),
        week(7, kind=PeriodKind.MONTH),
        week(8, kind=PeriodKind.DAY),
    ]
    assert to_prune([week(0), week(1), *others], KeepSettings(daily=1, weekly=1, monthly=1)) == (
        week(1),
    )


def test_other_spans_stay() -> None:
    runs = [week(back, kind=kind) for back in range(3) for kind in (PeriodKind.ALL, "range")]
    assert to_prune(runs, KeepSettings(daily=1, weekly=1, monthly=1)) == ()


@given(
    st.lists(
        st.builds(
            week,
            st.integers(0, 20),
            st.sampled_from("123"),
            is_complete=st.booleans(),
            is_awaited=st.booleans(),
        ),
        unique_by=lambda run: run.run,
    ),
    st.integers(0, 10),
)
def test_whatever_the_archive_is(runs: list[Candidate], n: int) -> None:
    policy = KeepSettings(weekly=n)
    gone = to_prune(runs, policy)
    assert set(gone) <= set(runs)
    assert not any(run.is_awaited for run in gone)
    left = kept(runs, policy)
    if runs:
        assert max(run.first_day for run in runs) in {run.first_day for run in left}
    complete = [run.first_day for run in runs if run.is_complete]
    if complete:
        assert max(complete) in {run.first_day for run in left if run.is_complete}
    assert to_prune(left, policy) == ()
