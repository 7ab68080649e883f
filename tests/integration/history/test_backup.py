"""A backup of ledger and files, made as docs/archive.md says, verifies in another place."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from reporter.archive.folder import KEY_FILE, FolderStore
from reporter.cli import main
from reporter.history.archive import Archive
from reporter.history.verify import verify
from reporter.ledger.opening import open_ledger
from tests.factories.history import keep, make_id, quiet
from tests.factories.ledger import NOW
from tests.postgres import programs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Server

RUNS = 2


def copied_files(output: Path, copy: Path) -> None:
    """All but the ledger, which has to be asked for a copy of itself."""
    shutil.copytree(output, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("reporter.db*"))


def test_a_copy_of_folder_and_sqlite_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output, copy, moved = tmp_path / "output", tmp_path / "copy", tmp_path / "moved"
    copy.mkdir()
    with open_ledger(f"sqlite:///{output / 'reporter.db'}", NOW) as ledger:
        archive = Archive(ledger, FolderStore(output))
        for number in range(RUNS):
            keep(archive, number)
        (output / KEY_FILE).write_text("secret")
        backed_up(output / "reporter.db", copy / "reporter.db")  # while it is in use
        keep(archive, RUNS)
        copied_files(output, copy)
    output.rename(moved)
    monkeypatch.chdir(tmp_path)
    assert main(["history", "verify", "--output", str(copy)]) == 1  # newer than the ledger's copy
    assert f"{copy / 'weekly'}" in capsys.readouterr().out
    shutil.rmtree(copy / "weekly" / "2024-W52")
    assert main(["history", "verify", "--output", str(copy)]) == 0
    assert main(["history", "open", make_id(0), "--output", str(copy)]) == 0
    *_, place = capsys.readouterr().out.splitlines()
    assert place == str(copy / "weekly" / "2024-W50" / make_id(0) / "report.pdf")
    assert (copy / KEY_FILE).read_text() == "secret"


def backed_up(ledger: Path, copy: Path) -> None:
    """What `sqlite3 LEDGER ".backup 'COPY'"` does; by Python where that program is absent."""
    if program := shutil.which("sqlite3"):
        subprocess.run([program, str(ledger), f".backup '{copy}'"], check=True)
        return
    with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


@pytest.mark.postgres
def test_a_dump_of_a_postgresql_ledger(tmp_path: Path, postgres: Server) -> None:
    output, copy, dump = tmp_path / "output", tmp_path / "copy", tmp_path / "reporter.dump"
    url, restored = (postgres.make_database(name) for name in ("backed_up", "restored"))
    binaries = programs()
    assert binaries is not None
    with open_ledger(url, NOW) as ledger:
        for number in range(RUNS):
            keep(Archive(ledger, FolderStore(output)), number)
        subprocess.run([binaries / "pg_dump", "--format=custom", f"--file={dump}", url], check=True)
    copied_files(output, copy)
    shutil.rmtree(output)
    subprocess.run([binaries / "pg_restore", f"--dbname={restored}", dump], check=True)
    with open_ledger(restored, NOW) as ledger:
        found = verify(Archive(ledger, FolderStore(copy)), None, quiet)
    assert found.is_well
    assert found.n_runs == RUNS
