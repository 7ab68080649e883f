"""A run folder is written whole or not at all, whatever stops it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reporter.archive import folder
from reporter.archive.folder import FolderStore
from reporter.archive.manifest import run_id, versions
from reporter.errors import OutputError, OutputFolderError
from tests.factories.kept import FILES, NOW, make_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reporter.archive.manifest import Manifest


def write(root: Path, files: Mapping[str, bytes], manifest: Manifest) -> Path:
    """The folder of a run that is written there."""
    return root / FolderStore(root).write_run(files, manifest)


def everything(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


def test_the_folder_stands_where_the_contract_says(tmp_path: Path) -> None:
    made = write(tmp_path / "output", FILES, make_manifest())

    assert made == tmp_path / "output/weekly/2024-W50/20261123T210500Z-4f3a"
    assert {path: (made / path).read_bytes() for path in FILES} == FILES
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["weekly"]


def test_the_manifest_has_size_and_hash_of_each_file(tmp_path: Path) -> None:
    made = write(tmp_path, FILES, make_manifest())

    manifest = json.loads((made / "manifest.json").read_text())

    assert manifest == {
        "schema_version": 2,
        "run": "20261123T210500Z-4f3a",
        "report": "weekly",
        "period": "2024-W50",
        "span": {
            "kind": "week",
            "first_day": "2024-12-09",
            "end_day": "2024-12-16",
            "partial": False,
        },
        "audiences": [],
        "series": {"all": "0123"},
        "shared_series": "0123",
        "outcomes": {},
        "made_at": "2026-11-23T21:05:00+00:00",
        "configuration_sha256": hashlib.sha256(b"{}").hexdigest(),
        "data_sha256": hashlib.sha256(b"plays").hexdigest(),
        "seed": 42,
        "versions": {"reporter": "1.2.3", "python": "3.11.2"},
        "files": {
            path: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for path, content in sorted(FILES.items())
        },
    }


def test_the_manifest_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    write_file = folder.write_file

    def watched(file: Path, content: bytes) -> None:
        written.append(file.name)
        write_file(file, content)

    monkeypatch.setattr(folder, "write_file", watched)
    write(tmp_path, FILES, make_manifest())

    assert written == ["report.pdf", "changes.csv", "daily.svg", "manifest.json"]


@pytest.mark.parametrize("period", ["all", "2024-12", "2024-12-09..2024-12-15"])
def test_every_period_label_is_a_folder(tmp_path: Path, period: str) -> None:
    assert write(tmp_path, FILES, make_manifest(period)).parent.name == period


def test_runs_of_one_period_stand_side_by_side(tmp_path: Path) -> None:
    first = write(tmp_path, FILES, make_manifest(run="20261123T210500Z-0001"))
    second = write(tmp_path, FILES, make_manifest(run="20261123T210500Z-0002"))

    assert sorted(path.name for path in first.parent.iterdir()) == [first.name, second.name]


def test_a_run_is_never_overwritten(tmp_path: Path) -> None:
    made = write(tmp_path, FILES, make_manifest())

    with pytest.raises(OutputError, match="run it again"):
        write(tmp_path, {"report.pdf": b"other"}, make_manifest())

    assert (made / "report.pdf").read_bytes() == FILES["report.pdf"]
    assert [path.name for path in tmp_path.iterdir()] == ["weekly"]


@pytest.mark.parametrize("path", ["../escaped", "/etc/escaped", "csv/../../escaped", ""])
def test_no_file_leaves_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="no path inside"):
        write(tmp_path / "output", {path: b""}, make_manifest())
    assert everything(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EROFS, "make it writable"),
        (errno.EIO, "make it writable"),
    ],
)
@pytest.mark.parametrize("at", ["report.pdf", "daily.svg", "manifest.json"])
def test_nothing_is_left_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, hint: str, at: str
) -> None:
    write_file = folder.write_file

    def failing(file: Path, content: bytes) -> None:
        write_file(file, content[:3] if file.name == at else content)
        if file.name == at:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(folder, "write_file", failing)

    with pytest.raises(OutputError, match=hint) as caught:
        write(tmp_path / "output", FILES, make_manifest())

    assert os.strerror(code) in str(caught.value)
    assert everything(tmp_path) == []


def test_nothing_is_left_after_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "_sync", interrupted)

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "output", FILES, make_manifest())
    assert everything(tmp_path) == []


def test_what_was_there_before_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, FILES, make_manifest(run="20261123T210500Z-0001"))
    before = everything(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(folder, "write_file", full)
    with pytest.raises(OutputError):
        write(tmp_path, FILES, make_manifest(run="20261123T210500Z-0002"))
    assert everything(tmp_path) == before


TOO_LARGE = f"""
import resource, sys
from pathlib import Path
from reporter.archive.folder import FolderStore
from reporter.errors import OutputError
from tests.factories.kept import make_manifest

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, {resource.RLIM_INFINITY}))
try:
    store = FolderStore(Path(sys.argv[1]))
    store.write_run({{"small": b"s", "report.pdf": bytes(5000)}}, make_manifest())
