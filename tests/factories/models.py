"""A made skip model and made drivers."""

from __future__ import annotations

from datetime import date

from reporter.analysis.statistics.intervals import two_sided_p
from reporter.results.audit import Audit, Permutation, Suspect, SuspectKind
from reporter.results.drivers import (
    Driver,
    DriverCurve,
    DriverGroup,
    Drivers,
    Entangled,
    LocalEffect,
)
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.skips import (
    Block,
    ClassScore,
    Confusion,
    CurvePoint,
    Importance,
    ModelScore,
    SkipModel,
)

TEST_PLAYS = 9_000
DRIVER_Q = 0.1
BLOCKS = (
    Block("validation", 1, date(2024, 10, 7), 22_500, 6_750),
    Block("validation", 2, date(2024, 10, 28), 29_250, 6_750),
    Block("test", 3, date(2024, 11, 18), 36_000, TEST_PLAYS),
)
SCORES = (
    ("logistic_regression", 0.794, 0.741, False, True),
    ("random_forest", 0.797, 0.744, False, False),
    ("gradient_boosting", 0.801, 0.746, False, False),
    ("prevalence", 0.5, 0.706, True, False),
    ("last_action", 0.671, 0.712, True, False),
    ("track_rate", 0.642, 0.709, True, False),
)


def _auc(value: float) -> Estimate:
    half = 0.0 if value == 0.5 else 0.016
    return Estimate(value, Unit.SCORE, TEST_PLAYS, value - half, value + half)


def _measure(value: float, half: float = 0.02, unit: Unit = Unit.SCORE) -> Estimate:
    return Estimate(value, unit, TEST_PLAYS, value - half, value + half)


def _score(row: tuple[str, float, float, bool, bool], block: Block) -> ModelScore:
    model, auc, accuracy, is_baseline, is_best = row
    flat = model == "prevalence"
    return ModelScore(
        model=model,
        split=block.split,
        origin=block.origin,
        n_train=block.n_train,
        n_test=block.n_test,
        accuracy=_measure(accuracy, unit=Unit.SHARE),
        auc=_auc(auc),
        pr_auc=_measure(0.294 if flat else auc - 0.19),
        log_loss=_measure(0.612 - 0.3 * (auc - 0.5)),
        brier=_measure(0.21 - 0.1 * (auc - 0.5), 0.005),
        calibration_slope=None if flat else _measure(0.97, 0.06),
        calibration_intercept=None if flat else _measure(0.01, 0.04),
        is_baseline=is_baseline,
        is_best=is_best,
    )


def _roc(auc: float, n: int = 60) -> tuple[CurvePoint, ...]:
    """The curve y = x^a, which has that area."""
    power = (1 - auc) / auc
    xs = [(i / (n - 1)) ** 2 for i in range(n)]
    return tuple(CurvePoint(x, x**power) for x in xs)


def make_skip_model() -> SkipModel:
    """Three models in a tie, the simplest chosen, well above the best baseline."""
    return SkipModel(
        n_sample=60_000,
        n_history=181_450,
        n_listeners=203,
        n_features=34,
        blocks=BLOCKS,
        skip_share=0.294,
        scores=tuple(_score(row, block) for block in BLOCKS for row in SCORES),
        best="logistic_regression",
        tied=("logistic_regression", "random_forest", "gradient_boosting"),
        best_baseline="last_action",
        gain=Estimate(0.123, Unit.SCORE, TEST_PLAYS, 0.108, 0.139),
        usable=True,
        suspicious=False,
        without_overlaps=Estimate(0.793, Unit.SCORE, 8_914, 0.777, 0.809),
        report=(
            ClassScore("complete", 0.78, 0.88, 0.827, 6_354),
            ClassScore("skip", 0.59, 0.41, 0.484, 2_646),
            ClassScore("macro avg", 0.685, 0.645, 0.655, TEST_PLAYS),
            ClassScore("weighted avg", 0.724, 0.742, 0.726, TEST_PLAYS),
        ),
        confusion=Confusion(5_592, 762, 1_561, 1_085),
        roc=_roc(0.794),
        baseline_roc=(CurvePoint(0.0, 0.0), CurvePoint(0.21, 0.55), CurvePoint(1.0, 1.0)),
        calibration=tuple(
            CurvePoint(0.04 + 0.08 * i, 0.05 + 0.077 * i + 0.01 * (-1) ** i, 900) for i in range(10)
        ),
        importances=tuple(
            Importance(name, 0.31 * 0.72**i)
            for i, name in enumerate(
                (
                    "start_rate_30",
                    "track_rate",
                    "rate_5",
                    "rate_100",
                    "reason_start_fwdbtn",
                    "hour_sin",
                    "artist_days",
                    "shuffle",
                    "platform_android",
                    "position",
                    "skip_streak",
                    "track_plays",
                )
            )
        ),
        importance_kind="coefficient",
    )


SUSPECTS = (
    ("reason_end", SuspectKind.COLUMN, 0.206, True),
    ("ms_played", SuspectKind.COLUMN, 0.171, True),
    ("arithmetic_gap", SuspectKind.RECIPE, 0.046, True),
    ("ties_by_length", SuspectKind.RECIPE, 0.012, True),
    ("session_plays", SuspectKind.COLUMN, 0.001, False),
    ("stated_gap", SuspectKind.CHECK, -0.002, False),
)


