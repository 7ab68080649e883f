"""The engine's local time is that of `zoneinfo`, in every zone and at every instant."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporter.config import EngineSettings
from reporter.engine.connection import connect
from reporter.engine.expressions import local_time, lot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.backends.duckdb import Backend

ZONES = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"})).map(ZoneInfo)
INSTANTS = st.datetimes(
    datetime(2006, 1, 1),  # noqa: DTZ001 - canonical plays have no zone
    datetime(2030, 12, 31),  # noqa: DTZ001 - as above
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Backend]:
    with connect(EngineSettings(memory="512MB", threads=1)) as backend:
        yield backend


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=ZONES, instants=st.lists(INSTANTS, min_size=1, max_size=20))
def test_local_time_is_that_of_the_zone(
    engine: Backend, zone: ZoneInfo, instants: list[datetime]
) -> None:
    table = ibis.memtable(pa.table({"t": pa.array(instants, pa.timestamp("us"))}))
    local = local_time(table.t, zone, min(instants).date(), max(instants).date())

    found = engine.to_pyarrow(local).to_pylist()

    aware = [instant.replace(tzinfo=UTC).astimezone(zone) for instant in instants]
    assert found == [instant.replace(tzinfo=None) for instant in aware]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    seed=st.integers(0, 2**31),
)
def test_a_name_always_draws_the_same_lot(engine: Backend, key: str, seed: int) -> None:
    table = ibis.memtable(pa.table({"key": [key, key]}))
    first, second = engine.to_pyarrow(lot(table.key, seed)).to_pylist()
    assert first == second
    assert 0 <= first < 2**28
