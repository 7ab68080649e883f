"""A mailed report of a small population: no number in it is about one to nine listeners.

Who stands behind each number is counted again from the raw file, with pandas alone.
"""

from __future__ import annotations

import email
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import datetime
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import yaml

from reporter import sample
from reporter.sample import Format
from tests.system.test_mailed import everything
from tests.system.test_oracle import music

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAST = 10
RARE = "Planted Rarity"
LEVEL = "console"
PLATFORM = "Partner sony_tv PS4"

pytestmark = [pytest.mark.slow, pytest.mark.untraced]


def few(n: float) -> bool:
    """Whether a group may not be told of."""
    return 0 < round(n) < LEAST


@dataclass(frozen=True)
class Told:
    """What was mailed, and what it was made from.

    Attributes:
        tables: name -> the table in the mail's zip.
        text: all of the mail and of what is attached to it, as text.
        report: report.json, which is not mailed; its numbers are those of the pages.
        plays: music up to the end of the period, as `music` reads it, with `platform`, `artist`,
            `shuffle`, `week` and `hour`.
    """

    tables: dict[str, pd.DataFrame]
    text: str
    report: dict[str, Any]
    plays: pd.DataFrame

    def inside(self, span: dict[str, Any]) -> pd.DataFrame:
        """Plays of a period of the report."""
        first, end = (pd.Timestamp(span[name], tz="UTC") for name in ("first_day", "end_day"))
        return self.plays[(self.plays["start"] >= first) & (self.plays["start"] < end)]

    @property
    def period(self) -> pd.DataFrame:
        return self.inside(self.report["scope"]["period"])

    @property
    def before(self) -> pd.DataFrame:
        return self.inside(self.report["scope"]["previous"])


