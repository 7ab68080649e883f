"""Which past periods are made, in which order, and which are left out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from reporter import backfill as module
from reporter.backfill import backfill
from reporter.config import Settings
from reporter.errors import PeriodError, SourceError, UsageError
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import Purpose, State
from reporter.period import parse, periods
from tests.factories.ledger import make_finished, make_key, make_run

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.pipeline import RunRequest

NOW = datetime(2026, 1, 5, tzinfo=UTC)


class Result:
    """As far as a backfill looks at it."""

    def __init__(self, run: str) -> None:
        self.run = run


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"archive": {"files": str(tmp_path / "output")}})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RunRequest]:
    """The runs that were asked for; the week before Christmas is empty."""
    requests: list[RunRequest] = []

    def run(_: Settings, request: RunRequest, **__: object) -> Result:
        requests.append(request)
        if request.period == "2024-W51":
            msg = "the history has no plays in it"
            raise PeriodError(msg)
        return Result(f"run of {request.period}")

    monkeypatch.setattr(module, "run", run)
    return requests


def filled(settings: Settings, first: str, last: str) -> list[tuple[str, str]]:
    each = backfill(settings, "weekly", first, last, clock=lambda: NOW, on_step=lambda _: None)
    return [(one.period, one.status) for one in each]


def test_periods_are_made_oldest_first(settings: Settings, asked: list[RunRequest]) -> None:
    assert filled(settings, "2024-W50", "2025-W01") == [
        ("2024-W50", "made"),
        ("2024-W51", "empty"),
        ("2024-W52", "made"),
        ("2025-W01", "made"),
    ]
    assert [one.period for one in asked] == ["2024-W50", "2024-W51", "2024-W52", "2025-W01"]
    assert {one.purpose for one in asked} == {Purpose.BACKFILL}


@pytest.mark.parametrize(
    ("state", "at", "status"),
    [
        (State.COMPLETE, NOW, "there"),
        (State.HELD, NOW, "made"),
        (State.COMPLETE, datetime(2024, 12, 12, tzinfo=UTC), "made"),
    ],
)
def test_what_was_made_of_the_whole_period_is_not_made_again(
    settings: Settings, asked: list[RunRequest], state: State, at: datetime, status: str
) -> None:
    with open_ledger(settings.archive.ledger_url, at) as ledger:
        ledger.runs.claim(make_run(key=make_key()), at)
        ledger.runs.finish("r1", make_finished(state=state), at)
    assert filled(settings, "2024-W50", "2024-W50") == [("2024-W50", status)]
    assert bool(asked) is (status == "made")


def test_an_error_ends_it_and_the_next_call_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Result:
        msg = "the source is gone"
        raise SourceError(msg)

    monkeypatch.setattr(module, "run", broken)
    with pytest.raises(SourceError, match="the source is gone"):
        filled(settings, "2024-W50", "2024-W52")


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2024-12", "2024-W50", "'2024-12' is no week as the report covers"),
        ("2024-W50", "2024-12-09", "'2024-12-09' is no week"),
        ("2024-W50", "2024-W49", "2024-W49 lies before 2024-W50"),
        ("2024-W60", "2024-W61", "'2024-W60' is not a period"),
    ],
)
def test_what_is_no_range_of_periods_is_refused(
    settings: Settings, asked: list[RunRequest], first: str, last: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        filled(settings, first, last)
    assert asked == []


def test_an_unknown_report_is_refused(settings: Settings) -> None:
    with pytest.raises(UsageError, match="there is no report 'yearly'"):
        next(
            backfill(
                settings,
                "yearly",
                "2024-W50",
                "2024-W50",
                clock=lambda: NOW,
                on_step=lambda _: None,
            )
        )


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2024-11", "2025-01", ["2024-11", "2024-12", "2025-01"]),
        ("2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("2024-W52", "2025-W01", ["2024-W52", "2025-W01"]),
    ],
)
def test_periods_follow_each_other(first: str, last: str, labels: list[str]) -> None:
    assert [one.label for one in periods(parse(first), parse(last))] == labels
