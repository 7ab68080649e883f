"""File and environment -> settings: who wins, what a relative path means, where a value comes from.

The environment goes over the file, and both over the defaults. `<key>_file` in either names a file
that holds the value, for secrets that should stand in neither.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import SecretStr, ValidationError
from pydantic_settings import EnvSettingsSource, SettingsError

from reporter.config.problems import Keys, allowed_keys, dotted, sentence, unknown, variable
from reporter.config.recipients import strangers
from reporter.config.settings import ENVIRONMENT_PREFIX, Settings
from reporter.config.yaml_file import read_yaml
from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.config.settings import AudienceSettings, BrandSettings, ReportSettings

DEFAULT_FILE = "config.yaml"
FILE_VARIABLE = f"{ENVIRONMENT_PREFIX}CONFIG"
NESTED = "__"
FROM_FILE = "_file"

Values: TypeAlias = dict[Any, Any]
"""Keys and values as YAML has them, nested."""


def find_file(given: Path | None) -> Path | None:
    """The configuration file: as given, from REPORTER_CONFIG, or ./config.yaml if it is there."""
    if given is not None:
        return given
    if named := os.environ.get(FILE_VARIABLE):
        return Path(named)
    default = Path(DEFAULT_FILE)
    return default if default.is_file() else None


def load(given: Path | None = None) -> Settings:
    """Read the configuration.

    Args:
        given: the file named on the command line; else as in `find_file`.

    Raises:
        ConfigError: the file cannot be read or some value is impossible; `problems` has them all.
    """
    file = find_file(given)
    base = (file.parent if file else Path()).resolve()
    problems: list[str] = []
    in_file = read_yaml(file) if file else {}
    written = _from_files(in_file, (), base, problems=problems, named=dotted)
    environment = _from_files(_environment(problems), (), base, problems=problems, named=variable)
    values = _merged(written, environment)
    # pydantic-settings takes such keys for options of its own.
    private = [key for key in values if key.startswith("_")]
    problems += [unknown(key, key, Settings.model_fields) for key in private]
    try:
        settings = Settings(**{key: values[key] for key in values.keys() - private})
    except ValidationError as error:
        problems += [sentence(item, environment) for item in error.errors()]
    problems += strangers(values)
    if problems:
        raise _refused(str(file) if file else "the environment", tuple(problems))
    return _absolute(settings, base)


def with_output(settings: Settings, place: str | None) -> Settings:
    """The settings with another place of reports; the ledger goes along unless it has a URL.

    Args:
        settings: the configuration.
        place: folder or URL; none for the configured one.
    """
    if place is None:
        return settings
    files = {"files": place if "://" in place else str(Path(place).absolute())}
    archive = settings.archive.model_copy(update=files)
    return settings.model_copy(update={"archive": archive})


def _refused(where: str, problems: tuple[str, ...]) -> ConfigError:
    """One error for all problems; it does not carry pydantic's own, which holds the values."""
    first, *more = problems
    rest = f" (and {len(more)} more, which `reporter config check` lists)" if more else ""
    return ConfigError(f"{where}: {first}{rest}", problems=problems)


def _environment(problems: list[str]) -> Values:
    """The nested values of the environment variables that begin with the prefix."""
    known = tuple(Settings.model_fields)
    given = {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): name
        for name in sorted(os.environ)
        if name.startswith(ENVIRONMENT_PREFIX)
    }
    # Others may own REPORTER_HOST or REPORTER_PORT; nobody else writes two underscores.
    problems += [
        unknown(name, top, known)
        for key, name in given.items()
        if NESTED in key and (top := key.split(NESTED)[0]) not in known
    ]
    try:
        values: Values = EnvSettingsSource(Settings)()
    except SettingsError as error:
        field = re.findall(r'field "(\w+)"', str(error))
        name = f"{ENVIRONMENT_PREFIX}{field[0].upper()}" if field else "the environment"
        problems.append(f"{name} must be JSON, or be given key by key with {NESTED}")
        values = {}
    from_files = {f"{name}{FROM_FILE}" for name in known} & given.keys()
    return values | {key: os.environ[given[key]] for key in from_files}


def _from_files(
    values: Values, path: Keys, base: Path, *, problems: list[str], named: Callable[[Keys], str]
) -> Values:
    """The values with every `<key>_file` replaced by what that file holds."""
    known = allowed_keys(path)
    found: Values = {}
    for key, value in values.items():
        place = (*path, key)
        stem = str(key).removesuffix(FROM_FILE)
        if key in known or stem not in known:
            found[key] = (
                _from_files(value, place, base, problems=problems, named=named)
                if isinstance(value, dict)
                else value
            )
        elif stem in values:
            problems.append(f"{named((*path, stem))} stands there twice, once as {named(place)}")
        else:
            try:
                found[stem] = (base / str(value)).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not UTF-8"
                problems.append(f"{named(place)} names {value}, which cannot be read: {reason}")
    return found


def _merged(under: Values, over: Values) -> Values:
    """Both, key by key; where one has no mapping there, the second one."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def _absolute(settings: Settings, base: Path) -> Settings:
    """The settings with every relative path taken from the file's folder."""

    def anchored(path: str | None) -> str | None:
        if path is None or "://" in path:
            return path
        return str(base / Path(path).expanduser())

    def ledger(url: SecretStr | None) -> SecretStr | None:
        scheme, is_file, path = (url.get_secret_value() if url else "").partition(":///")
        if not (scheme.startswith("sqlite") and is_file and path) or path == ":memory:":
            return url
        return SecretStr(f"{scheme}:///{base / path}")

    def brand(of: BrandSettings) -> BrandSettings:
        return of.model_copy(update={"logo": anchored(of.logo)})

    def audience(of: AudienceSettings) -> AudienceSettings:
        own = {"template": anchored(of.template), "brand": of.brand and brand(of.brand)}
        return of.model_copy(update=own)

    def report(of: ReportSettings) -> ReportSettings:
        return of.model_copy(
            update={
                "template": anchored(of.template),
                "brand": brand(of.brand),
                "audiences": tuple(audience(one) for one in of.audiences),
            }
        )

    source, engine, archive = settings.source, settings.engine, settings.archive
    files = {"files": anchored(archive.files), "ledger": ledger(archive.ledger)}
    return settings.model_copy(
        update={
            "source": source.model_copy(update={"path": anchored(source.path)}),
            "engine": engine.model_copy(update={"temp": anchored(engine.temp)}),
            "archive": archive.model_copy(update=files),
            "reports": {name: report(one) for name, one in settings.reports.items()},
        }
    )
