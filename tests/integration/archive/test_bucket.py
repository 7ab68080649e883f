"""What is special about an object store: leftovers, other people's objects, and its refusals."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from fsspec import get_filesystem_class

from reporter import doctor, sample
from reporter.archive.bucket import BucketStore
from reporter.archive.manifest import MANIFEST, read_manifest
from reporter.archive.registry import open_store
from reporter.archive.series import Series
from reporter.config import Settings
from reporter.errors import (
    ArchiveError,
    ConfigError,
    MissingPartError,
    OutputError,
    OutputFolderError,
    ReporterError,
)
from reporter.period import week_of
from reporter.pipeline import RunRequest, run
from tests.buckets import CREDENTIALS
from tests.factories.kept import FILES, RUN, make_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.s3

PLACE = f"weekly/2024-W50/{RUN}"
SECRET = CREDENTIALS["AWS_SECRET_ACCESS_KEY"]


@pytest.fixture
def strange(bucket: str) -> Iterator[str]:
    """URL of a bucket, with a client of its own for each store: the test changes what it takes."""
    client = get_filesystem_class("s3")
    client.clear_instance_cache()
    yield bucket
    client.clear_instance_cache()


def put(store: BucketStore, path: str, content: bytes = b"half") -> None:
    """Leave an object as a killed run does."""
    store._put(path, content)  # noqa: SLF001 - no other way leaves half a run


@pytest.fixture
def store(bucket: str) -> BucketStore:
    return BucketStore(f"{bucket}/some/folder/")


def test_a_run_without_its_manifest_never_happened_and_goes_after_a_day(store: BucketStore) -> None:
    put(store, f"{PLACE}/report.pdf")
    put(store, f"{PLACE}/csv/changes.csv")
    put(store, ".tmp-probe-1")
    put(store, f".new-{RUN}-1/{PLACE}/report.pdf")
    assert list(store.runs()) == []
    now = datetime.now(UTC)
    assert store.sweep(now + timedelta(hours=23)) == ()
    assert store.sweep(now + timedelta(hours=25)) == (f".new-{RUN}-1", ".tmp-probe-1", PLACE)
    assert store.sweep(now + timedelta(hours=25)) == ()
    assert not store.exists(f"{PLACE}/report.pdf")


def test_nothing_of_others_is_swept(store: BucketStore, bucket: str) -> None:
    store.write_run(FILES, make_manifest())
    others = ("README.md", "raw/2024/12/plays.csv", "weekly/2024-W50/my notes/a.txt")
    for path in others:
        put(store, path)
    above = BucketStore(bucket)
    put(above, "else/2024-W50/notes/b.txt")
    for one in (store, above):
        assert one.sweep(datetime.now(UTC) + timedelta(days=400)) == ()
    assert all(store.exists(path) for path in (*others, f"{PLACE}/report.pdf"))


def test_a_run_that_is_half_deleted_is_no_run(
    store: BucketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write_run(FILES, make_manifest())
    remove, seen = store._objects.rm, []  # noqa: SLF001 - the client is what fails

    def failing(paths: list[str]) -> None:
        seen.append(paths)
        if len(seen) > 1:
            raise PermissionError
        remove(paths)

    monkeypatch.setattr(store._objects, "rm", failing)  # noqa: SLF001 - as above
    with pytest.raises(OutputFolderError, match="refuses these credentials"):
        store.delete_run(PLACE)
    assert [len(paths) for paths in seen] == [1, len(FILES)]
    assert list(store.runs()) == []
    with pytest.raises(ArchiveError, match="there is no run"):
        store.list_files(PLACE)


def refusals(store: BucketStore) -> tuple[Callable[[], object], ...]:
    return (
        store.check_writable,
        lambda: store.write_run(FILES, make_manifest()),
        lambda: list(store.runs()),
        lambda: store.sweep(datetime.now(UTC)),
    )


def refused(url: str, *words: str) -> None:
    """Every method says these words and nothing secret."""
    for call in refusals(BucketStore(url)):
        with pytest.raises(ReporterError) as caught:
            call()
        said = str(caught.value)
        assert all(word in said for word in words), said
        assert SECRET not in said
        assert type(caught.value) in {OutputError, OutputFolderError, ArchiveError}


def test_a_bucket_that_is_not_there_is_named(bucket: str) -> None:
    refused(f"{bucket}-absent/reports", f"there is no {bucket}-absent", "archive.files")
    with pytest.raises(OutputFolderError):
        BucketStore(f"{bucket}-absent").check_writable()


def test_missing_credentials_are_asked_for(strange: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    refused(strange, "no credentials", "AWS_ACCESS_KEY_ID")


def test_a_server_that_is_away_is_no_wrong_folder(
    strange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    refused(strange, "cannot be reached", "check the network")
    with pytest.raises(OutputError) as caught:
        BucketStore(strange).check_writable()
    assert caught.value.exit_code == 1


def test_refused_credentials_are_named(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)  # the server looks at them
    refused(bucket, "refuses these credentials", "check them")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("s3://key:secret@bucket/reports", "the environment"),
        ("file:///reports", "the folder's path"),
        ("bogus://reports", "s3://bucket/folder"),
    ],
)
def test_a_url_of_no_store_is_refused(url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "package", "command"),
    [
        ("s3://bucket", "s3fs", r"pip install reporter\[s3\]"),
        ("gs://bucket", "gcsfs", "pip install gcsfs"),
    ],
)
def test_a_missing_package_is_named_with_the_command(
    monkeypatch: pytest.MonkeyPatch, url: str, package: str, command: str
) -> None:
    known = sys.modules["fsspec.registry"]._registry  # noqa: SLF001 - what was loaded before
    monkeypatch.delitem(known, url.partition(":")[0], raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPartError, match=command):
        open_store(url)


def test_the_doctor_looks_into_the_bucket(bucket: str) -> None:
    good = doctor.output(Settings.model_validate({"archive": {"files": bucket}}))
    assert (good.state, bucket in good.found) == (doctor.State.OK, True)
    bad = doctor.output(Settings.model_validate({"archive": {"files": f"{bucket}-absent"}}))
    assert (bad.state, bad.remedy[:7]) == (doctor.State.PROBLEM, "make it")


@pytest.mark.slow
def test_a_report_is_made_in_a_bucket(bucket: str, tmp_path: Path) -> None:
    sample.write(tmp_path / "plays", listeners=1, weeks=3, plays=300, seed=3)
    source = {"path": str(tmp_path / "plays")}
    ledger = f"sqlite:///{tmp_path / 'reporter.db'}"
    values = {"source": source, "archive": {"files": f"{bucket}/reports", "ledger": ledger}}
    now = datetime(2026, 11, 23, 21, 5, tzinfo=UTC)
    with pytest.raises(ConfigError, match="give the key as REPORTER_SOURCE__KEY"):
        run(Settings.model_validate(values), RunRequest(), clock=lambda: now)

    settings = Settings.model_validate({**values, "source": {**source, "key": "k" * 32}})
    made = run(settings, RunRequest(), clock=lambda: now)

    store = open_store(f"{bucket}/reports")
    (place,) = store.runs()
    assert made.folder == f"{bucket}/reports/{place}"
    assert made.files["pdf"] == f"{made.folder}/report.pdf"
    assert store.read(f"{place}/report.pdf").startswith(b"%PDF")
    assert made.csv["changes"] == f"{made.folder}/csv/changes.csv"
    (series,) = read_manifest(store.read(f"{place}/{MANIFEST}")).manifest.series.values()
    later = week_of(datetime(2026, 11, 23, tzinfo=UTC).date())
    assert Series(store, "weekly", series).before(later) is not None
