"""The leakage auditor: it names what was planted, and nothing on honest features."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.analysis.skips.audit.auditor import audit
from reporter.analysis.skips.audit.collected import N_PERMUTATIONS, evidence
from reporter.analysis.skips.audit.suspects import (
    COLUMNS,
    RECIPES,
    arithmetic_gap,
    ms_played,
    session_plays,
    ties_by_length,
    track_encoding,
    track_length,
)
from reporter.analysis.skips.audit.trial import exposed
from reporter.analysis.skips.audit.watch import watch
from reporter.analysis.skips.drawn import FETCHED, ORDER
from reporter.analysis.skips.features import FEATURES, with_features
from reporter.analysis.skips.sampling import SAMPLE_PLAYS, draw, listening
from reporter.results.audit import Audit, SuspectKind
from reporter.results.facts import Gap, Part, Reason
from tests.histories import Play, make_history
from tests.real_histories import read_history

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from reporter.analysis.history.prepared import History
    from reporter.analysis.skips.audit.evidence import Evidence
    from reporter.analysis.skips.audit.suspects import Column
    from reporter.analysis.skips.audit.trial import Build
    from reporter.analysis.skips.drawn import Drawn
    from reporter.analysis.skips.features import Sample

SEED = 5


def _plays(n_listeners: int, n_sessions: int, seed: int = 0) -> list[Play]:
    """Sessions of ten plays; skips are short, follow each other, and some plays stop together."""
    rng = np.random.default_rng(seed)
    plays = []
    for listener in range(n_listeners):
        for session in range(n_sessions):
            at = datetime.fromisoformat("2024-01-01T08:00") + timedelta(hours=31 * session)
            skipped = False
            for k in range(10):
                skipped = rng.random() < (0.65 if skipped else 0.3)
                length = int(rng.integers(4_000, 60_000) if skipped else 200_000)
                plays.append(
                    Play(
                        at.isoformat(),
                        "fwdbtn" if skipped else "trackdone",
                        listener=f"L{listener}",
                        track=f"t{rng.integers(40)}",
                        artist=f"A{rng.integers(12)}",
                        ms=length,
                        began="trackdone" if k else "clickrow",
                        shuffle=bool(rng.random() < 0.5),
                    )
                )
                at += timedelta(milliseconds=length)
                if k % 4 == 3:  # another one that stops in the same instant
                    early = rng.random() < 0.5
                    ms = 3_000 if early else 100_000
                    start = (at - timedelta(milliseconds=ms)).isoformat()
                    end = "fwdbtn" if early else "trackdone"
                    plays.append(replace(plays[-1], start=start, end=end, ms=ms, track="together"))
    return plays


def _evidence(history: History, limit: int = SAMPLE_PLAYS) -> Evidence:
    heard = listening(history, limit=limit, seed=SEED)
    return evidence(history.engine, heard, draw(history, heard), SEED)


@pytest.fixture(scope="module")
def one_person() -> Evidence:
    return _evidence(make_history(_plays(1, 110)))


@pytest.fixture(scope="module")
def several() -> Evidence:
    return _evidence(make_history(_plays(6, 25)))


@pytest.fixture(scope="module")
def quick(one_person: Evidence) -> Evidence:
    """Less of it, where the numbers do not matter."""
    return replace(one_person, cuts=one_person.cuts[:2], permuted=one_person.permuted[:4])


@pytest.fixture(scope="module")
def found(several: Evidence) -> Audit:
    audited = audit(several, SEED)
    assert isinstance(audited, Audit)
    return audited


def _planting(name: str, column: Column) -> Build:
    """Features with one more, made as a careless hand would."""

    def build(drawn: Drawn) -> Sample:
        sample, plays = with_features(drawn), drawn.plays
        order = plays.sort_values(list(ORDER))
        values = column(plays).loc[order.index][order["skip"].notna()].to_numpy(float)
        features = (*sample.features, name)
        return replace(sample, plays=sample.plays.assign(**{name: values}), features=features)

    return build


def _constant(plays: pd.DataFrame) -> pd.Series:
    return plays["hour"].astype(float)


def _next_outcome(plays: pd.DataFrame) -> pd.Series:
    return plays["skip"].shift(-1).fillna(0).astype(float)


PLANTED: list[tuple[str, Column]] = [
    ("one_person", ms_played),
    ("several", session_plays),
    ("one_person", track_length),
    ("several", track_encoding),
    ("one_person", arithmetic_gap),
    ("several", _next_outcome),
]


def test_the_models_plays_carry_nothing_of_how_they_ended(several: Evidence) -> None:
    banned = set(several.banned.column_names)
    assert banned == {"ms_played", "reason_end", "started_at", "exact_start"}
    assert not banned & set(FETCHED)
    assert not banned & set(several.drawn.table.column_names)
    assert several.banned.num_rows == several.drawn.table.num_rows


def test_banned_columns_stand_beside_their_own_play(several: Evidence) -> None:
    plays = exposed(several).plays
    short = plays["ms_played"] < 100_000
    assert (short == (plays["skip"] == 1)).all()
    assert ((plays["reason_end"] == "fwdbtn") == (plays["skip"] == 1)).all()


@pytest.mark.parametrize("which", ["one_person", "several"])
def test_honest_features_do_not_move(which: str, request: pytest.FixtureRequest) -> None:
    looked = watch(request.getfixturevalue(which), with_features, SEED)
    assert looked.leaking == ()
    assert looked.n_cuts >= 4
    assert looked.n_plays > 1_000
    assert looked.n_columns > len(FEATURES)


def test_a_column_known_before_is_no_leak(several: Evidence) -> None:
    assert watch(several, _planting("harmless", _constant), SEED).leaking == ()


@pytest.mark.untraced
@pytest.mark.parametrize(("which", "column"), PLANTED)
def test_a_planted_leak_is_named(
    which: str, column: Column, request: pytest.FixtureRequest
) -> None:
    looked = watch(request.getfixturevalue(which), _planting("quiet", column), SEED)
    assert looked.leaking == ("quiet",)


@pytest.mark.parametrize("which", ["one_person", "several"])
def test_ties_broken_by_length_are_found(which: str, request: pytest.FixtureRequest) -> None:
    looked = watch(
        request.getfixturevalue(which),
        lambda drawn: ties_by_length(with_features, drawn).sample,
        SEED,
    )
    assert {"last_1", "rate_5"} <= set(looked.leaking)


def test_rates_over_all_listeners_with_the_present_day_are_found(several: Evidence) -> None:
    """As if the engine had pooled without leaving the session's own day out."""

    def build(drawn: Drawn) -> Sample:
        plays = drawn.plays
        today = plays.groupby("day")["skip"].transform("sum").astype(int)
        leaking = plays.assign(all_pool_skips=plays["all_pool_skips"] + today)
        return with_features(replace(drawn, table=drawn.table.from_pandas(leaking)))

    assert "pool_rate" in watch(several, build, SEED).leaking


