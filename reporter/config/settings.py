"""The settings: every key of `config.yaml`, its type, its limits and its default."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reporter.errors import ConfigError, UsageError
from reporter.period import PeriodKind
from reporter.results.overview import Headline

ENVIRONMENT_PREFIX = "REPORTER_"
CRON_FIELDS = 5
LEDGER_FILE = "reporter.db"
CONDITION = re.compile(
    rf"(?P<headline>{'|'.join(Headline)})\.(?P<what>value|change)\s*"
    r"(?P<sign><=|>=|<|>)\s*(?P<bound>[+-]?\d+(?:\.\d+)?)"
)
"""A condition on a headline number; shares and their changes count as 0.02, not as 2 points."""


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


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"(\d+)\s?([smhdw])", str(value).strip())
    if not found:
        msg = "must be a span of time such as 30m, 12h or 2d"
        raise ValueError(msg)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _address(text: str) -> str:
    name, at, domain = text.rpartition("@")
    if not (name and at and domain) or not text.isprintable() or " " in text.strip():
        msg = "must be a mail address such as ana@example.org"
        raise ValueError(msg)
    return text


def _sender(text: str) -> str:
    _, address = parseaddr(text)
    _address(address)
    return text


def _cron(text: str) -> str:
    try:
        CronSim(text, datetime(2024, 1, 1, tzinfo=UTC))
        has_seconds = len(text.split()) > CRON_FIELDS
    except CronSimError as error:
        msg = f"must be a cron expression of five fields such as '0 7 * * mon' ({error})"
        raise ValueError(msg) from error
    if has_seconds:
        msg = "must be a cron expression of five fields such as '0 7 * * mon', without seconds"
        raise ValueError(msg)
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        msg = "must be a colour such as #0a5c8f"
        raise ValueError(msg)
    return text.lower()


def _condition(text: str) -> str:
    if not CONDITION.fullmatch(text.strip()):
        msg = (
            "must be a condition such as 'skip_rate.change > 0.02': a headline "
            f"({', '.join(Headline)}), .value or .change, and < <= > or >= a number"
        )
        raise ValueError(msg)
    return text.strip()


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        msg = "must be a whole number"
        raise ValueError(msg)  # noqa: TRY004 - pydantic reports a ValueError
    return value


Whole = Annotated[int, BeforeValidator(_no_boolean)]
TimeSpan = Annotated[timedelta, BeforeValidator(_span)]
Address = Annotated[str, AfterValidator(_address)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Name = Annotated[str, AfterValidator(_folder_name)]


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


Keep = Whole | Literal["all"]


class KeepSettings(_Frozen):
    """How many periods `history prune` keeps, of each kind."""

    daily: Keep = Field("all", description="days")
    weekly: Keep = Field("all", description="weeks")
    monthly: Keep = Field("all", description="months")


class ArchiveSettings(_Frozen):
    """Where reports are kept."""

    files: str = Field("output", description="folder of the report files, or s3://bucket/folder")
    ledger: SecretStr | None = Field(
        None, description="database of runs and deliveries; none: reporter.db beside the files"
    )
    keep: KeepSettings = KeepSettings()

    @property
    def is_remote(self) -> bool:
        """Whether the report files lie in an object store."""
        return "://" in self.files

    @property
    def ledger_url(self) -> str:
        """URL of the ledger, secrets included; never to be shown as it is.

        Raises:
            ConfigError: the files lie in an object store, where no SQLite file can be.
        """
        if self.ledger is not None:
            return self.ledger.get_secret_value()
        if self.is_remote:
            msg = "archive.ledger must name a database where archive.files is a bucket"
            raise ConfigError(msg, hint="as in postgresql://user@host/reporter")
        return f"sqlite:///{Path(self.files).absolute() / LEDGER_FILE}"


class OwnerSettings(_Frozen):
    """Who is told when something goes wrong."""

    mail: tuple[Address, ...] = Field((), description="addresses of the owner")
    webhook: SecretStr | None = Field(
        None, description="URL that takes Slack- or Teams-compatible JSON"
    )
    ping: SecretStr | None = Field(
        None, description="URL that the scheduler asks for at each heartbeat"
    )


class DeliverySettings(_Frozen):
    """How reports are mailed."""

    smtp: SecretStr | None = Field(
        None,
        description="smtp://user:password@host:587 (STARTTLS) or smtps://…; none: a folder of .eml",
    )
    sender: Annotated[str, AfterValidator(_sender)] = Field(
        "Reporter <reports@localhost>", alias="from", description="the From line"
    )
    allow: tuple[str, ...] = Field((), description="domains that may be written to; empty: all")
    max_megabytes: float = Field(10, gt=0, description="size budget of one encoded message")
    timeout: TimeSpan = Field(timedelta(seconds=30), description="of one answer of the server")
    patience: TimeSpan = Field(
        timedelta(minutes=1), description="how long `run --send` waits for second tries"
    )


class BrandSettings(_Frozen):
    """Whose report it is."""

    name: str | None = Field(None, min_length=1, max_length=60, description="stands on page one")
    colour: Annotated[str, AfterValidator(_colour)] | None = Field(
        None, description="accent colour, as #0a5c8f"
    )
    logo: str | None = Field(None, description="SVG or PNG file")


FILTERS = ("country", "platform", "artist", "listener")
"""What an audience's filter may name; each goes with a column of the canonical play."""


