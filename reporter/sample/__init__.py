"""Invented listening histories with planted truth, from a thousand plays to a hundred million.

Listeners are drawn a block at a time, so that no more than a block of plays is ever in memory.
Every number that the plays are drawn from stands in `truth.yaml` beside them.
"""

from reporter.sample.formats import Format
from reporter.sample.generate import Written, write
from reporter.sample.truth import Truth

__all__ = ["Format", "Truth", "Written", "write"]
