"""Whether everything that a run needs is there, and the command that mends what is not."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.archive.registry import open_store
from reporter.config import EngineSettings, find_file, load
from reporter.errors import ConfigError, MissingPartError, ReporterError
from reporter.resources import FONT_FAMILY, font_files
from reporter.words import ENGLISH, labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reporter.config import ArchiveSettings, DeliverySettings, Settings, SourceSettings

PANGO = (1, 44)
"""WeasyPrint needs this version of Pango or a later one."""

PANGO_NAMES = ("libpango-1.0.so.0", "libpango-1.0.dylib", "pango-1.0")
PANGOFT2_NAMES = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "pangoft2-1.0")
HARFBUZZ_NAMES = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "harfbuzz-subset")
DEBIAN_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class State(StrEnum):
    """How a check went; a note is no obstacle."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        id: what it is, such as `pango`.
        state: how it went.
        found: what was found, in words.
        remedy: the command that mends it; empty where nothing is to be done.
    """

    id: str
    state: State
    found: str
    remedy: str = ""

    @property
    def is_good(self) -> bool:
        """Whether a run can do with it."""
        return self.state is not State.PROBLEM

    def lines(self) -> tuple[str, ...]:
        """What a person reads."""
        name = ENGLISH(f"doctor.check.{self.id}")
        line = ENGLISH(f"doctor.{self.state}", name=name, found=self.found)
        return (line, ENGLISH("doctor.remedy", remedy=self.remedy)) if self.remedy else (line,)

    def values(self) -> dict[str, str]:
        """What a program reads."""
        return {
            "check": self.id,
            "state": self.state.value,
            "found": self.found,
            "remedy": self.remedy,
        }


def examine(config: Path | None = None) -> Iterator[Check]:
    """All checks, in the order in which a run would meet them.

    Args:
        config: the configuration file named on the command line.
    """
    yield pango()
    yield harfbuzz()
    yield fonts()
    yield scripts()
    try:
        settings = load(config)
    except ConfigError as error:
        remedy = "reporter config check" + (f" --config {config}" if config else "")
        yield Check("config", State.PROBLEM, str(error), remedy)
        return
    file = find_file(config)
    found = ENGLISH("doctor.config.file", file=file) if file else ENGLISH("doctor.config.none")
    yield Check("config", State.OK, found)
    yield source(settings.source)
    yield output(settings)
    yield ledger(settings.archive)
    if settings.delivery.smtp is not None:
        yield mail(settings.delivery, settings.delivery.smtp.get_secret_value())


def library(names: tuple[str, ...]) -> ctypes.CDLL | None:
    """The first of these shared libraries that the system can load."""
    for name in names:
        found = name if name.startswith("lib") else ctypes.util.find_library(name)
        try:
            if found:
                return ctypes.CDLL(found)
        except OSError:
            continue
    return None


def pango(find: Callable[[tuple[str, ...]], ctypes.CDLL | None] = library) -> Check:
    """Pango and its FreeType part, in a version that WeasyPrint can use."""
    loaded = find(PANGO_NAMES)
    for name, part in (("libpango", loaded), ("libpangoft2", find(PANGOFT2_NAMES))):
        if part is None:
            return _missing("pango", name)
    number = int(loaded.pango_version()) if loaded else 0
    version = (number // 10_000, number // 100 % 100, number % 100)
    told = ".".join(map(str, version))
    if version < PANGO:
        needed = ".".join(map(str, PANGO))
        found = ENGLISH("doctor.pango.old", version=told, needed=needed)
        return Check("pango", State.PROBLEM, found, install())
    return Check("pango", State.OK, ENGLISH("doctor.pango.found", version=told))


def harfbuzz(find: Callable[[tuple[str, ...]], ctypes.CDLL | None] = library) -> Check:
    """HarfBuzz's subsetter, which puts no more of a font into a PDF than it uses."""
    name = "libharfbuzz-subset"
    if find(HARFBUZZ_NAMES) is None:
        return _missing("harfbuzz", name)
    return Check("harfbuzz", State.OK, ENGLISH("doctor.library.found", library=name))


def _missing(check: str, name: str) -> Check:
    found = ENGLISH("doctor.library.missing", library=name)
    return Check(check, State.PROBLEM, found, install())


def install(system: str = "") -> str:
    """The command that installs the native libraries on this system."""
    if (system or platform.system()) == "Darwin":
        return ENGLISH("doctor.install.brew", packages="pango")
    if shutil.which("apt-get"):
        return _apt(DEBIAN_PACKAGES)
    return ENGLISH("doctor.install.other", packages="Pango, HarfBuzz")


