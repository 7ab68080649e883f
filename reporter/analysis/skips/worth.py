"""Whether drivers are told at all: they are fitted beside the skip model that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    from reporter.results.drivers import Drivers
    from reporter.results.skips import SkipModel


def worth(found: Drivers | Gap, model: SkipModel | Gap) -> Drivers | Gap:
    """The drivers; a gap where the skip model of the same sample is one, or is of no use."""
    if isinstance(model, Gap):
        return Gap(Part.DRIVERS, model.reason, model.have, model.need, model.name)
    if not model.usable:
        return Gap(Part.DRIVERS, Reason.NO_USABLE_SIGNAL)
    return found
