"""The table of the leakage audit."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.audit import SuspectKind
from reporter.results.facts import Gap
from reporter.tables.table import Columns, Fact, Table, estimated, facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.report import Report
    from reporter.results.audit import Audit, Suspect
    from reporter.results.facts import Estimate

_COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class _Finding:
    """A row of leakage_audit.csv.

    Attributes:
        kind: what a suspect is.
        auc: of the model with the suspect.
        verdict: what the row says of the model.
        reason: why a suspect was not looked at.
    """

    fact: Fact
    kind: str | None = None
    auc: Estimate | None = None
    verdict: str | None = None
    reason: str | None = None


_OWN: Columns[_Finding] = {
    "kind": attrgetter("kind"),
    "auc": lambda row: row.auc.value if row.auc else None,
    "auc_low": lambda row: row.auc.low if row.auc else None,
    "auc_high": lambda row: row.auc.high if row.auc else None,
    "verdict": attrgetter("verdict"),
    "reason": attrgetter("reason"),
}


def leakage_audit(report: Report) -> Table:
    """What each suspect would add, worst first, after what the features themselves showed."""
    rows = () if isinstance(report.audit, Gap) else tuple(_findings(report.audit))
    return facts("leakage_audit", rows, attrgetter("fact"), _OWN)


def _findings(found: Audit) -> Iterator[_Finding]:
    yield _Finding(estimated("auc", "auc", None, found.auc))
    watched = Fact("watched", "watched", None, found.n_columns, _COLUMNS, found.n_watched)
    yield _Finding(watched, verdict="leaks" if found.leaking else "clean")
    for name in found.leaking:
        yield _Finding(Fact(f"moved.{name}", "moved", name), verdict="leaks")
    permuted = found.permutation
    yield _Finding(
        estimated("permuted_auc", "permuted_auc", None, permuted.auc),
        verdict="fair" if permuted.fair else "unfair",
    )
    yield from (_suspect(one) for one in found.suspects)
    for gap in found.absent:
        fact = Fact(f"gain.{gap.name}", "gain", gap.name)
        yield _Finding(fact, verdict="not_looked_at", reason=gap.reason)


def _suspect(one: Suspect) -> _Finding:
    unseen = "check" if one.kind is SuspectKind.CHECK else "not_seen"
    return _Finding(
        estimated(f"gain.{one.name}", "gain", one.name, one.gain),
        kind=one.kind,
        auc=one.auc,
        verdict="leaks" if one.leaks else unseen,
    )
