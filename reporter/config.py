"""The configuration: `config.yaml` and the environment, read once into frozen settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reporter.errors import ConfigError, UsageError
from reporter.period import PeriodKind

DEFAULT_FILE = "config.yaml"
ENVIRONMENT_PREFIX = "REPORTER_"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"'{name}' is not an IANA zone such as Europe/Berlin"
        raise ValueError(msg) from error
    return name


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(_Frozen):
    """Where the plays are."""

    path: str | None = Field(None, description="file, folder, zip or glob")
    kind: str = Field("auto", description="source kind, when detection should be overruled")
    columns: dict[str, str] = Field(
        default_factory=dict, description="canonical column <- column or SQL expression of the source"
    )
    max_bad_share: float = Field(
        0.05, ge=0, le=1, description="share of unreadable rows above which the run stops"
    )
    key: SecretStr | None = Field(
        None, description="key of the listener pseudonyms; made once and kept beside the archive"
    )


class EngineSettings(_Frozen):
    """Where everything that touches every play runs."""

    url: str = Field("duckdb://", description="DuckDB in memory, or duckdb:///file")
    memory: str = Field("4GB", description="memory limit", pattern=r"^\d+(\.\d+)?\s?[KMGT]i?B$")
    threads: int = Field(2, ge=1, description="worker threads")
    temp: str | None = Field(None, description="folder for what does not fit into memory")


class ArchiveSettings(_Frozen):
    """Where reports are kept."""

    files: str = Field("output", description="folder of the report files")


class ReportSettings(_Frozen):
    """One report."""

    title: str = Field("Weekly listening report", min_length=1, max_length=120)
    period: Literal["day", "week", "month"] = Field("week", description="what one report covers")
    paper: Literal["a4", "letter"] = Field("a4", description="page size of the PDF")

    @property
    def kind(self) -> PeriodKind:
        """The report's kind of period."""
        return PeriodKind(self.period)


class Settings(BaseSettings):
    """All settings. Paths in it are absolute: relative ones are taken from the file's folder."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
    )

    source: SourceSettings = SourceSettings()
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "UTC", description="IANA zone of days, hours and periods"
    )
    skip: Literal["rule", "buttons", "flag", "short"] = Field(
        "rule", description="what counts as a skip"
    )
    seed: int = Field(42, ge=0, lt=2**32, description="seed of every sample and resample")
    engine: EngineSettings = EngineSettings()
    archive: ArchiveSettings = ArchiveSettings()
    reports: dict[str, ReportSettings] = Field(
        default_factory=lambda: {"weekly": ReportSettings()}, min_length=1
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    def report(self, name: str | None) -> tuple[str, ReportSettings]:
        """The report of that name, or the first one.

        Raises:
            UsageError: no report has that name.
        """
        if name is None:
            return next(iter(self.reports.items()))
        if name not in self.reports:
            known = ", ".join(self.reports)
            msg = f"there is no report '{name}' in the configuration"
            raise UsageError(msg, hint=f"it has {known}")
        return name, self.reports[name]


def find_file(given: Path | None) -> Path | None:
    """The configuration file: as given, from REPORTER_CONFIG, or ./config.yaml if it is there."""
    if given is not None:
        return given
    if named := os.environ.get(f"{ENVIRONMENT_PREFIX}CONFIG"):
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
    values = _read_yaml(file) if file else {}
    base = (file.parent if file else Path()).resolve()
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems = tuple(_sentence(item) for item in error.errors())
        where = str(file) if file else "the environment"
        msg = f"{where}: {problems[0]}"
        raise ConfigError(msg, problems=problems) from error
    return _absolute(settings, base)


def _read_yaml(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"the configuration {file} cannot be read"
        raise ConfigError(msg, hint=str(error)) from error
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}, line {mark.line + 1}" if mark else str(file)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        msg = f"{where} is not valid YAML"
        raise ConfigError(msg, hint=str(problem)) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        msg = f"{file} holds a {type(values).__name__}"
        raise ConfigError(msg, hint="it must be a mapping of keys such as 'source' and 'reports'")
    return {str(key): value for key, value in values.items()}


def _sentence(problem: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails is a loose dict
    where = ".".join(str(part) for part in problem["loc"]) or "the file"
    if problem["type"] == "extra_forbidden":
        names = ", ".join(allowed_keys(problem["loc"][:-1]))
        return f"unknown key '{where}'; known here: {names}"
    return f"{where}: {problem['msg'][0].lower()}{problem['msg'][1:]}"


def allowed_keys(path: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys that may stand at `path`, in the order in which config.yaml lists them."""
    model: type[BaseModel] = Settings
    for part in path:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        annotation: Any = field.annotation
        if str(part) == "reports":
            annotation = ReportSettings
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return tuple(model.model_fields)


def _absolute(settings: Settings, base: Path) -> Settings:
    def anchored(path: str | None) -> str | None:
        return path if path is None or "://" in path else str(base / path)

    return settings.model_copy(
        update={
            "source": settings.source.model_copy(update={"path": anchored(settings.source.path)}),
            "engine": settings.engine.model_copy(update={"temp": anchored(settings.engine.temp)}),
            "archive": settings.archive.model_copy(
                update={"files": anchored(settings.archive.files)}
            ),
        }
    )
