"""What the press says to the run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.errors import ReporterError


class Stage(StrEnum):
    """What the press does, in order."""

    DRAW = "draw"
    RENDER = "render"


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage begins (`seconds` is none) or is done."""

    stage: Stage
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in the press.

    Attributes:
        error: an error that was raised on purpose; none for an unexpected one.
        trace: its traceback.
    """

    error: ReporterError | None
    trace: str


@dataclass(frozen=True, slots=True)
class Printed:
    """The files that were made, by their path inside the run folder."""

    files: Mapping[str, bytes]


Message = Progress | Failure | Printed


class PressError(RuntimeError):
    """The press met an unexpected error; the message holds its traceback."""
