"""`Report`: every result of one run, frozen, and its JSON form.

What is known of each listener stands beside it (`reporter.tables.rows`).

Renderers, exports and the archive read nothing else. Floats are kept with ten significant
digits from the start, so that a report and what is read back from its JSON are equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from reporter.errors import SourceError
from reporter.plays import Entity
from reporter.results.audit import Audit
from reporter.results.changes import Changes
from reporter.results.churn import ChurnRisk
from reporter.results.drivers import Drivers
from reporter.results.facts import Gap, Scope
from reporter.results.overview import Leaders, Overview
from reporter.results.quality import Quality
from reporter.results.recommendations import Recommendations
from reporter.results.retention import Retention
from reporter.results.segments import Segmentation
from reporter.results.skips import SkipModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import TypeAdapter

SCHEMA_VERSION: Literal[1] = 1
SIGNIFICANT_DIGITS = 10

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report as values.

    Attributes:
        schema_version: version of this structure; it rises when readers must change.
        version: of the program that made it.
    """

    schema_version: Literal[1]
    version: str
    scope: Scope
    quality: Quality
    overview: Overview
    leaders: Leaders | Gap
    changes: Changes | Gap
    skip_model: SkipModel | Gap
    drivers: Drivers | Gap
    segmentation: Segmentation | Gap
    retention: Retention
    churn: ChurnRisk | Gap
    recommendations: Recommendations | Gap
    audit: Audit | Gap

    @property
    def file_names(self) -> Mapping[str, str]:
        """What readers see of each input file, by its name in `quality.files`.

        Where the data are about several people it is a number alone: their files are often named
        for them. This report and the table of quarantined rows keep the names; neither is mailed.
        """
        names = tuple(file.file for file in self.quality.files)
        if self.scope.entity is not Entity.LISTENER:
            return {name: name for name in names}
        return {name: str(number) for number, name in enumerate(names, 1)}

    @property
    def tells_no_files(self) -> bool:
        """Whether the rows of each file are not told: it may be about too few of several people.

        One file alone has the rows of all.
        """
        return self.scope.least_listeners > 1 and len(self.quality.files) > 1


def canonical(value: T) -> T:
    """The same value with every float at ten significant digits.

    Raises:
        ValueError: a float is infinite or not a number; the message names the field.
    """
    try:
        result: T = _canonical(value)
    except _NotFiniteError:
        place, number = next(_not_finite(value, type(value).__name__))
        msg = f"{place} is {number}"
        raise ValueError(msg) from None
    return result


class _NotFiniteError(Exception):
    """There is a number that no report may hold; where, is looked up then."""


def _canonical(value: Any) -> Any:  # noqa: ANN401 - walks values of every type
    kind = type(value)
    if kind is float:
        if not math.isfinite(value):
            raise _NotFiniteError
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0
    if kind is tuple:
        return tuple(map(_canonical, value))
    if names := _field_names(kind):
        return kind(**{name: _canonical(getattr(value, name)) for name in names})
    return value


def _not_finite(value: object, place: str) -> Iterator[tuple[str, float]]:
    """Each number that no report may hold, with its place."""
    if isinstance(value, float) and not math.isfinite(value):
        yield place, value
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _not_finite(item, f"{place}[{i}]")
    else:
        for name in _field_names(type(value)):
            yield from _not_finite(getattr(value, name), f"{place}.{name}")


def _field_names(kind: type) -> Iterable[str]:
    """Names of the fields of a dataclass; none for any other type."""
    return getattr(kind, "__dataclass_fields__", ())


def to_json(report: Report) -> str:
    """Canonical JSON: keys in the order of declaration, UTF-8, one newline at the end."""
    return _adapter().dump_json(report, indent=1).decode() + "\n"


def from_json(text: str) -> Report:
    """Read a report back.

    Raises:
        SourceError: the text is not a report of this schema version.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - only readers of archives pay for it

    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        msg = f"this is not a report of schema version {SCHEMA_VERSION}: {where}: {first['msg']}"
        raise SourceError(msg, hint="open it with the version of reporter that made it") from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `to_json`'s output."""
    schema = _adapter().json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Report", **schema}


@cache
def _adapter() -> TypeAdapter[Report]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only JSON needs it

    return TypeAdapter(Report)
