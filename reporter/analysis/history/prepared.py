"""The history that one report looks at: plays up to the cut-off, prepared once in the engine.

Every analysis reads `History.plays`. It adds to the canonical play, without the columns that none
of them looks at:

| column | type | meaning |
|---|---|---|
| `entity_id` | string | `listener_id`, or `track_id` where there is one listener |
| `day` | date | local day of the start |
| `hour` | int8 | local hour of the start, 0 to 23 |
| `weekday` | int8 | local weekday of the start, Monday is 0 |
| `skip` | int8 | 1 skip, 0 complete, null censored (`reporter.analysis.history.label`) |

Who asks for sessions has them numbered (`reporter.analysis.history.sessions`): few plays need it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.history.label import skip_label
from reporter.engine.expressions import local_time
from reporter.engine.tables import keep
from reporter.errors import SourceError
from reporter.period import data_through
from reporter.plays import Entity

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.results.facts import Scope
    from reporter.sources.intake import Intake


@dataclass(frozen=True, slots=True)
class History:
    """Prepared plays and their frame.

    Attributes:
        engine: where `plays` lives; analyses run expressions with `engine.execute` or
            `engine.to_pyarrow`, and may `reporter.engine.keep` bounded intermediate tables.
        plays: as above; nothing at or after the cut-off.
        scope: what the report is about.
        zone: the report's zone.
        intake: what was read.
        part: name of the part of the plays that it is; empty for all of them.
    """

    engine: Backend
    plays: ir.Table
    scope: Scope
    zone: ZoneInfo
    intake: Intake
    part: str = ""

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """As `reporter.engine.keep`, under a name that no other part of the plays uses."""
        return keep(self.engine, f"{name}_of_{self.part}" if self.part else name, table)


NEVER_ASKED = ("album_name", "content", "incognito", "offline")
"""Canonical columns that no analysis looks at."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a history reaches.

    Attributes:
        zone: the report's zone, which all days are of.
        first_day: local day of the first play.
        last_day: local day of the last play.
        through: first local day whose data are not known to be complete.
        n_listeners: distinct listeners.
    """

    zone: ZoneInfo
    first_day: date
    last_day: date
    through: date
    n_listeners: int


def extent(engine: Backend, plays: ir.Table, zone: ZoneInfo) -> Extent:
    """Look at the whole of the canonical plays once.

    Raises:
        SourceError: there are no plays.
    """
    row = engine.to_pyarrow(
        plays.aggregate(
            first=plays.started_at.min(),
            last=plays.started_at.max(),
            n_listeners=plays.listener_id.nunique(),
        )
    ).to_pylist()[0]
    if row["first"] is None:
        msg = "the source has no music plays"
        raise SourceError(msg, hint="choose a listening history with music in it")
    first, last = (row[name].replace(tzinfo=UTC).astimezone(zone) for name in ("first", "last"))
    return Extent(zone, first.date(), last.date(), data_through(last, zone), row["n_listeners"])


def prepare(
    engine: Backend, intake: Intake, scope: Scope, zone: ZoneInfo, *, flag_from: date | None = None
) -> History:
    """Cut the plays off, label them, and place them in local time; once, in the engine.

    Args:
        engine: where the plays live.
        intake: what was read.
        scope: the frame of the report; its cut-off, entity and skip definition count here.
        zone: the report's zone.
        flag_from: plays before this day are censored, because the flag that the label needs is
            dead there.
    """
    plays = intake.plays
    plays = plays.filter(plays.started_at < ibis.literal(scope.cut_off.replace(tzinfo=None)))
    local = local_time(plays.started_at, zone, scope.first_day, scope.last_day)
    label = skip_label(plays, scope.skip)
    if flag_from is not None:
        alive = local.date() >= ibis.literal(flag_from)
        label = ibis.cases((alive, label), else_=ibis.literal(None, "int8"))
    plays = plays.mutate(day=local.date(), hour=local.hour().cast("int8"), skip=label)
    kept = keep(engine, "history", plays.drop(*NEVER_ASKED))
    entity = kept.listener_id if scope.entity is Entity.LISTENER else kept.track_id
    plays = kept.mutate(entity_id=entity, weekday=kept.day.day_of_week.index().cast("int8"))
    return History(engine, plays, scope, zone, intake)
