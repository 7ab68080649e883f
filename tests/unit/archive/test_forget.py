"""One listener is taken out of the files of a run, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace

from reporter.archive.forget import forgotten
from reporter.archive.manifest import MANIFEST
from reporter.render.csv import to_csv
from reporter.report import Report, from_json, to_json
from reporter.results.facts import Gap
from reporter.results.segments import Segmentation
from reporter.tables import tables
from reporter.words import ENGLISH
from tests.factories import make_report

LISTENER = "L0123456789ab"
PAGES = {"report.pdf": b"%PDF", "report.html": b"<html>", "charts/daily.svg": b"<svg/>"}


def about(pseudonym: str) -> Report:
    """A report in which a listener has a row wherever one can have one."""
    report = make_report()
    segmentation, churn, advice = report.segmentation, report.churn, report.recommendations
    assert isinstance(segmentation, Segmentation)
    assert not isinstance(churn, Gap)
    assert not isinstance(advice, Gap)
    entities = (replace(segmentation.entities[0], id=pseudonym), *segmentation.entities[1:])
    listeners = (*churn.listeners[:-1], replace(churn.listeners[-1], id=pseudonym))
    follow_ups = tuple(replace(one, members=(*one.members, pseudonym)) for one in advice.follow_ups)
    return replace(
        report,
        segmentation=replace(segmentation, entities=entities),
        churn=replace(churn, listeners=listeners),
        recommendations=replace(advice, follow_ups=follow_ups),
    )


def written(report: Report, folder: str = "") -> dict[str, bytes]:
    """The files of a run."""
    return {
        f"{folder}report.json": to_json(report).encode(),
        **{f"{folder}csv/{table.name}.csv": to_csv(table) for table in tables(report, ENGLISH)},
        **{f"{folder}{path}": content for path, content in PAGES.items()},
    }


def test_the_listener_is_in_no_file_any_more() -> None:
    files = written(about(LISTENER))
    found = forgotten(files, LISTENER)
    n_members = len(from_json(files["report.json"].decode()).recommendations.follow_ups)  # type: ignore[union-attr]
    assert found.rows == {
        "report.json": 2 + n_members,
        "csv/user_segments.csv": 1,
        "csv/churn_risk.csv": 1,
    }
    assert found.n_rows == 4 + n_members
    assert found.left == ()
    assert not any(LISTENER.encode() in content for content in {**files, **found.files}.values())
    assert found.untouched == ("charts/daily.svg", "report.html", "report.pdf")


def test_all_else_stays_as_it_was() -> None:
    report = about(LISTENER)
    files = written(report)
    found = forgotten(files, LISTENER)
    left = from_json(found.files["report.json"].decode())
    assert to_json(left).encode() == found.files["report.json"]
    assert isinstance(left.segmentation, Segmentation)
    assert isinstance(report.segmentation, Segmentation)
    assert left.segmentation.entities == report.segmentation.entities[1:]
    assert left.overview == report.overview
    assert left.retention == report.retention
    for path in ("csv/user_segments.csv", "csv/churn_risk.csv"):
        lines = files[path].splitlines(keepends=True)
        rest = b"".join(line for line in lines if LISTENER.encode() not in line)
        assert found.files[path] == rest


def test_every_audience_is_cleaned() -> None:
    report = about(LISTENER)
    files = {**written(report, "leadership/"), **written(make_report(), "germany/")}
    found = forgotten(files, LISTENER)
    assert found.rows.keys() == {
        "leadership/report.json",
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
