"""Sources: one file for each family of formats, one registry, one result."""

from reporter.sources.intake import DateOrder, Intake
from reporter.sources.reading import read

__all__ = ["DateOrder", "Intake", "read"]
