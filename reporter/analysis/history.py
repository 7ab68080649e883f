"""The history that one report looks at: plays up to the cut-off, prepared once in the engine.

Every analysis reads `History.plays`. It adds to the canonical play:

| column | type | meaning |
|---|---|---|
| `entity_id` | string | `listener_id`, or `track_id` where there is one listener |
| `day` | date | local day of the start |
| `hour` | int8 | local hour of the start, 0 to 23 |
| `weekday` | int8 | local weekday of the start, Monday is 0 |
| `skip` | int8 | 1 skip, 0 complete, null censored (`reporter.analysis.label`) |
| `session` | int64 | number of the session, unique over all listeners |
| `position` | int64 | position in the session, from 1 |
| `overlaps` | boolean | starts over 5 s before the play before it stops, or stops with another |

Order of a listener's plays: (`ended_at`, `track_id`), never by length, which would leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    """

    engine: Backend
    plays: ir.Table
    scope: Scope
    zone: ZoneInfo
    intake: Intake
