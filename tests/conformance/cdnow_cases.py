"""The CDNOW purchases, read as days of activity: counts through the program's own user-day table.

The file comes with the package `lifetimes`, which need not be imported for it.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.metadata import files
from pathlib import Path

from reporter.analysis.history.daily import Daily, daily
from tests.conformance.published import Case
from tests.histories import Play, make_history

SOURCE = "CDNOW master (in lifetimes)"
FILE = "CDNOW_master.txt"


@cache
def purchases() -> tuple[Daily, int]:
    """Totals by day, a purchase a play; and how many customers there are."""
    path = next(Path(str(file.locate())) for file in files("lifetimes") or () if file.name == FILE)
    rows = [line.split() for line in path.read_text(encoding="ascii").splitlines()[1:]]
    plays = [
        Play(datetime.strptime(day, "%Y%m%d").isoformat(), listener=customer, track=f"t{i}")  # noqa: DTZ007 - days
        for i, (customer, day, *_) in enumerate(rows)
    ]
    history = make_history(plays, period="1997-01-01..1998-06-30")
    found = daily(history)
    return found, history.scope.n_listeners


CASES = (
    Case(
        SOURCE,
        "transactions",
        69_659,
        lambda: sum(day.plays for day in purchases()[0].by_day.values()),
    ),
    Case(SOURCE, "customers", 23_570, lambda: purchases()[1]),
    Case(SOURCE, "first day", "1997-01-01", lambda: min(purchases()[0].by_day).isoformat()),
    Case(SOURCE, "last day", "1998-06-30", lambda: max(purchases()[0].by_day).isoformat()),
)
