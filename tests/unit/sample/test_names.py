"""Invented names: distinct where they must be, in several scripts, the same for the same seed."""

from __future__ import annotations

import numpy as np

from reporter.sample.names import SCRIPTS, Namer, draw


def test_artists_are_told_apart_and_titles_are_not_empty() -> None:
    namer = Namer(np.random.default_rng(1))
    scripts = namer.scripts(5000)
    artists, titles = namer.artists(scripts), namer.titles(scripts)
    assert len(set(artists)) == len(artists) == 5000
    assert all(title.strip() == title and title for title in titles)


def test_the_same_generator_gives_the_same_names() -> None:
    one, two, other = (Namer(np.random.default_rng(seed)) for seed in (7, 7, 8))
    scripts = np.zeros(50, np.int64)
    names = one.artists(scripts)
    assert names == two.artists(scripts)
    assert names != other.artists(scripts)


def test_letters_that_no_bundled_font_has_stay_with_the_less_popular_half() -> None:
    scripts = Namer(np.random.default_rng(3)).scripts(4000)
    rare = {code for code, script in enumerate(SCRIPTS) if script.rare}
    assert not rare & set(scripts[:2000].tolist())
    assert rare <= set(scripts[2000:].tolist())
    assert len(set(scripts[:2000].tolist())) == len(SCRIPTS) - len(rare)


def test_draw_follows_the_weights_and_never_leaves_them() -> None:
    weights = np.array([1.0, 0.0, 3.0])
    u = np.append((np.arange(1000) + 0.5) / 1000, [0.0, np.nextafter(1, 0)])
    counts = np.bincount(draw(weights, u), minlength=3)
    assert counts.tolist() == [251, 0, 751]
