"""Every kind of damage is found and named, and nothing else."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from reporter.archive.folder import FolderStore
from reporter.archive.manifest import MANIFEST
from reporter.errors import ArchiveError
from reporter.history.archive import Archive
from reporter.history.verify import Problem, Trouble, verify
from reporter.ledger.runs import Runs
from reporter.ledger.values import State
from tests.factories.history import keep, make_id, quiet
from tests.factories.kept import FILES, make_manifest
from tests.factories.ledger import NOW, make_key, make_run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from reporter.ledger.values import Run


def found(archive: Archive, run: Run | None = None) -> list[tuple[str, Trouble, str]]:
    return [(one.run, one.kind, one.path) for one in verify(archive, run, quiet).problems]


def test_an_archive_as_it_was_written_is_well(archive: Archive) -> None:
    assert verify(archive, None, quiet).is_well
    seen: list[tuple[int, int]] = []
    runs = [keep(archive, number) for number in range(2)]
    result = verify(archive, None, lambda *step: seen.append(step))
    assert result.is_well
    assert (result.n_runs, result.n_files) == (2, 2 * (len(FILES) + 1))
    assert result.n_bytes > 2 * sum(map(len, FILES.values()))
    assert seen == [(1, 2), (2, 2)]
    assert verify(archive, runs[0], quiet).n_runs == 1


def test_changed_missing_and_added_files_are_named(archive: Archive, output: Path) -> None:
    well, run = keep(archive, 0), keep(archive, 1)
    place = output / run.folder
    (place / "report.pdf").write_bytes(b"another")
    (place / "csv/changes.csv").unlink()
    (place / "notes.txt").write_text("mine")
    expected = [
        (run.id, Trouble.MISSING, "csv/changes.csv"),
        (run.id, Trouble.ADDED, "notes.txt"),
        (run.id, Trouble.CHANGED, "report.pdf"),
    ]
    assert found(archive) == expected
    assert found(archive, run) == expected
    assert found(archive, well) == []


def test_a_forged_manifest_is_found(archive: Archive, output: Path) -> None:
    run = keep(archive, 0)
    file = output / run.folder / MANIFEST
    values = json.loads(file.read_bytes())
    values["files"]["report.pdf"]["sha256"] = "0" * 64
    file.write_text(json.dumps(values))
    assert found(archive) == [
        (run.id, Trouble.CHANGED, MANIFEST),
        (run.id, Trouble.MANIFEST_DIFFERS, "report.pdf"),
    ]


def test_a_run_that_is_gone_is_one_problem(archive: Archive, output: Path) -> None:
    runs = [keep(archive, number) for number in range(2)]
    shutil.rmtree(output / runs[0].folder)
    (output / runs[1].folder / MANIFEST).unlink()
    gone = [Problem(run.id, str(output / run.folder), Trouble.GONE) for run in reversed(runs)]
    assert list(verify(archive, None, quiet).problems) == gone


def test_folders_that_no_run_has_are_found(archive: Archive) -> None:
    pruned = keep(archive, 0)
    keep(archive, 1)
    archive.ledger.runs.prune(pruned.id, NOW)
    stray = make_manifest("2024-W40", make_id(40))
    archive.store.write_run(FILES, stray)
    assert found(archive) == [
        (stray.run, Trouble.UNKNOWN, ""),
        (pruned.id, Trouble.LEFT_OVER, ""),
    ]


def test_a_run_that_is_being_made_is_no_stray(archive: Archive) -> None:
    name = make_id(0)
    archive.ledger.runs.claim(make_run(name), NOW)
    archive.store.write_run(FILES, make_manifest(run=name))
    assert found(archive) == []
    archive.ledger.runs.end(name, State.FAILED, "no", NOW)
    assert found(archive) == [(name, Trouble.UNKNOWN, "")]


def test_what_cannot_be_read_is_told_and_the_rest_is_read(
    archive: Archive, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, run = keep(archive, 0), keep(archive, 1)
    (output / run.folder / "report.pdf").unlink()
    read = FolderStore.read

    def failing(store: FolderStore, path: str) -> bytes:
        if path == f"{bad.folder}/report.pdf":
            msg = "report.pdf cannot be read (Input/output error)"
            raise ArchiveError(msg)
        return read(store, path)

    monkeypatch.setattr(FolderStore, "read", failing)
    missing, unread = verify(archive, None, quiet).problems
    assert (missing.run, missing.kind) == (run.id, Trouble.MISSING)
    assert (unread.run, unread.kind) == (bad.id, Trouble.UNREADABLE)
    assert unread.why == "report.pdf cannot be read (Input/output error)"


def test_a_run_that_was_pruned_meanwhile_is_no_problem(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keep(archive, 0)
    files = archive.ledger.runs.files

    def pruned_then(name: str) -> object:
        known = files(name)
        archive.ledger.runs.prune(name, NOW)
        archive.store.delete_run(run.folder)
        return known

    monkeypatch.setattr(Runs, "files", lambda _, name: pruned_then(name))
    assert found(archive) == []


def test_a_run_of_another_place_is_looked_at_there(archive: Archive, tmp_path: Path) -> None:
    other = Archive(archive.ledger, FolderStore(tmp_path / "elsewhere"))
    run = keep(other, 0, key=make_key(3))
    assert found(archive) == []
    (tmp_path / "elsewhere" / run.folder / "report.pdf").write_bytes(b"another")
    assert found(archive) == [(run.id, Trouble.CHANGED, "report.pdf")]
