"""What holds of every store: runs are whole or never happened, and files are what was written."""

from __future__ import annotations

import errno
import itertools
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporter.archive import folder
from reporter.archive.bucket import BucketStore
from reporter.archive.manifest import MANIFEST, Mark, mark, read_manifest, rewritten
from reporter.errors import ArchiveError, OutputError
from tests.factories.kept import FILES, NOW, RUN, make_manifest

if TYPE_CHECKING:
    from reporter.archive.store import Store

PLACE = f"weekly/2024-W50/{RUN}"
OTHER = "20261123T210500Z-0002"
LATER = timedelta(days=2)


def fail_at(store: Store, patched: pytest.MonkeyPatch, what: str, number: int) -> None:
    """Make a step of the store fail when it is done for the n-th time, from 1."""
    owner, name = {
        (True, "write"): (getattr(store, "_objects", None), "pipe_file"),
        (True, "move"): (getattr(store, "_objects", None), "cp_file"),
        (False, "write"): (folder, "write_file"),
        (False, "move"): (Path, "replace"),
    }[isinstance(store, BucketStore), what]
    original, times = getattr(owner, name), itertools.count(1)

    def failing(*arguments: object, **named: object) -> object:
        if next(times) == number:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return original(*arguments, **named)

    patched.setattr(owner, name, failing)


def new_files(store: Store, text: bytes = b"id\r\n") -> dict[str, bytes]:
    """One file of the run anew, and the manifest that goes with it."""
    changed = {"csv/changes.csv": text}
    kept = store.read(f"{PLACE}/{MANIFEST}")
    return {**changed, MANIFEST: rewritten(kept, changed, NOW)}


def test_a_run_is_read_as_it_was_written(store: Store) -> None:
    place = store.write_run(FILES, make_manifest())
    assert place == PLACE
    assert list(store.runs()) == [PLACE]
    assert {path: store.read(f"{place}/{path}") for path in FILES} == FILES
    kept = read_manifest(store.read(f"{place}/{MANIFEST}"))
    assert kept.manifest == make_manifest()
    assert kept.files == {path: mark(content) for path, content in FILES.items()}
    sizes = store.list_files(place)
    assert sizes == {
        **{path: len(content) for path, content in FILES.items()},
        MANIFEST: len(store.read(f"{place}/{MANIFEST}")),
    }
    assert list(sizes) == sorted(sizes)
    assert store.exists(f"{place}/report.pdf")
    assert not store.exists(f"{place}/report.html")
    assert store.locate(place) == f"{store.root}/{PLACE}"


def test_an_empty_store_has_no_runs_and_can_be_written(store: Store) -> None:
    assert list(store.runs()) == []
    assert not store.exists(f"{PLACE}/{MANIFEST}")
    store.check_writable()
    assert store.sweep(NOW + LATER) == ()
    assert list(store.runs("weekly")) == []


def test_runs_are_listed_by_report_in_order(store: Store) -> None:
    manifests = [
        make_manifest("2024-W50", OTHER),
        make_manifest("2024-W50"),
        make_manifest("2024-W09"),
        make_manifest("2024-12", report="monthly"),
        make_manifest("2024-W50", report="weekly-2"),
    ]
    for manifest in manifests:
        store.write_run(FILES, manifest)
    assert list(store.runs()) == sorted(manifest.folder for manifest in manifests)
    assert list(store.runs("weekly")) == [
        f"weekly/2024-W09/{RUN}",
        f"weekly/2024-W50/{OTHER}",
        PLACE,
    ]
    assert list(store.runs("daily")) == []


def test_a_run_is_never_overwritten(store: Store) -> None:
    store.write_run(FILES, make_manifest())
    with pytest.raises(OutputError, match="run it again"):
        store.write_run({"report.pdf": b"other"}, make_manifest())
    assert store.read(f"{PLACE}/report.pdf") == FILES["report.pdf"]


@pytest.mark.parametrize("path", ["../escaped", "/etc/escaped", "csv/../../escaped", ""])
def test_no_file_leaves_the_run(store: Store, path: str) -> None:
    with pytest.raises(ValueError, match="no path inside"):
        store.write_run({"report.pdf": b"", path: b""}, make_manifest())
    assert list(store.runs()) == []


