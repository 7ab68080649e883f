"""A run by its id, the beginning of it, `latest`, or its period; and where its files are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.archive.folder import FolderStore
from reporter.errors import ArchiveError, UsageError
from reporter.history.archive import Archive
from reporter.history.pages import page
from reporter.ledger.values import PeriodKey, State
from reporter.period import PeriodKind
from tests.factories.history import keep, make_id
from tests.factories.kept import FILES, WHOLE
from tests.factories.ledger import NOW, make_key, make_run

if TYPE_CHECKING:
    from pathlib import Path

WEEKLY = "weekly"


def test_a_run_has_several_names(archive: Archive) -> None:
    keep(archive, 0)
    keep(archive, 1, key=make_key(0))
    keep(archive, 2, key=make_key(0, "daily"))
    whole = PeriodKey(WEEKLY, "", PeriodKind.ALL, WHOLE.label, WHOLE.first_day, WHOLE.end_day)
    keep(archive, 3, key=whole)

    def found(name: str, report: str = WEEKLY) -> str:
        return archive.find(name, report).id

    assert found(make_id(0)) == make_id(0)
    assert found("20241216T0001") == make_id(1)
    assert found("latest") == make_id(3)
    assert found("2024-W50") == found("2024w50") == make_id(1)
    assert found("2024-W50", "daily") == make_id(2)
    assert found("all") == found(WHOLE.label) == make_id(3)
    for name in ("2024-W51", "20251216", "20241216"):
        with pytest.raises(UsageError):
            found(name)


def test_latest_is_the_newest_that_has_files(archive: Archive) -> None:
    with pytest.raises(UsageError, match="no report yet"):
        archive.find("latest", WEEKLY)
    made = keep(archive, 0)
    archive.ledger.runs.claim(make_run("r9", key=make_key(5)), NOW)
    archive.ledger.runs.end("r9", State.FAILED, "no plays", NOW)
    assert archive.find("latest", WEEKLY).id == made.id
    with pytest.raises(UsageError, match="run r9 left no files: it is failed"):
        archive.find("r9", WEEKLY)


def test_the_configured_source_comes_before_others(archive: Archive) -> None:
    keep(archive, 0, key=make_key(0, origin="a"))
    assert archive.find("2024-W50", WEEKLY).id == make_id(0)
    keep(archive, 1, key=make_key(0, origin="b"))
    with pytest.raises(UsageError, match="on several sources"):
        archive.find("2024-W50", WEEKLY)
    keep(archive, 2, key=make_key(0))
    keep(archive, 3, key=make_key(0, origin="a"))
    assert archive.find("2024-W50", WEEKLY).id == make_id(2)


def test_a_pruned_run_says_so(archive: Archive) -> None:
    run = keep(archive, 0)
    assert archive.ledger.runs.prune(run.id, NOW)
    with pytest.raises(UsageError, match="were removed by `reporter history prune`"):
        archive.find(run.id, WEEKLY)


def test_files_are_where_they_were_written_or_restored(archive: Archive, tmp_path: Path) -> None:
    elsewhere = FolderStore(tmp_path / "elsewhere")
    run = keep(Archive(archive.ledger, elsewhere), 0)
    assert archive.store_of(run).root == elsewhere.root
    restored = keep(archive, 1)
    assert archive.store_of(replace(restored, root="/gone")) is archive.store
    assert archive.store_of(replace(restored, root="/gone", folder="a/b/c")) is archive.store


def test_the_pages_of_each_audience(archive: Archive, output: Path) -> None:
    both = {f"{name}/report.{kind}": b"x" for name in ("boss", "team") for kind in ("pdf", "html")}
    run = keep(archive, 0, files=both, audiences=("boss", "team"))
    place = output / run.folder
    assert page(archive, run, None, html=False) == str(place / "boss/report.pdf")
    assert page(archive, run, "team", html=True) == str(place / "team/report.html")
    with pytest.raises(UsageError, match="no report for the audience 'me': it has boss, team"):
        page(archive, run, "me", html=False)
    plain = keep(archive, 1, files=FILES)
    assert page(archive, plain, "all", html=False).endswith(f"{plain.id}/report.pdf")
    with pytest.raises(ArchiveError, match=r"report.html is gone: .* verify"):
        page(archive, plain, None, html=True)
