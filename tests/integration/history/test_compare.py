"""Two kept reports of one audience, and which audience that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.errors import ArchiveError, UsageError
from reporter.history.compare import compare
from reporter.report import to_json
from tests.factories import make_report
from tests.factories.history import keep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.history.archive import Archive


def report(plays: float = 7812, *folders: str) -> Mapping[str, bytes]:
    """A report with so many plays, in each of the folders."""
    made = make_report()
    first, *rest = made.overview.tiles
    assert first.now is not None
    tiles = (replace(first, now=replace(first.now, value=plays)), *rest)
    content = to_json(replace(made, overview=replace(made.overview, tiles=tiles))).encode()
    return {f"{folder}report.json": content for folder in folders or ("",)}


def test_two_runs_side_by_side(archive: Archive) -> None:
    first, second = keep(archive, 0, files=report()), keep(archive, 1, files=report(8000))
    found = compare(archive, first, second, None)
    assert (found.first.run, found.second.run) == (first, second)
    assert (found.first.audience, found.second.audience) == ("all", "all")
    plays, *rest = found.found.headlines
    assert (plays.change, plays.material) == (188, False)
    assert not any(row.change for row in rest)
    assert found.found.n_material == 0
    assert compare(archive, second, first, "all").found.headlines[0].change == -188


def test_the_first_common_audience_is_compared_unless_one_is_named(archive: Archive) -> None:
    one = keep(archive, 0, files=report(1, "boss/", "team/"), audiences=("boss", "team"))
    two = keep(archive, 1, files=report(2, "team/", "guests/"), audiences=("team", "guests"))
    three = keep(archive, 2, files=report(3))

    def audiences(*pair: int, name: str | None = None) -> tuple[str, str]:
        runs = (one, two, three)
        found = compare(archive, runs[pair[0]], runs[pair[1]], name)
        return found.first.audience, found.second.audience

    assert audiences(0, 1) == ("team", "team")
    assert audiences(0, 0, name="team") == ("team", "team")
    assert audiences(0, 2) == ("boss", "all")
    with pytest.raises(UsageError, match="no report for the audience 'boss': it has team, guests"):
        audiences(0, 1, name="boss")


def test_a_report_of_another_version_is_a_sentence(archive: Archive) -> None:
    first = keep(archive, 0, files={"report.json": b'{"schema_version": 0}'})
    second = keep(archive, 1, files=report())
    with pytest.raises(ArchiveError, match=r"cannot be read .*: compare with reporter 1\.2\.3"):
        compare(archive, first, second, None)
