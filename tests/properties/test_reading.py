"""Whatever the rows, their order and their files: the counts add up, and the plays are the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporter.config import EngineSettings, SourceSettings
from reporter.engine.connection import connect
from reporter.errors import SourceError
from reporter.sources import Intake, read
from tests.factories.exports import NOW, Row, as_csv, as_json, fetch, play, podcast, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.backends.duckdb import Backend

STOPS = ("2024-03-01T08:00:00Z", "2024-03-01T08:00:01Z", "2024-12-31T23:59:59Z")
plays = st.builds(
    play,
    st.sampled_from(STOPS),
    st.sampled_from(("t1", "t2")),
    ms_played=st.sampled_from((0, 1, 180_000)),
    username=st.sampled_from(("u1", "u2")),
    reason_end=st.sampled_from(("trackdone", "fwdbtn", "", "odd, 'word' \"x\"\n")),
    skipped=st.sampled_from((True, False, None)),
    offline_timestamp=st.sampled_from((None, 0, 1_709_279_700)),
    master_metadata_track_name=st.text(
        st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=5
    ),
)
others = st.builds(podcast, st.sampled_from(STOPS))
bad = st.builds(
    play,
    st.sampled_from((*STOPS, "never", "2099-01-01T00:00:00Z")),
    ms_played=st.sampled_from((-1, 10**9, "x")),
)
rows_of_all_kinds = st.lists(st.one_of(plays, plays, others, bad), min_size=1, max_size=25)


@pytest.fixture(scope="module")
def engine() -> Iterator[Backend]:
    with connect(EngineSettings()) as backend:
        yield backend


def taken(engine: Backend, parts: list[list[Row]], form: str) -> tuple[Intake, list[Any]] | str:
    """What comes of rows in files; the error where there is no music."""
    with tempfile.TemporaryDirectory() as folder:
        for n, rows in enumerate(part for part in parts if part):
            content = as_json(rows) if form == "json" else as_csv(rows)
            write(Path(folder) / "s" / f"{n}.{form}", content)
        source = SourceSettings(path=f"{folder}/s", max_bad_share=1)
        try:
            intake = read(source, engine, key=lambda: b"k", now=NOW)
        except SourceError as error:
            return str(error)
        return intake, fetch(engine, f"FROM ({engine.compile(intake.plays)}) ORDER BY ALL")


@pytest.mark.untraced
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=rows_of_all_kinds,
    data=st.data(),
    form=st.sampled_from(("json", "csv")),
)
def test_counts_add_up_and_order_and_files_change_nothing(
    engine: Backend, rows: list[Row], data: st.DataObject, form: str
) -> None:
    whole = taken(engine, [rows], form)
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parted = taken(engine, [shuffled[:cut], shuffled[cut:]], form)
    if isinstance(whole, str) or isinstance(parted, str):
        assert whole == parted
        return
    for intake, kept in (whole, parted):
        for count in intake.files:
            ways = (count.kept, count.duplicates, count.other_content, count.quarantined)
            assert min(ways) >= 0
            assert count.read == sum(ways)
        assert sum(count.read for count in intake.files) == len(rows)
        assert sum(count.kept for count in intake.files) == len(kept)
        assert sum(count.n for count in intake.quarantine) == len(intake.quarantined_rows)
        assert len(set(kept)) <= len(kept)
    assert whole[1] == parted[1]
    assert whole[0].quarantine == parted[0].quarantine
    assert whole[0].other_content == parted[0].other_content