def planted(source: Path) -> None:
    """Few listeners on one day and in one early week, in one artist, and on one platform."""
    rows = pd.read_csv(source, dtype=str)
    names = sorted(rows["username"].unique())
    day = pd.to_datetime(rows["ts"], utc=True).dt.floor("D")
    last = day.max()
    quiet = (day == last - pd.Timedelta(days=9)) | (day == last - pd.Timedelta(days=4))
    early = (day >= day.min() + pd.Timedelta(days=14)) & (day < day.min() + pd.Timedelta(days=21))
    rows = rows[
        ~((quiet & ~rows["username"].isin(names[:5])) | (early & ~rows["username"].isin(names[:8])))
    ]
    day = day[rows.index]
    recent = rows[(day > last - pd.Timedelta(days=14))]
    rare = recent[recent["username"].isin(recent["username"].unique()[:6])].index
    rows.loc[rare, "master_metadata_album_artist_name"] = RARE
    rows.loc[rare, "platform"] = PLATFORM
    rows.to_csv(source, index=False)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("few")
    sample.write(folder / "made", listeners=90, weeks=18, seed=5, format=Format.CSV)
    source = folder / "made" / "plays.csv"
    planted(source)
    config = {
        "source": {"path": str(source), "key": "0123456789abcdef0123456789abcdef"},
        "owner": {"mail": ["ops@example.org"]},
        "delivery": {"from": "Reporter <r@example.org>"},
        "reports": {"weekly": {"audiences": [{"name": "all", "to": ["ceo@example.org"]}]}},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("REPORTER_")}
    done = subprocess.run(
        [sys.executable, "-m", "reporter", "run", "--send", "--json"],
        cwd=folder,
        env=quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = json.loads(done.stdout.splitlines()[-1])["files"]
    (mail,) = sorted((folder / "output" / "outbox").iterdir())
    message = email.message_from_bytes(mail.read_bytes(), policy=policy.default)
    report = json.loads(Path(files["json"]).read_text(encoding="utf-8"))
    return Told(
        tables=_tables(message),
        text=everything(message).decode(errors="replace"),
        report=report,
        plays=_plays(source, report["scope"]["period"]["end_day"]),
    )


def _tables(message: Any) -> dict[str, pd.DataFrame]:  # noqa: ANN401 - a message
    (packed,) = (part for part in message.walk() if part.get_content_type() == "application/zip")
    with zipfile.ZipFile(io.BytesIO(packed.get_payload(decode=True))) as archive:
        return {
            Path(name).stem: pd.read_csv(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
        }


def _plays(source: Path, end_day: str) -> pd.DataFrame:
    raw = pd.read_csv(source)
    plays = music(source)
    own = raw.loc[plays.index]
    monday = plays["day"] - pd.to_timedelta(plays["day"].dt.day_of_week, unit="D")
    plays = plays.assign(
        artist=own["master_metadata_album_artist_name"],
        shuffle=own["shuffle"],
        planted=own["platform"] == PLATFORM,
        decided=own["reason_end"].isin(["fwdbtn", "backbtn", "endplay", "trackdone"]),
        week=monday,
        hour=plays["start"].dt.hour,
    )
    return plays[plays["start"] < pd.Timestamp(end_day, tz="UTC")]


def rows(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, with their cells as attributes."""
    yield from table.itertuples()


def listeners(plays: pd.DataFrame) -> int:
    return int(plays["listener"].nunique())


def weeks_of(label: str) -> list[pd.Timestamp]:
    """Mondays of the weeks of a cohort."""
    mondays = [datetime.strptime(f"{week}-1", "%G-W%V-%u") for week in label.split("..")]  # noqa: DTZ007 - UTC below
    return list(pd.date_range(mondays[0], mondays[-1], freq="7D", tz="UTC"))


def spans(plays: pd.DataFrame, column: str) -> dict[Any, set[str]]:
    """Listeners by a column of the plays."""
    found: dict[Any, set[str]] = plays.groupby(column)["listener"].agg(set).to_dict()
    return found


def together(groups: Iterable[set[str]]) -> int:
    """Listeners of some groups."""
    return len(set().union(*groups))


def test_no_table_of_persons_is_mailed(told: Told) -> None:
    assert {"user_segments", "churn_risk", "quarantined_rows"}.isdisjoint(told.tables)
    assert len(told.tables) == 13


def test_the_population_has_what_must_be_left_out(told: Told) -> None:
    """Or nothing here would fail without the rule."""
    by_day, by_hour = spans(told.plays, "day"), spans(told.period, "hour")
    by_week = spans(told.plays, "week")
    new = told.plays.groupby("listener")["week"].min().value_counts()
    assert sum(few(len(who)) for who in by_day.values()) > 5
    assert any(not few(len(who)) for who in by_day.values())
    assert any(few(len(who)) for who in by_hour.values())
    assert any(few(len(who)) for who in by_week.values())
    assert any(few(n) for n in new)
    assert few(listeners(told.period[told.period["artist"] == RARE]))
    assert few(listeners(told.period[told.period["planted"]]))


def test_days_of_few_are_without_numbers_and_follow_from_nothing(told: Told) -> None:
    table = told.tables["retention_analysis"]
    numbers = table.drop(columns=["date", "week"])
    day = pd.to_datetime(table["date"], utc=True)
    who = spans(told.plays, "day")
    shown = dict(zip(day, table["daily_plays"], strict=True))
    for i, one in enumerate(day):
        if few(len(who.get(one, ()))):
            assert numbers.iloc[i].isna().all()
        if pd.notna(shown[one]):
            assert shown[one] == (told.plays["day"] == one).sum()
        window = day[max(0, i - 6) : i + 1]
        if any(pd.isna(shown[other]) for other in window):
            assert pd.isna(table["rolling_7d_plays"][i])
    hidden = [one for one in day if pd.isna(shown[one])]
    assert len(hidden) < len(day)
    for _, own in day.groupby(table["week"]):
        if all(one in hidden for one in own if one in who):
            continue  # the week is left out, too: see below
        assert not few(together(who[one] for one in own if one in hidden))


def test_weeks_of_few_are_without_numbers_in_tables_and_lines(told: Told) -> None:
    who = spans(told.plays, "week")
    out = set()
    for week in told.report["retention"]["weeks"]:
        monday = pd.Timestamp(week["first_day"], tz="UTC")
        if few(len(who.get(monday, ()))):
            assert week["plays"] is week["active"] is week["skips"] is week["minutes"] is None
        if week["plays"] is None:
            out.add(monday)
        else:
            assert week["active"] == len(who.get(monday, ()))
    assert not few(together(who[monday] for monday in out))
    for tile in told.report["overview"]["tiles"][:4]:
        for point in tile["series"]:
            monday = pd.Timestamp(point["first_day"], tz="UTC")
            assert (point["value"] is None) == (monday in out)


def test_hours_of_few_are_left_out_and_follow_from_nothing(told: Told) -> None:
    who = spans(told.period, "hour")
    hidden = []
    for hour, row in enumerate(told.report["overview"]["hours"]):
        if few(len(who.get(hour, ()))):
            assert row["plays"] is row["share"] is row["skip_rate"] is row["before"] is None
        if row["plays"] is None:
            hidden.append(who[hour])
    assert hidden
    assert not few(together(hidden))


def test_what_few_played_is_named_nowhere(told: Told) -> None:
    assert RARE not in told.text
    platforms = told.report["overview"]["platforms"]
    assert isinstance(platforms, dict) or LEVEL not in {row["level"] for row in platforms}
    for name in ("changes", "skip_drivers", "recommendations"):
        assert LEVEL not in set(told.tables[name]["level"])


def test_leaders_are_of_enough_listeners_in_each_week(told: Told) -> None:
    table = told.tables["leaders"]
    assert len(table)
    for row in rows(table):
        column, key = ("artist", row.level) if row.kind == "artist" else ("track", row.level)
        match = [
            own[own[column].astype(str).str.endswith(str(key))]
            for own in (told.period, told.before)
        ]
        assert listeners(match[0]) >= LEAST
        assert pd.isna(row.plays_before) or not few(listeners(match[1]))


def test_cohorts_have_no_cell_of_few_and_none_follows_from_the_curve(told: Told) -> None:
    table = told.tables["cohort_retention"]
    first = told.plays.groupby("listener")["week"].min()
    week = spans(told.plays, "week")
    columns: dict[int, list[tuple[set[str], set[str]]]] = {}
    for row in rows(table):
        back: set[str] = set()
        members: set[str] = set()
        for monday in weeks_of(row.cohort):
            own = set(first[first == monday].index)
            members |= own
            back |= own & week.get(monday + pd.Timedelta(weeks=row.offset), set())
        assert row.size == len(members) >= LEAST
        if pd.isna(row.active):
            assert pd.isna(row.rate)
            if row.complete and not row.truncated and row.offset:
                columns.setdefault(row.offset, []).append((back, members - back))
            continue
        assert row.active == len(back)
        assert not few(len(back))
        assert not few(len(members) - len(back))
    assert columns
    curve = told.tables["retention_curve"]
    shown = set(curve[curve["name"] == "retention"]["offset"])
    for offset in columns.keys() & shown:
        assert not few(together(back for back, _ in columns[offset]))
        assert not few(together(rest for _, rest in columns[offset]))


def test_curves_have_no_share_of_few(told: Told) -> None:
    curve = told.tables["retention_curve"]
    plain = curve[curve["name"].isin(["retention", "unbounded", "day", "bracket"])]
    assert len(plain)
    for row in rows(plain):
        assert not few(row.value * row.n)
        assert not few((1 - row.value) * row.n)
    sizes = sorted(set(plain["n"]))
    assert not any(few(b - a) for a, b in zip(sizes, sizes[1:]))  # noqa: B905, RUF007 - neighbours


def test_growth_has_no_number_of_few_and_none_follows(told: Told) -> None:
    table = told.tables["growth_accounting"]
    values = table[table["unit"] == "listeners"]["value"].dropna()
    assert len(values)
    assert not any(few(n) for n in values)
    wide = table.set_index(["level", "name"])["value"].unstack()  # noqa: PD010 - nothing is summed
    assert wide["active"].notna().sum() > 5
    for row, before in zip(rows(wide), [None, *rows(wide)], strict=False):
        told_new = pd.notna(row.new)
        assert told_new == pd.notna(row.resurrected)
        assert pd.notna(row.retained) == pd.notna(row.churned)
        if pd.notna(row.retained) and before is not None:
            assert not few(row.active - row.retained)
            assert row.churned == before.active - row.retained
    new = told.plays.groupby("listener")["week"].min().value_counts()
    hidden = wide[wide["new"].isna()].index
    for cohort in told.tables["cohort_retention"]["cohort"].unique():
        labels = {f"{monday:%G-W%V}": int(new.get(monday, 0)) for monday in weeks_of(cohort)}
        assert not few(sum(n for label, n in labels.items() if label in hidden))


def test_bars_of_listeners_are_of_nobody_or_enough(told: Told) -> None:
    sticky, churn = told.report["retention"]["stickiness"], told.report["churn"]
    days = sticky["days_active"]
    assert None in days
    assert not any(few(n) for n in days if n is not None)
    assert not few(sticky["rate"]["n"] - sum(n for n in days if n is not None))
    for band in churn.get("bands", ()):
        assert band["n"] is None or not few(band["n"])
    for curve in told.report["retention"]["survival"].get("curves", ()):
        lost = curve["lost"]
        assert lost is None or not (few(lost) or few(curve["n"] - lost))


def test_segments_and_their_map_are_of_enough(told: Told) -> None:
    table = told.tables["segment_profiles"]
    assert not any(few(n) for n in table["n"])
    found = told.report["segmentation"]["found"]
    if "points" in found:
        assert len(found["points"]) * LEAST <= found["n_segmented"]


def test_drivers_are_of_enough_listeners(told: Told) -> None:
    table = told.tables["skip_drivers"]
    decided = told.plays[told.plays["decided"]]
    names = {"on": True, "off": False}
    for row in rows(table[table["name"] == "shuffle"]):
        if row.level in names:
            assert not few(listeners(decided[decided["shuffle"] == names[row.level]]))