class AudienceSettings(_Frozen):
    """Some readers, and which plays their report is about."""

    name: Name = Field(description="its folder is named so")
    to: tuple[Address, ...] = Field((), description="recipients; each gets a message of their own")
    filter: dict[Literal["country", "platform", "artist", "listener"], tuple[str, ...]] = Field(
        default_factory=dict, description="only plays with one of these values"
    )
    locale: Literal["en", "de"] | None = Field(None, description="language; none: the report's")
    template: str | None = Field(None, description="folder of templates of your own")
    brand: BrandSettings | None = Field(None, description="none: the report's")


class Condition(_Frozen):
    """Send only when a headline number says so."""

    when: Annotated[str, AfterValidator(_condition)]


class ReportSettings(_Frozen):
    """One report."""

    title: str = Field("Weekly listening report", min_length=1, max_length=120)
    period: Literal["day", "week", "month"] = Field("week", description="what one report covers")
    paper: Literal["a4", "letter"] = Field("a4", description="page size of the PDF")
    locale: Literal["en", "de"] = Field("en", description="language of the report")
    template: str | None = Field(None, description="folder of templates of your own")
    brand: BrandSettings = BrandSettings()
    cron: Annotated[str, AfterValidator(_cron)] | None = Field(
        None, description="when it is made; none: only on demand"
    )
    zone: Zone | None = Field(None, description="of the cron expression; none: the data's zone")
    catch_up: Literal["latest", "all", "none"] = Field(
        "latest", description="which periods are made after an outage"
    )
    wait_for_data: TimeSpan = Field(
        timedelta(hours=12), description="how long a period waits for its last day"
    )
    late_data: Literal["make", "tell"] = Field(
        "make", description="after that: make it of what is there, or tell the owner only"
    )
    time_limit: TimeSpan = Field(timedelta(hours=1), description="of one scheduled run")
    send: Literal["always", "material"] | Condition = Field(
        "always", description="which reports are mailed"
    )
    min_group_size: Whole = Field(
        10, ge=1, description="nothing about fewer listeners is mailed, where there are several"
    )
    audiences: tuple[AudienceSettings, ...] = Field((), description="readers; none: one, unmailed")

    @model_validator(mode="after")
    def _names_once(self) -> ReportSettings:
        names = [audience.name for audience in self.audiences]
        if len(set(names)) < len(names):
            msg = "must name each audience once"
            raise ValueError(msg)
        return self

    @property
    def readers(self) -> tuple[AudienceSettings, ...]:
        """The audiences; one of everybody, with nobody to mail to, where none is configured."""
        return self.audiences or (AudienceSettings(name="all"),)

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
    zone: Zone = Field("UTC", description="IANA zone of days, hours and periods")
    skip: Literal["rule", "buttons", "flag", "short"] = Field(
        "rule", description="what counts as a skip"
    )
    seed: Whole = Field(42, ge=0, lt=2**32, description="seed of every sample and resample")
    engine: EngineSettings = EngineSettings()
    archive: ArchiveSettings = ArchiveSettings()
    owner: OwnerSettings = OwnerSettings()
    delivery: DeliverySettings = DeliverySettings()
    reports: dict[Name, ReportSettings] = Field(
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
