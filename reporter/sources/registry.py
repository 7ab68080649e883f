"""All families of formats, and which of them knows a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.errors import ConfigError, SourceError
from reporter.sources.family import Batch, Detected, Family, Kind, Part
from reporter.sources.spotify import Spotify
from reporter.sources.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.config import SourceSettings
    from reporter.sources.files import Seen, SourceFile

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


def detect(seen: Sequence[Seen], settings: SourceSettings) -> tuple[Part, ...]:
    """Sort the files of a source into batches that are read together; other files are left out.

    Raises:
        ConfigError: the kind or a mapped column does not exist.
        SourceError: no file is a listening history, or one is damaged.
    """
    asked = asked_kind(settings.kind)
    families = [family(settings.columns) for family in FAMILIES]
    batches: dict[tuple[int, Detected], list[SourceFile]] = {}
    for one in seen:
        for place, family in enumerate(families):
            if detected := family.detect(one, asked):
                batches.setdefault((place, detected), []).append(one.file)
                break
    if not batches:
        raise _unknown([one.file for one in seen], families)
    parts = []
    first_no = 0
    for (place, detected), files in batches.items():
        parts.append(Part(families[place], Batch(detected, tuple(files), first_no)))
        first_no += len(files)
    return tuple(parts)


def _unknown(files: Sequence[SourceFile], families: Sequence[Family]) -> SourceError:
    one = files[0].name if len(files) == 1 else None
    if all(file.size == 0 for file in files):
        what = f"{one} is empty" if one else f"all {len(files)} files of the source are empty"
        return SourceError(what, hint="give a file with listening events")
    what = f"{one} is not" if one else f"none of the {len(files)} files of the source is"
    looked_for = "; ".join(family.looked_for for family in families)
    return SourceError(f"{what} a listening history", hint=f"looked for {looked_for}")