@pytest.mark.parametrize("number", range(1, len(FILES) + 2))
def test_a_write_that_fails_half_way_leaves_no_run(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patched:
        fail_at(store, patched, "write", number)
        with pytest.raises(OutputError):
            store.write_run(FILES, make_manifest())
    assert list(store.runs()) == []
    assert not store.exists(f"{PLACE}/report.pdf")


def test_a_missing_file_or_run_is_named(store: Store) -> None:
    with pytest.raises(ArchiveError, match=r"report\.pdf"):
        store.read(f"{PLACE}/report.pdf")
    with pytest.raises(ArchiveError, match="history list"):
        store.list_files(PLACE)
    with pytest.raises(ArchiveError, match="history list"):
        store.replace_files(PLACE, {MANIFEST: b"{}"})


def test_a_deleted_run_is_gone_and_others_stay(store: Store) -> None:
    store.write_run(FILES, make_manifest())
    store.write_run(FILES, make_manifest(run=OTHER))
    store.delete_run(PLACE)
    store.delete_run(PLACE)
    assert list(store.runs()) == [f"weekly/2024-W50/{OTHER}"]
    assert not store.exists(f"{PLACE}/report.pdf")
    store.delete_run(f"weekly/2024-W50/{OTHER}")
    assert store.sweep(NOW + LATER) == ()


def test_replaced_files_are_all_new(store: Store) -> None:
    store.write_run(FILES, make_manifest())
    store.replace_files(PLACE, new_files(store))
    assert store.read(f"{PLACE}/csv/changes.csv") == b"id\r\n"
    assert store.read(f"{PLACE}/report.pdf") == FILES["report.pdf"]
    kept = read_manifest(store.read(f"{PLACE}/{MANIFEST}"))
    assert kept.files["csv/changes.csv"] == mark(b"id\r\n")
    assert kept.files["report.pdf"] == mark(FILES["report.pdf"])
    values = json.loads(store.read(f"{PLACE}/{MANIFEST}"))
    assert values["rewritten_at"] == ["2026-11-23T21:05:00+00:00"]
    assert set(store.list_files(PLACE)) == {*FILES, MANIFEST}
    assert list(store.runs()) == [PLACE]


@pytest.mark.parametrize("number", [1, 2])
def test_files_that_cannot_be_written_replace_none(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    store.write_run(FILES, make_manifest())
    new = new_files(store)
    before = store.read(f"{PLACE}/{MANIFEST}")
    with monkeypatch.context() as patched:
        fail_at(store, patched, "write", number)
        with pytest.raises(OutputError):
            store.replace_files(PLACE, new)
    store.sweep(NOW + LATER)
    assert store.read(f"{PLACE}/csv/changes.csv") == FILES["csv/changes.csv"]
    assert store.read(f"{PLACE}/{MANIFEST}") == before


@pytest.mark.parametrize("number", [1, 2])
def test_a_replacement_that_is_stopped_is_finished_by_the_next_sweep(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    store.write_run(FILES, make_manifest())
    new = new_files(store)
    with monkeypatch.context() as patched:
        fail_at(store, patched, "move", number)
        with pytest.raises(OutputError):
            store.replace_files(PLACE, new)
    assert store.sweep(NOW) == ()
    assert {path: store.read(f"{PLACE}/{path}") for path in new} == new
    assert list(store.runs()) == [PLACE]
    store.delete_run(PLACE)
    assert store.sweep(NOW + LATER) == ()
    assert not store.exists(f"{PLACE}/csv/changes.csv")


def test_files_are_replaced_with_their_manifest_only(store: Store) -> None:
    store.write_run(FILES, make_manifest())
    with pytest.raises(ValueError, match="without manifest"):
        store.replace_files(PLACE, {"report.pdf": b""})


def test_several_audiences_lie_in_one_run(store: Store) -> None:
    files = {"leadership/report.pdf": b"a", "germany/report.pdf": b"b"}
    manifest = make_manifest(
        audiences=("leadership", "germany"), series={"leadership": "1", "germany": "2"}
    )
    place = store.write_run(files, manifest)
    kept = read_manifest(store.read(f"{place}/{MANIFEST}"))
    assert kept.manifest.audiences == ("leadership", "germany")
    assert kept.manifest.path("2", "report.json") == "germany/report.json"
    assert kept.manifest.path("0123", "report.json") == "leadership/report.json"
    assert kept.manifest.path("3", "report.json") is None
    assert kept.files["germany/report.pdf"] == Mark(1, mark(b"b").sha256)


def test_what_stays_young_is_not_swept(store: Store) -> None:
    store.write_run(FILES, make_manifest())
    assert store.sweep(datetime.now(UTC)) == ()
    assert list(store.runs()) == [PLACE]
