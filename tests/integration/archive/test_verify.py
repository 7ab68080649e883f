"""Whether a run is as it was written, and what becomes of it when a listener is forgotten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reporter.archive.folder import FolderStore
from reporter.archive.forget import new_marks, planned
from reporter.archive.manifest import MANIFEST, marks, read_manifest
from reporter.archive.verify import Damage, Finding, verify
from tests.factories.kept import FILES, NOW, RUN, make_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.archive.manifest import Mark
    from reporter.archive.store import Store

PLACE = f"weekly/2024-W50/{RUN}"
LISTENER = "L0123456789ab"


@pytest.fixture
def kept(tmp_path: Path) -> FolderStore:
    """A store with a run."""
    store = FolderStore(tmp_path)
    store.write_run(FILES, make_manifest())
    return store


def expected(store: Store) -> dict[str, Mark]:
    """What the ledger knows of the run."""
    return marks({path: store.read(f"{PLACE}/{path}") for path in store.list_files(PLACE)})


def test_a_run_as_it_was_written_has_no_findings(store: Store) -> None:
    store.write_run(FILES, make_manifest())
    known = expected(store)
    assert verify(store, PLACE, known) == ()
    assert verify(store, PLACE, {}) == ()
    plain = {path: tuple(mark) for path, mark in known.items()}
    assert verify(store, PLACE, plain) == ()  # type: ignore[arg-type]  # as the ledger has them


@pytest.mark.parametrize("with_ledger", [True, False])
def test_what_is_changed_missing_or_added_is_named(
    kept: FolderStore, tmp_path: Path, *, with_ledger: bool
) -> None:
    known = expected(kept) if with_ledger else {}
    (tmp_path / PLACE / "report.pdf").write_bytes(FILES["report.pdf"].replace(b"made", b"Made"))
    (tmp_path / PLACE / "csv/changes.csv").unlink()
    (tmp_path / PLACE / "csv/new.csv").write_bytes(b"")
    assert verify(kept, PLACE, known) == (
        Finding(Damage.MISSING, "csv/changes.csv"),
        Finding(Damage.ADDED, "csv/new.csv"),
        Finding(Damage.CHANGED, "report.pdf"),
    )


def test_a_manifest_that_covers_a_change_up_is_found(kept: FolderStore, tmp_path: Path) -> None:
    known = expected(kept)
    file = tmp_path / PLACE / MANIFEST
    values = json.loads(file.read_bytes())
    values["files"]["report.pdf"] = marks({"": b"forged"})[""]._asdict()
    del values["files"]["charts/daily.svg"]
    (tmp_path / PLACE / "report.pdf").write_bytes(b"forged")
    file.write_text(json.dumps(values))
    assert verify(kept, PLACE, known) == (
        Finding(Damage.MANIFEST_DIFFERS, "charts/daily.svg"),
        Finding(Damage.CHANGED, MANIFEST),
        Finding(Damage.CHANGED, "report.pdf"),
        Finding(Damage.MANIFEST_DIFFERS, "report.pdf"),
    )
    (added,) = verify(kept, PLACE, {})
    assert added == Finding(Damage.ADDED, "charts/daily.svg")


@pytest.mark.parametrize("with_ledger", [True, False])
def test_a_manifest_that_is_none_is_found(
    kept: FolderStore, tmp_path: Path, *, with_ledger: bool
) -> None:
    known = expected(kept) if with_ledger else {}
    (tmp_path / PLACE / MANIFEST).write_text("{")
    found = verify(kept, PLACE, known)
    assert Finding(Damage.CHANGED, MANIFEST) in found
    assert len(found) == (1 if with_ledger else 1 + len(FILES))


def test_a_run_that_is_gone_misses_all_of_its_files(kept: FolderStore) -> None:
    known = expected(kept)
    kept.delete_run(PLACE)
    assert [one.path for one in verify(kept, PLACE, known)] == sorted(known)
    assert verify(kept, PLACE, {}) == (Finding(Damage.MISSING, MANIFEST),)


def test_a_forgotten_listener_leaves_a_run_that_verifies(store: Store) -> None:
    rows = f"listener_id,risk\r\nL1,0.5\r\n{LISTENER},0.1\r\n".encode()
    files = {**FILES, "csv/churn_risk.csv": rows}
    store.write_run(files, make_manifest())
    known = expected(store)
    found = planned(store, PLACE, LISTENER, NOW)
    assert verify(store, PLACE, known) == ()
    store.replace_files(PLACE, found.files)
    assert found.rows == {"csv/churn_risk.csv": 1}
    assert found.untouched == ("charts/daily.svg", "report.pdf")
    assert {one.kind for one in verify(store, PLACE, known)} == {
        Damage.CHANGED,
        Damage.MANIFEST_DIFFERS,
    }
    assert verify(store, PLACE, {**known, **new_marks(found)}) == ()
    every = {path: store.read(f"{PLACE}/{path}") for path in store.list_files(PLACE)}
    assert not any(LISTENER.encode() in content for content in every.values())
    assert read_manifest(every[MANIFEST]).manifest == make_manifest()
    again = planned(store, PLACE, LISTENER, NOW)
    assert (again.files, again.n_rows) == ({}, 0)
