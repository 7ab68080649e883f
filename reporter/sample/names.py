"""Invented names: pronounceable, of several scripts, and nobody's."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WORDS_A_SCRIPT = 1500


@dataclass(frozen=True, slots=True)
class Script:
    """Syllables of an invented language, and the patterns of its names.

    Attributes:
        share: of all artists.
        rare: for the less popular half of the artists alone: no bundled font has its letters.
        begin: onsets of syllables.
        middle: vowels.
        end: codas of the last syllable.
        artists: patterns with `{0}` and `{1}` for words.
        titles: as `artists`, of albums and tracks.
    """

    share: float
    begin: tuple[str, ...]
    middle: tuple[str, ...]
    end: tuple[str, ...]
    artists: tuple[str, ...]
    titles: tuple[str, ...]
    rare: bool = False


_TITLES = (
    *("{0}", "{0} {1}") * 5,
    "Quiet {0}",
    "Night over {0}",
    "The Road to {0}",
    "{0} in the Morning",
    "Letters from {0}",
    "Goodbye, {0}",
    "Half of {0}",
    "{0}, Pt. 2",
    "Don’t Wake {0}",
    "{0} & {1}",
)
_PLAIN = ("{0}", "{0} {1}") * 2


def _letters(text: str) -> tuple[str, ...]:
    return tuple(text.split(" "))


SCRIPTS: tuple[Script, ...] = (
    Script(
        share=0.74,
        begin=_letters("b br c d dr f g gl h j k kr l m n p r s st t th tr v w z"),
        middle=_letters("a e i o u a e i o ae ea io"),
        end=_letters("l n r s m nd th x ver dra va na lo ri"),
        artists=(*("{0} {1}",) * 6, *("{0}",) * 4, *("The {0}s",) * 2, "{0} & the {1}s", "DJ {0}"),
        titles=_TITLES,
    ),
    Script(
        share=0.15,
        begin=_letters("b d f g h j k l m n p r s t v b d f g l m n r s t ç ñ š ž"),
        middle=_letters("a e i o u a e i o u a e i o é ö á ü ø í å ã"),
        end=_letters("l n r s ra na va to ción ström är né"),
        artists=(*_PLAIN, "Los {0}s", "{0} och {1}"),
        titles=(*_PLAIN, "Noche de {0}", "{0} é {1}", "Für {0}"),
    ),
    Script(
        share=0.04,
        begin=_letters("β γ δ ζ κ λ μ ν π ρ σ τ φ χ"),
        middle=_letters("α ε ι ο υ ά έ ί ό"),
        end=_letters("ς ν ρα λη μος"),
        artists=_PLAIN,
        titles=(*_PLAIN, "{0} και {1}"),
    ),
    Script(
        share=0.05,
        begin=_letters("б в г д ж з к л м н п р с т ч ш"),
        middle=_letters("а е и о у ы я ю"),
        end=_letters("й н р ск ва ля"),
        artists=_PLAIN,
        titles=(*_PLAIN, "{0} и {1}"),
    ),
    Script(
        share=0.014,
        begin=_letters("カ サ タ ナ ハ マ ヤ ラ ミ リ ト ノ"),
        middle=_letters("ー ル ン キ ミ ナ"),
        end=_letters("ア ン オ エ"),
        artists=_PLAIN,
        titles=_PLAIN,
        rare=True,
    ),
    Script(
        share=0.006,
        begin=_letters("ב ג ד ל מ נ ר ש ת"),
        middle=_letters("א ו י ע"),
        end=_letters("ה ר ן ת"),
        artists=_PLAIN,
        titles=_PLAIN,
        rare=True,
    ),
)


class Namer:
    """Draws names; the same generator gives the same names."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._words = tuple(_words(script, rng) for script in SCRIPTS)

    def scripts(self, n: int) -> NDArray[np.int64]:
        """A script for each of `n` artists, the most popular first."""
        common = np.array([0.0 if script.rare else script.share for script in SCRIPTS])
        every = np.array([script.share for script in SCRIPTS])
        n_common = n // 2
        u = self._rng.random(n)
        return np.concatenate(
            [draw(common, u[:n_common]), draw(every, u[n_common:])],
        )

    def artists(self, scripts: NDArray[np.int64]) -> list[str]:
        """A name for each artist, no two alike."""
        return _distinct(self._fill(scripts, [script.artists for script in SCRIPTS]))

    def titles(self, scripts: NDArray[np.int64]) -> list[str]:
        """A title for each album or track; two may be alike."""
        return self._fill(scripts, [script.titles for script in SCRIPTS])

    def _fill(self, scripts: NDArray[np.int64], patterns: Sequence[tuple[str, ...]]) -> list[str]:
        u = self._rng.random((len(scripts), 3))
        names = []
        for script, (pick, first, second) in zip(scripts.tolist(), u.tolist(), strict=True):
            words, choice = self._words[script], patterns[script]
            pattern = choice[int(pick * len(choice))]
            one, two = words[int(first * len(words))], words[int(second * len(words))]
            names.append(pattern.format(one, two))
        return names


def draw(weights: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Indices with chances in proportion to `weights`, from uniform numbers in [0, 1)."""
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, u, side="right"), len(weights) - 1)


def _words(script: Script, rng: np.random.Generator) -> tuple[str, ...]:
    u = rng.random((WORDS_A_SCRIPT, 7)).tolist()
    return tuple(dict.fromkeys(_word(script, row) for row in u))


def _word(script: Script, u: list[float]) -> str:
    parts = [
        script.begin[int(u[0] * len(script.begin))],
        script.middle[int(u[1] * len(script.middle))],
        script.begin[int(u[2] * len(script.begin))],
        script.middle[int(u[3] * len(script.middle))],
    ]
    if u[4] < 0.6:  # noqa: PLR2004 - most words have a third syllable
        parts.append(script.end[int(u[5] * len(script.end))])
    word = "".join(parts)
    return word[0].upper() + word[1:]


def _distinct(names: list[str]) -> list[str]:
    """Tell apart those that are alike: `Marel`, `Marel II`…, as bands do."""
    seen: dict[str, int] = {}
    taken = set(names)
    result = []
    for name in names:
        n = seen.get(name, 0) + 1
        unique = name
        while n > 1 and unique in taken:
            unique = f"{name} {n}"
            n += unique in taken
        seen[name] = max(n, 1)
        taken.add(unique)
        result.append(unique)
    return result