except OutputError as error:
    print(error)
"""


def test_a_file_that_the_system_does_not_take_leaves_nothing(tmp_path: Path, root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TOO_LARGE, str(tmp_path / "output")],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )

    assert os.strerror(errno.EFBIG) in ran.stdout
    assert everything(tmp_path) == []


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("I am a file")

    with pytest.raises(OutputError, match="a file stands where the folder should be") as caught:
        write(tmp_path / "output", FILES, make_manifest())

    assert str(tmp_path / "output") in str(caught.value)
    assert everything(tmp_path) == ["output"]


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputFolderError, match="--output"):
        FolderStore(tmp_path / "file" / "output").check_writable()


def test_a_folder_without_permission_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(**_: object) -> None:  # what root is never told
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("tempfile.TemporaryFile", forbidden)

    with pytest.raises(OutputFolderError, match="make it writable") as caught:
        FolderStore(tmp_path / "output").check_writable()

    assert "Permission denied" in str(caught.value)
    assert everything(tmp_path) == []


def test_a_full_disk_is_no_wrong_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.TemporaryFile", full)

    with pytest.raises(OutputError, match="free some space") as caught:
        FolderStore(tmp_path).check_writable()

    assert caught.value.exit_code == 1


def fail_beside(output: Path, *names: str) -> None:
    """A run that makes a key and fails, after others have made files of these names."""

    def fail() -> None:
        output.mkdir(parents=True, exist_ok=True)
        for name in (folder.KEY_FILE, *names):
            (output / name).write_text("new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), FolderStore(output).traceless():
        fail()


def test_a_failed_run_takes_its_new_key_back(tmp_path: Path) -> None:
    fail_beside(tmp_path / "some" / "output")
    assert everything(tmp_path) == []


def test_a_failed_run_leaves_an_old_key_and_one_that_another_run_counts_on(tmp_path: Path) -> None:
    fail_beside(tmp_path / "shared", "weekly")
    assert everything(tmp_path) == ["shared", f"shared/{folder.KEY_FILE}", "shared/weekly"]
    fail_beside(tmp_path / "shared")
    assert (tmp_path / "shared" / folder.KEY_FILE).exists()


def test_the_check_leaves_no_trace(tmp_path: Path) -> None:
    FolderStore(tmp_path / "some" / "new" / "output").check_writable()
    FolderStore(tmp_path).check_writable()
    assert everything(tmp_path) == []


def test_leftovers_of_killed_runs_are_swept_after_a_day(tmp_path: Path) -> None:
    for name, age in (("old", timedelta(hours=25)), ("young", timedelta(hours=23))):
        leftover = tmp_path / f".tmp-{name}"
        leftover.mkdir()
        (leftover / "report.pdf").write_bytes(b"half")
        then = (NOW - age).timestamp()
        os.utime(leftover, (then, then))
    kept = write(tmp_path, FILES, make_manifest(run="20261123T210500Z-0001"))

    assert not (tmp_path / ".tmp-old").exists()
    assert (tmp_path / ".tmp-young").exists()
    assert FolderStore(tmp_path).sweep(NOW + timedelta(hours=2)) == (".tmp-young",)
    assert kept.exists()


def test_nothing_to_sweep_where_nothing_is(tmp_path: Path) -> None:
    assert FolderStore(tmp_path / "absent").sweep(NOW) == ()


def test_run_ids_sort_by_time_and_differ_within_a_second() -> None:
    assert run_id(NOW).startswith("20261123T210500Z-")
    assert run_id(NOW) < run_id(NOW + timedelta(seconds=1))
    assert len({run_id(NOW) for _ in range(20)}) > 1


def test_versions_name_the_program_python_and_the_libraries() -> None:
    found = versions()
    assert found["python"] == f"{sys.version_info[0]}.{sys.version_info[1]}.{sys.version_info[2]}"
    assert {"reporter", "duckdb", "weasyprint", "scikit-learn"} <= found.keys()
    assert all(found.values())
