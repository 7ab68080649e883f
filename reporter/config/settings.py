"""The settings: every key of `config.yaml`, its type, its limits and its default."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reporter.errors import UsageError
from reporter.period import PeriodKind

ENVIRONMENT_PREFIX = "REPORTER_"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"'{name}' is not an IANA zone such as Europe/Berlin"
        raise ValueError(msg) from error
    return name


def _folder_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        msg = f"'{name}' is not a name of letters, digits, - and _, which its folder is named for"
        raise ValueError(msg)
    return name


def _size(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?\s?[KMGT]i?B", text):
        msg = "must be a size such as 4GB"
        raise ValueError(msg)
    return text


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        msg = "must be a whole number"
        raise ValueError(msg)  # noqa: TRY004 - pydantic reports a ValueError
    return value


Whole = Annotated[int, BeforeValidator(_no_boolean)]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SourceSettings(_Frozen):
    """Where the plays are."""

    path: str | None = Field(None, description="file, folder, zip or glob")
    kind: str = Field("auto", description="source kind, when detection should be overruled")
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="canonical column <- column or SQL expression of the source",
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
    memory: Annotated[str, AfterValidator(_size)] = Field("4GB", description="memory limit")
    threads: Whole = Field(2, ge=1, description="worker threads")
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
    """All settings. Paths in it are absolute: relative ones are taken from the file's folder.

    It takes its values from its arguments alone; `reporter.config.load` adds the environment.
    """

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
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
    seed: Whole = Field(42, ge=0, lt=2**32, description="seed of every sample and resample")
    engine: EngineSettings = EngineSettings()
    archive: ArchiveSettings = ArchiveSettings()
    reports: dict[Annotated[str, AfterValidator(_folder_name)], ReportSettings] = Field(
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
        """Its arguments alone."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

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