def _apt(packages: str) -> str:
    command = ENGLISH("doctor.install.apt", packages=packages)
    return command if os.geteuid() == 0 else f"sudo {command}"


def fonts() -> Check:
    """The bundled fonts."""
    try:
        faces = font_files()
    except MissingPartError as error:
        return Check("fonts", State.PROBLEM, error.what, ENGLISH("doctor.reinstall"))
    return Check("fonts", State.OK, ENGLISH("doctor.fonts.found", family=FONT_FAMILY, n=len(faces)))


def scripts() -> Check:
    """A system font for names that the bundled ones cannot write."""
    lister = shutil.which("fc-list")
    if lister is None:
        return Check("scripts", State.NOTE, ENGLISH("doctor.scripts.unknown"))
    listed = subprocess.run(  # noqa: S603 - a program of the system, with fixed arguments
        [lister, ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    if listed.stdout.strip():
        return Check("scripts", State.OK, ENGLISH("doctor.scripts.found"))
    return Check("scripts", State.NOTE, ENGLISH("doctor.scripts.missing"), _apt("fonts-noto-cjk"))


def source(settings: SourceSettings) -> Check:
    """The configured source: its files and their formats; their rows are not read."""
    from reporter.sources.archives import PlainNames  # noqa: PLC0415 - loads the engine
    from reporter.sources.files import look, open_files  # noqa: PLC0415 - as above
    from reporter.sources.registry import detect  # noqa: PLC0415 - as above

    if settings.url is not None:
        return database(settings.url.get_secret_value(), settings.table or settings.query or "")
    if settings.path is None:
        remedy = ENGLISH("doctor.source.none.remedy")
        return Check("source", State.NOTE, ENGLISH("doctor.source.none"), remedy)
    try:
        with open_files(settings.path, PlainNames()) as files:
            parts = detect([look(file) for file in files], settings)
    except ReporterError as error:
        return Check("source", State.PROBLEM, error.what, error.hint)
    kinds = sorted({part.batch.detected.kind.value for part in parts})
    found = ENGLISH(
        "doctor.source.found",
        n=sum(len(part.batch.files) for part in parts),
        kinds=", ".join(labels.label(ENGLISH, "source", kind) for kind in kinds),
    )
    return Check("source", State.OK, found)


def database(url: str, rows: str) -> Check:
    """The database that has the plays: whether it lets somebody in; its rows are not read."""
    from reporter.engine.connection import connect  # noqa: PLC0415 - loads the engine

    try:
        with connect(EngineSettings(), url) as engine:
            found = ENGLISH("doctor.source.database", engine=engine.name, rows=rows)
    except ReporterError as error:
        return Check("source", State.PROBLEM, error.what, error.hint)
    return Check("source", State.OK, found)


def output(settings: Settings) -> Check:
    """The folder or the object store of the reports."""
    files = settings.archive.files
    try:
        store = open_store(files)
        store.check_writable()
    except ReporterError as error:
        mended = (
            error.hint if settings.archive.is_remote else f"mkdir -p {files} && chmod u+w {files}"
        )
        return Check("output", State.PROBLEM, error.what, mended)
    return Check("output", State.OK, ENGLISH("doctor.output.found", folder=store.root))


def ledger(settings: ArchiveSettings) -> Check:
    """The ledger: whether it answers, and its tables are ones that this program knows."""
    from reporter.ledger.database import look  # noqa: PLC0415 - loads SQLAlchemy

    try:
        found = look(settings.ledger_url)
    except ReporterError as error:
        return Check("ledger", State.PROBLEM, error.what, error.hint)
    if found.is_newer:
        told = ENGLISH("doctor.ledger.newer", ledger=found.shown, version=found.version)
        return Check("ledger", State.PROBLEM, told, ENGLISH("doctor.upgrade"))
    if found.is_behind:
        return Check("ledger", State.NOTE, ENGLISH("doctor.ledger.behind", ledger=found.shown))
    message = "doctor.ledger.found" if found.version else "doctor.ledger.none"
    return Check("ledger", State.OK, ENGLISH(message, ledger=found.shown))


def mail(settings: DeliverySettings, url: str) -> Check:
    """The mail server: whether it takes this program's login; nothing is sent."""
    from reporter.delivery.knock import knock  # noqa: PLC0415 - loads what talks to servers

    try:
        found = knock(url, settings.timeout)
    except ReporterError as error:
        return Check("mail", State.PROBLEM, error.what, error.hint)
    if found.trouble:
        remedy = ENGLISH("doctor.mail.remedy", server=found.server)
        return Check("mail", State.PROBLEM, found.trouble, remedy)
    return Check("mail", State.OK, ENGLISH("doctor.mail.found", server=found.server))
