"""Every error that a user can meet: one root, one class for each exit code.

A message is one sentence that says what is wrong, where, and what to do.
"""

from __future__ import annotations

from typing import ClassVar


class ReporterError(Exception):
    """The root of all errors that are raised on purpose.

    Attributes:
        what: the sentence that the user reads.
        hint: what to do about it, without a full stop; may be empty.
    """

    exit_code: ClassVar[int] = 1
    reason: ClassVar[str | None] = None
    """A word for programs, where a caller may act on it."""

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}: {self.hint}" if self.hint else self.what


class UsageError(ReporterError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class ConfigError(ReporterError):
    """The configuration cannot be read or says something impossible.

    Attributes:
        problems: every problem found, a sentence each.
    """

    exit_code = 2

    def __init__(self, what: str, *, hint: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__(what, hint=hint)
        self.problems = problems or (str(self),)


class SourceError(ReporterError):
    """The input data cannot be read or are not listening events."""

    exit_code = 3


class PeriodError(SourceError):
    """The period asked for has no data: it lies outside the history."""


class NotThroughError(SourceError):
    """The period's data have not come in whole yet."""

    reason: ClassVar[str] = "not_through"


class FilterError(SourceError):
    """An audience's filter leaves no play of the source, or names what the source lacks."""


class OutputError(ReporterError):
    """The report could not be written; nothing of it was left behind."""


class OutputFolderError(OutputError):
    """No report can be written where the command line or the configuration wants it."""

    exit_code = 2


class ArchiveError(ReporterError):
    """A report that was kept cannot be read."""


class MissingPartError(ReporterError):
    """A native library or an optional package is absent."""


class LedgerError(ReporterError):
    """The database of runs and deliveries cannot be used."""


class TakenOverError(LedgerError):
    """Another process took over what this one was doing, because it took so long."""


class PeriodBusyError(ReporterError):
    """Another run holds this period."""

    exit_code = 5


class HeldError(ReporterError):
    """The report was made, and the gate holds it back."""

    exit_code = 6
