"""Sources: one file for each family of formats, one registry, one result."""

from reporter.sources.intake import Intake
from reporter.sources.ledger import release
from reporter.sources.reading import read

__all__ = ["Intake", "read", "release"]
