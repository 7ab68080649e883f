"""All families of formats, and which of them knows a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.errors import ConfigError, SourceError
from reporter.sources.family import Batch, Detected, Family, Kind
from reporter.sources.spotify import Spotify
from reporter.sources.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.config import SourceSettings
    from reporter.sources.files import SourceFile

AUTO = "auto"
FAMILIES: tuple[type[Family], ...] = (Spotify, Tables)


def asked_kind(kind: str) -> Kind | None:
    """The kind that the configuration insists on; none for `auto`.

    Raises:
        ConfigError: there is no such kind.
    """
    if kind == AUTO:
        return None
    try:
        return Kind(kind)
    except ValueError as error:
        msg = f"source.kind: '{kind}' is not a kind of source"
        raise ConfigError(msg, hint=f"use {AUTO}, {', '.join(Kind)}") from error


def detect(
    files: Sequence[SourceFile], settings: SourceSettings
) -> tuple[tuple[Family, Batch], ...]:
    """Sort the files of a source into batches that are read together; other files are left out.

    Raises:
        SourceError: no file is a listening history.
    """
    asked = asked_kind(settings.kind)
    families = [family(settings) for family in FAMILIES]
    sorted_out: dict[tuple[int, Detected], list[SourceFile]] = {}
    for file in files:
        for place, family in enumerate(families):
            if detected := family.detect(file, asked):
                sorted_out.setdefault((place, detected), []).append(file)
                break
    if not sorted_out:
        raise _unknown(files, families)
    batches = []
    first_no = 0
    for (place, detected), members in sorted_out.items():
        batches.append((families[place], Batch(detected, tuple(members), first_no)))
        first_no += len(members)
    return tuple(batches)


def _unknown(files: Sequence[SourceFile], families: Sequence[Family]) -> SourceError:
    looked_for = "; ".join(family.looked_for for family in families)
    if all(file.size == 0 for file in files):
        what = (
            f"{files[0].name} is empty" if len(files) == 1 else "all files of the source are empty"
        )
        return SourceError(what, hint="give a file with listening events")
    what = f"{files[0].name} is" if len(files) == 1 else f"none of the {len(files)} files is"
    return SourceError(f"{what} no listening history", hint=f"looked for {looked_for}")
