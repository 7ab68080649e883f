"""After forgetting, no byte of the archive names the listener, and all of it verifies."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from reporter.archive.folder import FolderStore
from reporter.archive.registry import open_store
from reporter.config.settings import KeepSettings
from reporter.errors import UsageError
from reporter.history import forget as module
from reporter.history.archive import Archive
from reporter.history.forget import forget
from reporter.history.listener import pseudonym_of
from reporter.history.prune import prune
from reporter.history.verify import verify
from reporter.ledger.values import Attempt, DeliveryState
from reporter.sources.pseudonym import pseudonym
from tests.factories.history import keep, make_id, quiet
from tests.factories.kept import FILES, make_manifest
from tests.factories.ledger import NOW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LISTENER, OTHER = "L0123456789ab", "Lba9876543210"


def about(*listeners: str) -> Mapping[str, bytes]:
    """Files of a run in which these listeners have their rows."""
    rows = "".join(f"{one},0.5\r\n" for one in listeners)
    entities = ", ".join(f'{{"id": "{one}", "n": 3}}' for one in listeners)
    return {
        **FILES,
        "csv/churn_risk.csv": f"listener_id,risk\r\n{rows}".encode(),
        "report.json": f'{{"entities": [{entities}]}}'.encode(),
    }


def names(folder: Path, listener: str) -> list[Path]:
    """Every file below a folder, the ledger among them, with the listener in its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if listener.encode() in path.read_bytes()]


def test_no_byte_names_the_listener_any_more(archive: Archive, output: Path) -> None:
    runs = [keep(archive, number, files=about(LISTENER, OTHER)) for number in range(2)]
    keep(archive, 2, files=about(OTHER))
    archive.store.write_run(about(LISTENER), make_manifest("2024-W40", make_id(40)))
    before = {path: path.read_bytes() for path in output.rglob("*.csv")}
    assert len(names(output, LISTENER)) == 6
    would = forget(archive, LISTENER, NOW, quiet, dry_run=True)
    assert {path: path.read_bytes() for path in before} == before
    done = forget(archive, LISTENER, NOW, quiet)
    assert done == would
    assert names(output, LISTENER) == []
    assert len(names(output, OTHER)) == 6
    assert (done.n_runs, len(done.cleaned), done.n_rows, done.n_files) == (4, 3, 6, 6)
    assert (done.left, done.unread, done.finished) == ((), {}, ())
    assert {one.run for one in done.cleaned} == {*(run.id for run in runs), make_id(40)}
    assert all(one.n_pages == 2 and one.altered == () for one in done.cleaned)
    assert [one.kind.value for one in verify(archive, None, quiet).problems] == ["unknown"]
    again = forget(archive, LISTENER, NOW, quiet)
    assert (again.cleaned, again.finished, again.n_runs) == ((), (), 4)


@pytest.mark.parametrize(
    ("what", "name", "is_well", "is_replaced"),
    [
        (FolderStore, "replace_files", True, False),
        (FolderStore, "_settle", True, True),
        (module, "_record", False, True),
    ],
)
def test_a_second_call_finishes_what_was_stopped(
    archive: Archive,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: object,
    name: str,
    *,
    is_well: bool,
    is_replaced: bool,
) -> None:
    run = keep(archive, 0, files=about(LISTENER, OTHER))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(what, name, killed)
        with pytest.raises(KeyboardInterrupt):
            forget(archive, LISTENER, NOW, quiet)
    assert verify(archive, None, quiet).is_well is is_well
    other = forget(archive, OTHER, NOW, quiet)  # whoever is forgotten next
    assert other.finished == (run.id,) * is_replaced
    assert verify(archive, None, quiet).is_well
    forget(archive, LISTENER, NOW, quiet)
    assert names(output, LISTENER) == []
    assert verify(archive, None, quiet).is_well


def test_a_stranger_does_not_get_into_the_ledger_by_a_forgetting(
    archive: Archive, output: Path
) -> None:
    run = keep(archive, 0, files=about(LISTENER, OTHER))
    place = output / run.folder
    (place / "report.pdf").write_bytes(b"forged")
    table = place / "csv/churn_risk.csv"
    table.write_bytes(table.read_bytes().replace(b"0.5", b"0.1"))
    (cleaned,) = forget(archive, LISTENER, NOW, quiet).cleaned
    assert cleaned.altered == ("csv/churn_risk.csv",)
    assert {(one.kind.value, one.path) for one in verify(archive, None, quiet).problems} == {
        ("changed", "report.pdf"),
    }


def test_mails_that_went_out_are_counted(archive: Archive) -> None:
    run = keep(archive, 0, files=about(LISTENER), to=("a@example.org", "b@example.org"))
    sent, _ = archive.ledger.outbox.of_run(run.id)
    archive.ledger.outbox.settle(sent.id, Attempt(NOW, DeliveryState.SENT, 250, "ok"))
    (cleaned,) = forget(archive, LISTENER, NOW, quiet).cleaned
    assert cleaned.n_mails == 1


def test_where_no_row_is_or_nothing_can_be_read_is_told(archive: Archive, output: Path) -> None:
    text = {"report.html": f"<p>{LISTENER}".encode(), "report.json": f'{{"{LISTENER}'.encode()}
    marked = keep(archive, 0, files={**FILES, **text})
    broken, gone = keep(archive, 1, files=about(LISTENER)), keep(archive, 2)
    (output / broken.folder / "manifest.json").write_text("{")
    archive.store.delete_run(gone.folder)
    done = forget(archive, LISTENER, NOW, quiet)
    assert done.left == tuple(f"{output / marked.folder}/{path}" for path in sorted(text))
    assert list(done.unread) == [str(output / broken.folder)]
    assert done.cleaned == ()


def test_runs_of_other_places_are_cleaned_too(archive: Archive, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    other = Archive(archive.ledger, FolderStore(elsewhere))
    keep(other, 0, files=about(LISTENER))
    assert forget(archive, LISTENER, NOW, quiet).n_rows == 2
    assert names(elsewhere, LISTENER) == []
    assert verify(archive, None, quiet).is_well


def test_a_listener_is_a_pseudonym_or_a_name_with_the_key(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert pseudonym_of(LISTENER, None, None) == LISTENER
    assert pseudonym_of(" ana ", "secret", file) == pseudonym(b"secret", "ana")
    with pytest.raises(UsageError, match="there is no key that tells the pseudonym of 'ana'"):
        pseudonym_of("ana", None, file)
    assert not file.exists()
    file.write_text("other\n")
    assert pseudonym_of("ana", None, file) == pseudonym(b"other", "ana")
    with pytest.raises(UsageError, match="give the key as REPORTER_SOURCE__KEY"):
        pseudonym_of("ana", None, None)
    with pytest.raises(UsageError, match="an empty name"):
        pseudonym_of(" ", "secret", None)


def test_a_bucket_is_kept_in_order_too(archive: Archive) -> None:
    bucket = Archive(archive.ledger, open_store(f"memory://{secrets.token_hex(6)}/reports"))
    run = keep(bucket, 0, files=about(LISTENER))
    keep(bucket, 1)
    assert forget(bucket, LISTENER, NOW, quiet).n_rows == 2
    every = (bucket.store.read(f"{run.folder}/{p}") for p in bucket.store.list_files(run.folder))
    assert not any(LISTENER.encode() in content for content in every)
    (gone,) = prune(bucket, KeepSettings(weekly=1), NOW, quiet).gone
    assert gone.run.id == run.id
    assert list(bucket.store.runs()) == [bucket.find("latest", "weekly").folder]
    assert verify(bucket, None, quiet).is_well
