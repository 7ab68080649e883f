"""One listener is taken out of the files of a run, and nothing else is."""

from __future__ import annotations

import json

from reporter.archive.forget import forgotten
from reporter.archive.manifest import MANIFEST
from reporter.press.records import records
from reporter.press.rows import row_records
from reporter.tables.rows import Rows
from tests.factories import make_report
from tests.factories.rows import make_rows

LISTENER = "L0123456789ab"
PAGES = {"report.pdf": b"%PDF", "report.html": b"<html>", "charts/daily.svg": b"<svg/>"}


def about(pseudonym: str) -> Rows:
    """Rows of which a listener has one wherever one can have one."""
    rows = make_rows()
    entities, risks = rows.entities, rows.risks
    assert entities is not None
    assert risks is not None
    ids, others = entities["id"].to_pylist(), risks["listener_id"].to_pylist()
    return Rows(
        entities.set_column(0, "id", [[pseudonym, *ids[1:]]]),
        risks.set_column(0, "listener_id", [[*others[:-1], pseudonym]]),
    )


def written(rows: Rows, folder: str = "") -> dict[str, bytes]:
    """The files of a run."""
    files = {**records(make_report()), **row_records(make_report(), rows), **PAGES}
    return {f"{folder}{path}": content for path, content in files.items()}


def test_the_listener_is_in_no_file_any_more() -> None:
    files = written(about(LISTENER))
    found = forgotten(files, LISTENER)
    assert found.rows == {"csv/user_segments.csv": 1, "csv/churn_risk.csv": 1}
    assert found.n_rows == 2
    assert found.left == ()
    assert not any(LISTENER.encode() in content for content in {**files, **found.files}.values())
    assert found.untouched == ("charts/daily.svg", "report.html", "report.pdf")


def test_all_else_stays_as_it_was() -> None:
    files = written(about(LISTENER))
    found = forgotten(files, LISTENER)
    for path in ("csv/user_segments.csv", "csv/churn_risk.csv"):
        lines = files[path].splitlines(keepends=True)
        rest = b"".join(line for line in lines if LISTENER.encode() not in line)
        assert found.files[path] == rest


def test_an_old_report_that_holds_rows_is_cleaned() -> None:
    """Reports of earlier versions have lists of listeners, and of members."""
    segments = [{"id": LISTENER, "plays": 3}, {"id": "L1", "plays": 4}]
    values = {"segmentation": {"entities": segments}, "members": ["L1", LISTENER]}
    content = (json.dumps(values, indent=1) + "\n").encode()
    found = forgotten({"report.json": content}, LISTENER)
    kept = json.loads(found.files["report.json"])
    assert kept == {"segmentation": {"entities": segments[1:]}, "members": ["L1"]}
    assert found.rows == {"report.json": 2}


def test_every_audience_is_cleaned() -> None:
    files = {**written(about(LISTENER), "leadership/"), **written(make_rows(), "germany/")}
    found = forgotten(files, LISTENER)
    assert found.rows.keys() == {
        "leadership/csv/user_segments.csv",
        "leadership/csv/churn_risk.csv",
    }
    assert "germany/report.pdf" in found.untouched


def test_a_stranger_changes_nothing() -> None:
    found = forgotten(written(about(LISTENER)), "Lffffffffffff")
    assert (found.files, found.rows, found.left) == ({}, {}, ())


def test_a_longer_name_is_somebody_else() -> None:
    values = {"listeners": [{"id": f"{LISTENER}0"}], "members": [f"{LISTENER}0", LISTENER]}
    content = (json.dumps(values, indent=1) + "\n").encode()
    found = forgotten({"report.json": content}, LISTENER)
    kept = json.loads(found.files["report.json"])
    assert kept == {"listeners": [{"id": f"{LISTENER}0"}], "members": [f"{LISTENER}0"]}
    assert found.rows == {"report.json": 1}


def test_where_it_stands_in_no_row_is_told() -> None:
    files = {"report.html": f"<p>{LISTENER}</p>".encode(), MANIFEST: LISTENER.encode()}
    found = forgotten(files, LISTENER)
    assert found.files == {}
    assert found.left == (MANIFEST, "report.html")