def make_audit() -> Audit:
    """Clean features, beside six suspects of which four would leak."""
    return Audit(
        model="gradient_boosting",
        auc=_auc(0.801),
        n_columns=60,
        n_cuts=8,
        n_watched=141_210,
        leaking=(),
        suspects=tuple(
            Suspect(name, kind, _auc(min(0.801 + gain, 0.984)), _measure(gain, 0.006), leaks)
            for name, kind, gain, leaks in SUSPECTS
        ),
        absent=(Gap(Part.AUDIT, Reason.NO_COLUMN, name="session_minutes"),),
        permutation=Permutation(Estimate(0.4993, Unit.SCORE, 20, 0.4961, 0.5025), fair=True),
        clean=True,
    )


def _driver(
    feature: str, reference: str, level: str, effect: float, half: float, raw: float, share: float
) -> Driver:
    n = round(share * 181_450)
    estimate = Estimate(effect, Unit.POINTS, n, effect - half, effect + half)
    p = two_sided_p(1.96 * effect / half)
    adjusted = min(1.0, 2 * p)
    return Driver(
        feature, level, reference, estimate, raw, share, p, adjusted, kept=adjusted < DRIVER_Q
    )


def _group(
    feature: str,
    reference: str,
    loss: float,
    levels: tuple[tuple[str, float, float, float, float], ...],
    entangled: tuple[Entangled, ...] = (),
) -> DriverGroup:
    rows = tuple(_driver(feature, reference, *level) for level in levels)
    rest = max(0.02, 1 - sum(row.share for row in rows))
    estimate = Estimate(loss, Unit.SCORE, TEST_PLAYS, 0.8 * loss, 1.2 * loss)
    return DriverGroup(feature, reference, round(rest * 181_450), estimate, rows, (), entangled)


def _driver_curve(feature: str, at: tuple[float, ...], effect: tuple[float, ...]) -> DriverCurve:
    steps = (
        LocalEffect(x, Estimate(y, Unit.POINTS, 20_000 - 1_500 * i, y - 1.1, y + 1.1))
        for i, (x, y) in enumerate(zip(at, effect, strict=True))
    )
    return DriverCurve(feature, tuple(steps), 31_000 if feature == "track_rate" else 0)


def make_drivers() -> Drivers:
    """Seven drivers, strongest first; the listener's own rate leads."""
    groups = (
        _group(
            "listener_rate",
            "medium",
            0.0412,
            (("low", -11.8, 0.9, -16.0, 0.33), ("high", 14.1, 1.0, 19.2, 0.33)),
        ),
        _group(
            "reason_start",
            "trackdone",
            0.0230,
            (
                ("fwdbtn", 9.7, 0.8, 21.4, 0.24),
                ("clickrow", -3.2, 1.1, -5.9, 0.11),
                ("other", -0.4, 1.9, 1.2, 0.05),
            ),
            (Entangled("appload", "position", 0.0, 5_230, 4.2, 0.03),),
        ),
        _group(
            "track_rate",
            "medium",
            0.0187,
            (
                ("low", -6.2, 0.8, -9.1, 0.25),
                ("high", 8.8, 0.9, 12.6, 0.24),
                ("new", 2.1, 0.9, 3.0, 0.18),
            ),
        ),
        _group(
            "platform",
            "ios",
            0.0051,
            (
                ("android", 4.6, 1.7, 6.1, 0.44),
                ("web", 0.3, 1.6, -1.0, 0.14),
                ("windows", -1.4, 1.9, -2.5, 0.09),
                ("cast", -6.8, 2.4, -10.4, 0.04),
            ),
        ),
        _group("shuffle", "off", 0.0032, (("on", 3.1, 1.5, 12.1, 0.58),)),
        _group(
            "hour",
            "12-17",
            0.0009,
            (
                ("00-05", 1.2, 1.8, 2.2, 0.07),
                ("06-11", 0.4, 1.0, 0.1, 0.21),
                ("18-23", 0.9, 0.9, 1.4, 0.41),
            ),
        ),
        _group(
            "position",
            "1",
            0.0006,
            (
                ("2-5", -0.8, 1.1, -0.2, 0.25),
                ("6-20", -1.1, 1.2, -1.4, 0.33),
                ("21+", -1.6, 1.4, -3.0, 0.22),
            ),
        ),
    )
    levels = [level for group in groups for level in group.levels]
    return Drivers(
        n=174_190,
        auc=Estimate(0.731, Unit.SCORE, TEST_PLAYS, 0.716, 0.746),
        groups=groups,
        curves=(
            _driver_curve(
                "listener_rate", (0.1, 0.22, 0.31, 0.44, 0.7), (-12, -6.1, -1.0, 4.4, 14)
            ),
            _driver_curve("track_rate", (0.14, 0.24, 0.33, 0.5), (-6.0, -1.2, 2.0, 8.1)),
            _driver_curve(
                "hour", (1.1, 4.2, 8.0, 13.2, 19.0, 22.1), (1.0, 0.2, -0.6, -1, 0.3, 0.9)
            ),
            _driver_curve(
                "position", (1.0, 2.5, 4.4, 8.6, 18.2, 40.1), (0.9, 0.2, 0, -0.3, -0.5, -1)
            ),
        ),
        habits_held=True,
        q=DRIVER_Q,
        tested=len(levels),
        kept=sum(level.kept for level in levels),
        absent=(Gap(Part.DRIVERS, Reason.ONE_LEVEL, name="artist_rate"),),
        least_overlap=0.1,
    )
