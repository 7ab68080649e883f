"""The leakage audit of the skip model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporter.results.facts import Estimate, Gap


class SuspectKind(StrEnum):
    """What is added to the model, or done to its plays."""

    COLUMN = "column"
    RECIPE = "recipe"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Suspect:
    """What the AUC would be with something that is banned, or was done otherwise.

    Attributes:
        name: such as `ms_played` or `ties_by_length`.
        kind: a banned `column`, a suspect `recipe`, or the `check` of one that counts as clean.
        auc: on the test plays.
        gain: that AUC - the auditor's own without it, on the same resamples of test.
        leaks: the interval of the gain lies above 0, and it is no check.
    """

    name: str
    kind: SuspectKind
    auc: Estimate
    gain: Estimate
    leaks: bool


@dataclass(frozen=True, slots=True)
class Permutation:
    """What the model makes of labels that were permuted before its features were built.

    Attributes:
        auc: mean AUC over the permutations, which are its n; the interval is two standard errors.
        fair: the interval holds 0.5.
    """

    auc: Estimate
    fair: bool


@dataclass(frozen=True, slots=True)
class Audit:
    """Whether a feature of the skip model knows how the play ended.

    Attributes:
        model: what is refitted: the same model for all, whichever was chosen for the report.
        auc: its AUC on test with the honest features.
        n_columns: columns that were watched while outcomes were changed.
        n_cuts: instants from which on all outcomes were changed.
        n_watched: plays whose columns had to stay as they were, over all cuts.
        leaking: columns that changed, by name; empty on an honest model.
        suspects: worst first.
        absent: suspects that this source has no data for.
        permutation: the check by label permutation.
        clean: no column changed, and permuted labels could not be foreseen.
    """

    model: str
    auc: Estimate
    n_columns: int
    n_cuts: int
    n_watched: int
    leaking: tuple[str, ...]
    suspects: tuple[Suspect, ...]
    absent: tuple[Gap, ...]
    permutation: Permutation
    clean: bool