def test_the_honest_model_is_clean_and_its_suspects_are_ranked(found: Audit) -> None:
    assert found.clean
    assert found.permutation.fair
    assert found.permutation.auc.n == N_PERMUTATIONS
    gains = [one.gain.value for one in found.suspects]
    assert gains == sorted(gains, reverse=True)
    by_name = {one.name: one for one in found.suspects}
    rebuilt = {"ties_by_length", "sessions_by_gap", "random_split", "stated_gap"}
    assert set(by_name) == {*COLUMNS, *RECIPES, *rebuilt}
    for name in ("reason_end", "ms_played", "percent_played", "stop_gap"):
        assert by_name[name].leaks, name
        assert by_name[name].auc.value > 0.95
    assert not by_name["stated_gap"].leaks
    assert by_name["stated_gap"].kind is SuspectKind.CHECK
    for one in found.suspects:
        assert one.gain.value == pytest.approx(one.auc.value - found.auc.value)
        assert one.gain.low is not None
        assert one.gain.high is not None
        assert one.gain.low <= one.gain.value <= one.gain.high


@pytest.mark.untraced
def test_two_audits_are_equal(quick: Evidence) -> None:
    assert audit(quick, SEED) == audit(quick, SEED)


def test_a_leak_makes_the_verdict(quick: Evidence) -> None:
    audited = audit(quick, SEED, _planting("quiet", ms_played))
    assert isinstance(audited, Audit)
    assert not audited.clean
    assert audited.leaking == ("quiet",)
    assert audited.permutation.fair  # it cannot see what stands in the play's own row


def test_what_the_source_does_not_state_is_absent(quick: Evidence) -> None:
    table = quick.banned
    names = table.column_names
    unknown = table.set_column(
        names.index("exact_start"), "exact_start", [[False] * len(table)]
    ).set_column(names.index("reason_end"), "reason_end", [[None] * len(table)])
    audited = audit(replace(quick, banned=unknown), SEED)
    assert isinstance(audited, Audit)
    assert [gap.name for gap in audited.absent] == ["reason_end", "stated_gap"]
    assert not {"reason_end", "stated_gap"} & {one.name for one in audited.suspects}


@pytest.mark.parametrize(
    ("plays", "reason"),
    [
        (_plays(1, 3), Reason.TOO_FEW_PLAYS),
        ([replace(play, end="trackdone") for play in _plays(1, 60)], Reason.ONE_CLASS),
        (
            [
                replace(play, end="fwdbtn" if i % 100 == 0 else "trackdone")
                for i, play in enumerate(_plays(1, 60))
            ],
            Reason.ONE_CLASS,
        ),
    ],
    ids=["few", "one class", "a rare class"],
)
def test_too_little_to_audit(plays: list[Play], reason: Reason) -> None:
    gap = audit(_evidence(make_history(plays)), SEED)
    assert isinstance(gap, Gap)
    assert (gap.part, gap.reason) == (Part.AUDIT, reason)


@pytest.mark.untraced
@pytest.mark.slow
def test_the_committed_sample_is_clean(root: Path) -> None:
    history = read_history(root / "data" / "sample", zone="UTC")
    audited = audit(_evidence(history, limit=12_000), SEED)
    assert isinstance(audited, Audit)
    assert audited.clean
    by_name = {one.name: one for one in audited.suspects}
    for name in ("reason_end", "ms_played", "percent_played", "stop_gap", "track_encoding"):
        assert by_name[name].leaks, name


@pytest.mark.untraced
@pytest.mark.shared
@pytest.mark.slow
def test_a_real_history_is_clean_and_its_starts_leak_as_published(shared_data: Path) -> None:
    """Exact gaps from the true start move the AUC by -0.002 to 0.010, from the other by more."""
    audited = audit(_evidence(read_history(shared_data / "listener-b.csv")), SEED)
    assert isinstance(audited, Audit)
    assert audited.clean
    by_name = {one.name: one for one in audited.suspects}
    stated, computed = by_name["stated_gap"].gain, by_name["arithmetic_gap"].gain
    assert stated.value < 0.012
    assert computed.value > stated.value + 0.01
    assert by_name["ms_played"].auc.value > 0.9
