"""The ledger's database: open it, bring its tables up to date, read and write in transactions.

SQLite in WAL mode, where a write transaction takes its lock when it begins, so that what it reads
is still true when it writes; or PostgreSQL. Nothing of a URL's password is ever shown.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from reporter.errors import ConfigError, LedgerError, MissingPartError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.engine import URL, Connection, Engine

HEAD = "0002"
"""The newest migration; `migrations/` is loaded only where a database is behind it."""

BUSY_SECONDS = 30
PATIENCE_SECONDS = 10
PAUSE_SECONDS = 0.05
WRITES = "reporter_writes"
MIGRATION_LOCK = 0x7265706F7274
_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it works on for the whole process."""
VERSIONS = sa.table("alembic_version", sa.column("version_num"))


class Database:
    """An open ledger database.

    Args:
        engine: SQLAlchemy's.
        shown: its URL without a password, for people.
    """

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self.shown = shown

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            LedgerError: the database does not answer as it should.
        """
        with self._told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing.

        Raises:
            LedgerError: the database does not answer as it should.
        """
        with self._told(), self._engine.connect() as connection:
            connection.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.IntegrityError:
            raise
        except sa.exc.DBAPIError as error:
            raise _refused(self.shown, error) from error


def connect(url: str, now: datetime) -> Database:
    """Open the database of the ledger; it is made, or brought up to date, where it has to be.

    Args:
        url: `sqlite:///path` or `postgresql://user@host/name`.
        now: the clock, aware; names the backup that is made before a change of the tables.

    Raises:
        ConfigError: the URL is none.
        LedgerError: the database cannot be reached, or a newer version of this program made it.
    """
    parsed = _parsed(url)
    shown = _shown(parsed)
    database = Database(_engine(parsed, shown), shown)
    try:
        _bring_up_to_date(database, parsed, now)
    except BaseException:
        database.close()
        raise
    return database


@dataclass(frozen=True, slots=True)
class Looked:
    """A ledger as it was found.

    Attributes:
        shown: its URL without a password.
        version: of its tables; none where there are none yet.
    """

    shown: str
    version: str | None

    @property
    def is_newer(self) -> bool:
        """Whether a newer version of this program made it."""
        return self.version is not None and self.version > HEAD

    @property
    def is_behind(self) -> bool:
        """Whether the next run brings its tables up to date."""
        return self.version is not None and self.version < HEAD


def look(url: str) -> Looked:
    """Look at a ledger without making or changing anything.

    Args:
        url: as `connect` takes it.

    Raises:
        ConfigError: the URL is none.
        LedgerError: the database cannot be reached.
    """
    parsed = _parsed(url)
    shown = _shown(parsed)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return Looked(shown, None)
    database = Database(_engine(parsed, shown), shown)
    try:
        return Looked(shown, _version(database))
    finally:
        database.close()


def _bring_up_to_date(database: Database, url: URL, now: datetime) -> None:
    found = _version(database)
    if found == HEAD:
        return
    if found and found > HEAD:
        msg = f"the ledger {database.shown} was made by a newer version of reporter"
        hint = f"upgrade reporter: this one knows tables up to {HEAD}, and these are {found}"
        raise LedgerError(msg, hint=hint)
    if found:
        back_up(database, url, f"{found}-{now:%Y%m%dT%H%M%SZ}")
    _migrate(database)


def insert_new(connection: Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it was inserted."""
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing()
    key, *_ = table.primary_key.columns
    return connection.execute(statement.returning(key)).first() is not None


def upsert(
    connection: Connection, table: sa.Table, values: Mapping[str, Any], keys: tuple[str, ...]
) -> None:
    """Insert a row, or bring the one with its key up to date."""
    rest = {name: value for name, value in values.items() if name not in keys}
    statement = _insert(connection, table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest))


def _insert(connection: Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that may conflict; the dialect that is not used is not loaded."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415

        return insert(table)
    from sqlalchemy.dialects.postgresql import insert as insert_there  # noqa: PLC0415

    return insert_there(table)


def back_up(database: Database, url: URL, mark: str) -> Path | None:
    """Copy a SQLite ledger beside itself; a server's database is its operator's to back up.

    Returns:
        The copy; none where the ledger is no file.
    """
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    copy = Path(f"{url.database}.backup-{mark}")
    with database._engine.connect() as connection:  # noqa: SLF001 - the same module
        source = connection.connection.driver_connection
        if not isinstance(source, sqlite3.Connection):
            msg = "the driver of SQLite is not Python's own"
            raise TypeError(msg)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            target.close()
    return copy


def _parsed(url: str) -> URL:
    """The URL's parts.

    Raises:
        ConfigError: it is none; the message has no secret in it.
    """
    try:
        parsed = sa.engine.make_url(url)
        is_sound = "@" not in (parsed.host or "")  # else a part of the password stands there
    except (sa.exc.ArgumentError, ValueError):  # a port that is no number is the latter
        is_sound = False
    if not is_sound:
        msg = "archive.ledger is no URL of a database"
        hint = "give sqlite:///path/to/reporter.db or postgresql://user@host/name"
        raise ConfigError(msg, hint=hint)
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        msg = f"the ledger cannot be kept in {parsed.get_backend_name()}"
        raise ConfigError(msg, hint="give sqlite:///path/to/reporter.db or postgresql://…")
    return parsed


def _shown(url: URL) -> str:
    """A URL as people may see it: passwords can stand among its options, too."""
    return url.set(query={}).render_as_string(hide_password=True)


def _engine(url: URL, shown: str) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return sa.create_engine(
                url,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"connect_timeout": PATIENCE_SECONDS},
            )
        except ModuleNotFoundError as error:
            msg = f"the ledger {shown} needs the driver of PostgreSQL"
            raise MissingPartError(msg, hint="pip install 'reporter[postgres]'") from error
    if url.database and url.database != ":memory:":
        _make_folder(Path(url.database).parent, shown)
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path, shown: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"the ledger {shown} cannot be made ({error.strerror})"
        raise LedgerError(msg, hint="make its folder writable, or set archive.ledger") from error


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # this module says when a transaction begins
    write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def write_ahead(connection: sqlite3.Connection) -> None:
    """Have it keep a write-ahead log; of several that make the database at once one can.

    SQLite waits for no lock here, but says at once that the others are busy.

    Raises:
        sqlite3.OperationalError: it stays locked, or cannot be written to.
    """
    patience = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > patience:
                raise
            sleep(PAUSE_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(database: Database) -> str | None:
    with database.read() as connection:
        if not sa.inspect(connection).has_table(VERSIONS.name):
            return None
        return connection.execute(sa.select(VERSIONS.c.version_num)).scalar()


def _migrate(database: Database) -> None:
    from alembic import command  # noqa: PLC0415 - slow to load, and seldom needed

    from reporter.ledger.migrations import configuration  # noqa: PLC0415

    with _ONE_AT_A_TIME, database.write() as connection:
        if connection.dialect.name == "postgresql":  # SQLite has its lock already
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        command.upgrade(configuration(connection), "head")


def _refused(shown: str, error: sa.exc.DBAPIError) -> LedgerError:
    """The error without the statement, and without the URL as it was given."""
    reason = " ".join(str(error.orig).split()).split("\n")[0]
    if "readonly" in reason or "unable to open" in reason:
        hint = "make it and its folder writable, or set archive.ledger"
    elif "disk is full" in reason:
        hint = "free some space there"
    else:
        hint = "see that the database is up and archive.ledger names it"
    return LedgerError(f"the ledger {shown} does not answer ({reason})", hint=hint)
