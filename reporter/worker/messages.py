"""What a run and its worker say to each other: a job to do, and how it came out."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.errors import ReporterError

Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")


@dataclass(frozen=True, slots=True)
class Job(Generic[Takes, Gives]):
    """A function by its name, so that only the process that calls it loads its libraries.

    Attributes:
        module: where it is.
        function: its name there.
    """

    module: str
    function: str

    def load(self) -> Callable[Takes, Gives]:
        """The function itself."""
        found: Callable[Takes, Gives] = getattr(import_module(self.module), self.function)
        return found


@dataclass(frozen=True, slots=True)
class Request:
    """A job with what it is given."""

    job: Job[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of what the job's iterator gives; it goes over as soon as it is there."""

    value: Any


@dataclass(frozen=True, slots=True)
class Done:
    """What the job gave back.

    Attributes:
        value: none where it went before, in parts.
        in_parts: it is what an iterator gave.
    """

    value: Any
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in the job.

    Attributes:
        error: an error that was raised on purpose; none for an unexpected one.
        trace: its traceback.
    """

    error: ReporterError | None
    trace: str


class WorkerError(RuntimeError):
    """A worker met an unexpected error, or is gone; the message says which."""
