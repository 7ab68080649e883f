"""`python -m bench.skips`: what the skip model gains over what was there before it.

On the committed sample, on the real histories where they lie beside the checkout, and on any other
history that is named.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from bench.floor import notebook_features, notebook_model
from reporter.analysis.skips.audit.trial import trial
from reporter.analysis.skips.evaluation import auc_draws, blocks, interval
from reporter.analysis.skips.features import with_features
from reporter.analysis.skips.model import skip_model, usable_folds
from reporter.analysis.skips.models import Baseline, Model, baseline, train
from reporter.analysis.skips.sampling import SAMPLE_PLAYS, draw, listening
from reporter.archive.folder import FolderStore
from reporter.config.settings import Settings
from reporter.engine.connection import connect
from reporter.results.facts import Estimate, Gap, Unit
from reporter.study import intake

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from reporter.analysis.skips.drawn import Drawn
    from reporter.analysis.skips.evaluation import Blocks

    Floats = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "sample"
REAL = tuple(
    ROOT.parent / "shared" / "data" / name for name in ("listener-a.zip", "listener-b.csv")
)
PAGE = ROOT / "docs" / "skip-model.md"
BEGIN, END = "<!-- made by make skip-table -->", "<!-- end of it -->"

NOW = datetime(2030, 1, 1, tzinfo=UTC)
KEY = "the key of a benchmark"
SEED = 42
BAR = 0.05
"""The least gain that is asked for on the sample and on the two real histories."""

HEADER = (
    "history",
    "plays",
    "test plays",
    "model",
    "AUC on test",
    "last action",
    "notebook's features",
    "gain over the better of the two",
    "bar",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One history.

    Attributes:
        name: of its file or folder.
        n_plays: plays in the model's sample.
        model: the one that was chosen.
        auc: on test; so the next two.
        last_action: of the last action repeated.
        notebook: of the notebook's own features without its leaking ones.
        gain: `auc` - the better of these two, on the same resamples.
    """

    name: str
    n_plays: int
    model: Model
    auc: Estimate
    last_action: Estimate
    notebook: Estimate
    gain: Estimate

    def cells(self) -> tuple[str, ...]:
        """As `HEADER` names them."""
        scores = (self.auc, self.last_action, self.notebook, self.gain)
        return (
            self.name,
            f"{self.n_plays:,}",
            f"{self.auc.n:,}",
            self.model.value.replace("_", " "),
            *(f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in scores),
            "reached" if self.gain.value >= BAR else "MISSED",
        )


def read(path: Path, zone: str = "UTC", limit: int = SAMPLE_PLAYS) -> Drawn:
    """The sample of a history's plays that the skip model is made of."""
    settings = Settings.model_validate({"source": {"path": str(path), "key": KEY}, "zone": zone})
    with tempfile.TemporaryDirectory() as folder, connect(settings.engine) as engine:
        store = FolderStore(Path(folder))
        taken = intake.read(settings, engine, store, NOW)
        ready = intake.prepare(settings, engine, taken, store, report=None, period="latest")
        return draw(ready.history, listening(ready.history, limit=limit, seed=SEED))


def measure(name: str, drawn: Drawn) -> Line | Gap:
    """The skip model and its floors on the same later plays; a gap where there is no model."""
    with threadpool_limits(1):
        made = trial(with_features, drawn)
        folds, model = usable_folds(made.sample.plays), skip_model(made.sample, SEED)
        if isinstance(folds, Gap):
            return folds
        if isinstance(model, Gap):
            return model
        plays, best = made.sample.plays, Model(model.best)
        skip, test = plays["skip"].to_numpy(float), plays[folds.test]
        features = notebook_features(drawn.plays.loc[made.rows])
        chances = (
            train(best, made.sample, folds.known, SEED).probability(test),
            baseline(Baseline.LAST_ACTION, plays, folds.known)[folds.test],
            notebook_model(features, skip, folds.known, folds.test),
        )
    y, resamples = skip[folds.test], blocks(test, SEED)
    scores = [_score(y, p, resamples) for p in chances]
    (auc, draws), *floors = scores
    floor, floor_draws = max(floors, key=lambda one: one[0].value)
    gain = Estimate(auc.value - floor.value, Unit.SCORE, len(y), *interval(draws - floor_draws))
    return Line(name, made.sample.n_plays, best, auc, floors[0][0], floors[1][0], gain)


def _score(y: Floats, p: Floats, resamples: Blocks) -> tuple[Estimate, Floats]:
    draws = auc_draws(y, p, resamples)
    auc = Estimate(float(roc_auc_score(y, p)), Unit.SCORE, len(y), *interval(draws))
    return auc, draws


def table(lines: Iterable[Line]) -> str:
    """A Markdown table."""
    rows = (HEADER, ("---",) * len(HEADER), *(line.cells() for line in lines))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def into(page: str, made: str) -> str:
    """The page with the table in its place."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.split(END)[1]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; 1 where the bar is missed on the sample or a real history."""
    parser = argparse.ArgumentParser(prog="python -m bench.skips", description=__doc__)
    parser.add_argument("history", nargs="*", type=Path, help="other histories to look at")
    parser.add_argument("--write", action="store_true", help=f"write the table to {PAGE.name}")
    given = parser.parse_args(arguments)
    asked = [SAMPLE, *(path for path in REAL if path.exists())]
    lines = []
    for path in (*asked, *given.history):
        line = measure(path.name, read(path, "UTC" if path == SAMPLE else "Europe/Berlin"))
        if isinstance(line, Gap):
            print(f"{path.name}: no skip model, {line.reason}")
        else:
            lines.append(line)
            print(" | ".join(line.cells()), flush=True)
    if given.write:
        PAGE.write_text(into(PAGE.read_text(encoding="utf-8"), table(lines)), encoding="utf-8")
    missed = [line for line in lines[: len(asked)] if line.gain.value < BAR]
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
