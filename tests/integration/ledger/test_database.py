"""The ledger is made, brought up to date, and refused where it cannot be used."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from reporter.errors import ConfigError, LedgerError
from reporter.ledger.database import HEAD, connect, write_ahead
from reporter.ledger.migrations import configuration
from reporter.ledger.opening import open_ledger
from reporter.ledger.place import Place, here, is_gone
from reporter.ledger.tables import metadata
from tests.factories.ledger import ELSEWHERE, GONE, NOW, make_run

if TYPE_CHECKING:
    from pathlib import Path


def test_the_migrations_make_the_tables(url: str) -> None:
    database = connect(url, NOW)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_many_may_make_it_at_once(url: str) -> None:
    together, failures = threading.Barrier(5), list[BaseException]()

    def use() -> None:
        try:
            together.wait()
            with open_ledger(url, NOW) as ledger:
                ledger.runs.list()
        except BaseException as error:  # noqa: BLE001 - a thread's errors are the test's
            failures.append(error)

    threads = [threading.Thread(target=use) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_many_may_begin_a_write_ahead_log_at_once(tmp_path: Path) -> None:
    def begin(file: Path, together: threading.Barrier) -> str:
        with closing(sqlite3.connect(file)) as connection:
            together.wait()
            write_ahead(connection)
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
            return str(mode)

    with ThreadPoolExecutor(5) as threads:
        for i in range(40):  # without a second try one time in four somebody loses
            file, together = tmp_path / f"{i}.db", threading.Barrier(5)
            begun = [threads.submit(begin, file, together) for _ in range(5)]
            assert [one.result() for one in begun] == ["wal"] * 5


def old_ledger(file: Path) -> str:
    """A ledger as the first version left it, with a run."""
    url = f"sqlite:///{file}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0001")
    engine.dispose()
    return url


def test_an_older_one_is_backed_up_and_brought_up_to_date(tmp_path: Path) -> None:
    url = old_ledger(tmp_path / "reporter.db")
    with open_ledger(url, NOW) as ledger:
        ledger.runs.claim(make_run(), NOW)
        assert ledger.watch.schedulers() == ()
    (backup,) = tmp_path.glob("*.backup-*")
    assert backup.name == "reporter.db.backup-0001-20241216T060000Z"
    old = sqlite3.connect(backup)
    assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    old.close()
    with open_ledger(url, NOW + timedelta(days=1)) as ledger:
        assert [run.id for run in ledger.runs.list()] == ["r1"]
    assert len(list(tmp_path.glob("*.backup-*"))) == 1


def test_a_newer_one_is_refused_and_left_alone(url: str) -> None:
    database = connect(url, NOW)
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with (
        pytest.raises(LedgerError, match="newer version of reporter") as refused,
        open_ledger(url, NOW),
    ):
        pass
    assert f"up to {HEAD}, and these are 9999" in str(refused.value)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("no url", "archive.ledger is no URL of a database"),
        ("mysql://h/x", "cannot be kept in mysql"),
    ],
)
def test_what_is_no_database_is_a_wrong_configuration(url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message), open_ledger(url, NOW):
        pass


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    del tmp_path
    url = "postgresql://reporter:planted-secret@127.0.0.1:1/x"
    with pytest.raises(LedgerError) as refused, open_ledger(url, NOW):
        pass
    assert "reporter:***@127.0.0.1:1/x does not answer" in str(refused.value)
    assert "planted-secret" not in f"{refused.value!r} {refused.value.__cause__!r}"


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "reporter.db"
    file.write_text("this is no database, but long enough to look like one" * 20)
    with (
        pytest.raises(LedgerError, match="file is not a database"),
        open_ledger(f"sqlite:///{file}", NOW),
    ):
        pass


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(LedgerError, match="cannot be made"),
        open_ledger(f"sqlite:///{tmp_path / 'file' / 'reporter.db'}", NOW),
    ):
        pass


def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'reporter.db'}", NOW)
    with database.read() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
    database.close()


def test_a_failed_transaction_leaves_nothing(url: str) -> None:
    with open_ledger(url, NOW) as ledger:
        row = sa.text("INSERT INTO reports VALUES ('a', '2024-01-01', '')")
        with pytest.raises(sa.exc.IntegrityError), ledger.database.write() as connection:
            [connection.execute(row) for _ in range(2)]
        with ledger.database.read() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM reports")).scalar() == 0


def test_only_a_process_of_this_machine_is_known_to_be_gone() -> None:
    assert not is_gone(here())
    assert is_gone(GONE)
    assert not is_gone(ELSEWHERE)
    assert is_gone(Place(here().host, here().pid, "0"))
    assert not is_gone(Place(here().host, GONE.pid, ""))
