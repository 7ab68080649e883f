"""What the program stands on fails under it, and comes back: nothing is lost, nothing doubled."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from reporter.ledger.values import State
from reporter.pipeline import Step
from tests.crash.post import Counting
from tests.crash.scene import READERS, Scene
from tests.crash.surroundings import away, bound, enlarge, limit_files, small_disk
from tests.crash.truth import is_settled, look
from tests.crash.victim import Victim
from tests.mail_server import mail_server
from tests.postgres import HOW, Server, programs, server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crash.scene import Kept

pytestmark = pytest.mark.slow
NUMBERS = itertools.count()
FULL = ("No space left on device", "File too large", "disk is full", "disk I/O error")


@contextmanager
def scene(
    folder: Path, kept: Kept, ledger_url: str | None = None
) -> Iterator[tuple[Scene, Counting]]:
    post = Counting()
    with mail_server(post) as address:
        made = Scene(folder, kept, smtp=f"smtp://{address}?tls=none", ledger_url=ledger_url)
        made.set_up()
        yield made, post


def asked(kept: Kept) -> tuple[str, ...]:
    return ("run", "weekly", "--period", kept.label, "--send")


def check(one: Scene, post: Counting, *, reports: int = 1) -> None:
    """All is as it must be, and each reader has one message."""
    assert is_settled(one)
    found = look(one, post, asked=reports)
    assert (found.problems, found.unknown) == ((), 0)
    assert post.taken() == dict.fromkeys(READERS, 1)


def states(one: Scene) -> list[State]:
    with one.ledger() as ledger:
        return [run.state for run in ledger.runs.list(limit=None)]


def last(told: str) -> str:
    return told.splitlines()[-1]


def test_a_full_disk_of_the_archive(tmp_path: Path, kept: Kept) -> None:
    with scene(tmp_path / "scene", kept) as (one, post), small_disk(one.archive, 300) as mounted:
        limit = None if mounted else lambda: limit_files(100)
        done = one.run(*asked(kept), limit=limit)
        assert done.returncode == 1
        assert any(reason in last(done.stderr) for reason in FULL)
        assert str(one.archive) in last(done.stderr)
        assert states(one) == [State.FAILED]
        assert {path.name for path in one.archive.iterdir()} <= {".pseudonym-key"}
        if mounted:
            enlarge(one.archive)
        assert one.run(*asked(kept)).returncode == 0
        check(one, post)


def test_a_full_disk_of_the_ledger(tmp_path: Path, kept: Kept) -> None:
    folder = tmp_path / "disk"
    with (
        small_disk(folder, 220) as mounted,
        scene(tmp_path / "scene", kept, f"sqlite:///{folder}/reporter.db") as (one, post),
    ):
        (folder / "reporter.db").write_bytes(kept.ledger.read_bytes())
        limit = None if mounted else lambda: limit_files(150)
        done = one.run(*asked(kept), limit=limit)
        assert done.returncode == 1
        assert "the ledger" in last(done.stderr)
        assert any(reason in last(done.stderr) for reason in FULL)
        assert post.taken() == {}
        if mounted:
            enlarge(folder)
        assert one.run(*asked(kept)).returncode == 0
        check(one, post)


def test_a_folder_that_is_read_only(tmp_path: Path, kept: Kept) -> None:
    with scene(tmp_path / "scene", kept) as (one, post):
        one.archive.mkdir()
        one.archive.chmod(0o555)
        one.expect()
        done = one.run(*asked(kept), before=bound())
        assert done.returncode == 2
        assert f"cannot be written to {one.archive} (Permission denied)" in last(done.stderr)
        assert one.run("schedule", "--once", before=bound()).returncode == 2
        assert states(one) == []
        one.archive.chmod(0o755)
        one.time_passes()
        assert one.run("schedule", "--once", before=bound()).returncode == 0
        check(one, post)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server that nobody else minds to lose."""
    binaries = programs()
    if binaries is None:
        pytest.skip(f"PostgreSQL is not installed: {HOW}")
    with server(tmp_path_factory.mktemp("away") / "server", binaries) as running:
        yield running


@pytest.fixture
def url(database: Server) -> str:
    """Of an empty database."""
    return database.make_database(f"crash_{next(NUMBERS)}")


@pytest.mark.postgres
def test_a_ledger_that_is_away_before_the_period_is_claimed(
    tmp_path: Path, kept: Kept, database: Server, url: str
) -> None:
    with scene(tmp_path / "scene", kept, url) as (one, post):
        database.stop()
        done = one.run(*asked(kept))
        database.start()
        assert done.returncode == 1
        assert "does not answer" in last(done.stderr)
        assert list(one.store.runs()) == []
        assert one.run(*asked(kept)).returncode == 0
        check(one, post)


@pytest.mark.postgres
def test_a_ledger_that_is_away_until_the_report_is_written(
    tmp_path: Path, kept: Kept, database: Server, url: str
) -> None:
    with scene(tmp_path / "scene", kept, url) as (one, post):
        victim = Victim(one.start(*asked(kept)))
        assert victim.wait_for(Step.ANALYSE)
        database.stop()
        assert victim.wait_for(Step.RECORD)
        database.start()
        assert victim.process.wait() == 0
        check(one, post)


@pytest.mark.postgres
def test_a_ledger_that_is_away_when_a_message_is_sent(
    tmp_path: Path, kept: Kept, database: Server, url: str
) -> None:
    with scene(tmp_path / "scene", kept, url) as (one, post):
        post.at, post.kill = "TAKEN", lambda: away(database, 1.5)
        done = one.run(*asked(kept))
        assert done.returncode == 0, done.stderr
        check(one, post)


@pytest.mark.postgres
def test_a_ledger_that_stays_away(tmp_path: Path, kept: Kept, database: Server, url: str) -> None:
    with scene(tmp_path / "scene", kept, url) as (one, post):
        one.expect()
        process = one.start(*asked(kept), CRASH_PATIENCE="2")
        assert Victim(process).wait_for(Step.RENDER)
        database.stop()
        assert process.wait() == 1
        assert "does not answer" in last(one.told())
        assert len(list(one.store.runs())) == 1
        away_too = one.run("schedule", "--once")
        database.start()
        assert away_too.returncode == 1
        assert "does not answer" in last(away_too.stderr)
        assert one.run("schedule", "--once").returncode == 0
        check(one, post)
