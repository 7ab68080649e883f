"""The settings: every key of `config.yaml`, its type, its limits and its default."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reporter.config.kinds import (
    Addresses,
    AnswerTime,
    Colour,
    Cron,
    DaskUrl,
    Domain,
    Keep,
    LedgerUrl,
    MailUrl,
    Name,
    Sender,
    Sentence,
    Size,
    TimeSpan,
    WebUrl,
    Whole,
    Zone,
    one_sentence,
)
from reporter.errors import ConfigError, UsageError
from reporter.period import PeriodKind
from reporter.results.overview import Headline

ENVIRONMENT_PREFIX = "REPORTER_"
LEDGER_FILE = "reporter.db"


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SourceSettings(_Frozen):
    """Where the plays are."""

    path: str | None = Field(None, description="file, folder, zip or glob")
    url: SecretStr | None = Field(
        None, description="database that has the plays, instead of a path; it is the engine then"
    )
    table: str | None = Field(None, description="its table or view, with its schema if need be")
    query: str | None = Field(None, description="SQL whose rows are the plays, instead of a table")
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

    @model_validator(mode="after")
    def _one_place(self) -> SourceSettings:
        if self.url is not None and self.path is not None:
            msg = "must have a path or a url, not both"
            raise ValueError(msg)
        named = [one for one in (self.table, self.query) if one is not None]
        if len(named) != (self.url is not None):
            msg = "must have a table or a query with its url, and neither without one"
            raise ValueError(msg)
        return self

    @property
    def identity(self) -> str:
        """What tells sources apart, without a secret; empty for none."""
        if self.url is None:
            return self.path or ""
        parts = urlsplit(self.url.get_secret_value())
        place = f"{parts.scheme}://{parts.hostname}:{parts.port}{parts.path}"
        return f"{place} {self.table or self.query}"


class EngineSettings(_Frozen):
    """Where everything that touches every play runs."""

    url: SecretStr = Field(
        SecretStr("duckdb://"), description="DuckDB in memory, duckdb:///file, or Spark"
    )
    memory: Size = Field("4GB", description="memory limit")
    threads: Whole = Field(2, ge=1, description="worker threads")
    temp: str | None = Field(None, description="folder for what does not fit into memory")


class RenderSettings(_Frozen):
    """Who prints the reports of many audiences."""

    processes: Whole | None = Field(
        None, ge=1, description="of this machine; none: as many as it has cores"
    )
    dask: DaskUrl | None = Field(
        None, description="scheduler of a Dask cluster that does it instead, tcp://host:8786"
    )


class KeepSettings(_Frozen):
    """How many periods `history prune` keeps, of each kind."""

    daily: Keep = Field("all", description="days")
    weekly: Keep = Field("all", description="weeks")
    monthly: Keep = Field("all", description="months")


class ArchiveSettings(_Frozen):
    """Where reports are kept."""

    files: str = Field("output", description="folder of the report files, or s3://bucket/folder")
    ledger: LedgerUrl | None = Field(
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

    mail: Addresses = Field((), description="addresses of the owner")
    webhook: WebUrl | None = Field(
        None, description="URL that takes Slack- or Teams-compatible JSON"
    )
    ping: WebUrl | None = Field(
        None, description="URL that the scheduler asks for at each heartbeat"
    )


class DeliverySettings(_Frozen):
    """How reports are mailed."""

    smtp: MailUrl | None = Field(
        None,
        description="smtp://user:password@host:587 (STARTTLS) or smtps://…; none: a folder of .eml",
    )
    sender: Sender = Field(
        "Reporter <reports@localhost>", alias="from", description="the From line"
    )
    allow: tuple[Domain, ...] = Field((), description="domains that may be written to; empty: all")
    max_megabytes: float = Field(10, gt=0, description="size budget of one encoded message")
    timeout: AnswerTime = Field(timedelta(seconds=30), description="of one answer of the server")
    patience: TimeSpan = Field(
        timedelta(minutes=1), description="how long `run --send` waits for second tries"
    )


class BrandSettings(_Frozen):
    """Whose report it is."""

    name: str | None = Field(None, min_length=1, max_length=60, description="stands on page one")
    colour: Colour | None = Field(None, description="accent colour, as #0a5c8f")
    logo: str | None = Field(None, description="SVG or PNG file")


FILTERS = ("country", "platform", "artist", "listener")
"""What an audience's filter may name; each goes with a column of the canonical play."""


class AudienceSettings(_Frozen):
    """Some readers, and which plays their report is about."""

    name: Name = Field(description="its folder is named so")
    to: Addresses = Field((), description="recipients; each gets a message of their own")
    filter: dict[Literal["country", "platform", "artist", "listener"], tuple[str, ...]] = Field(
        default_factory=dict, description="only plays with one of these values"
    )
    locale: Literal["en", "de"] | None = Field(None, description="language; none: the report's")
    template: str | None = Field(None, description="folder of templates of your own")
    brand: BrandSettings | None = Field(None, description="none: the report's")


class Condition(_Frozen):
    """Send only when a headline number says so."""

    when: Sentence


Send = Annotated[
    Literal["always", "material"] | Condition,
    one_sentence(
        "must be always, material or a condition such as {when: 'skip_rate.change > 0.02'}: a "
        f"headline ({', '.join(Headline)}), .value or .change, and < <= > or >= a number"
    ),
]


class ReportSettings(_Frozen):
    """One report."""

    title: str = Field("Weekly listening report", min_length=1, max_length=120)
    period: Literal["day", "week", "month"] = Field("week", description="what one report covers")
    paper: Literal["a4", "letter"] = Field("a4", description="page size of the PDF")
    locale: Literal["en", "de"] = Field("en", description="language of the report")
    template: str | None = Field(None, description="folder of templates of your own")
    brand: BrandSettings = BrandSettings()
    cron: Cron | None = Field(None, description="when it is made; none: only on demand")
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
    send: Send = Field("always", description="which reports are mailed")
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
    render: RenderSettings = RenderSettings()
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
