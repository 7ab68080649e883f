"""Invented artists, albums, tracks and podcasts, with how popular and how skipped they are."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.sample.effects import ARTIST_SD, PLANTED_ARTISTS, TRACK_SD
from reporter.sample.names import Namer
from reporter.sample.world import MAX_TRACK_SECONDS, MIN_TRACK_SECONDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLAYS_A_TRACK = 8
CHOICE = 4
"""Tracks for each one that somebody owns."""

MIN_TRACKS, MAX_TRACKS = 400, 200_000
MIN_ARTIST_TRACKS, MAX_ARTIST_TRACKS = 4, 20
ALBUM_TRACKS = 10
N_EPISODES, N_SHOWS = 120, 12

_ID_LETTERS = np.array(list(string.digits + string.ascii_letters))
_ID_LENGTH = 22


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that can be played. Tracks are in order of artist and album; artists by popularity.

    Attributes:
        track_name: title of each track.
        track_uri: the export's id of each track, all distinct.
        album_name: album of each track.
        artist_of: index of each track's artist.
        length_ms: of each track; a completed play lasts exactly so long.
        popularity: cumulative chance of each track, ending at 1.
        artist_effect: log-odds of each artist's plays being skipped.
        track_effect: log-odds of each track's plays being skipped, beside its artist's.
        artist_name: of each artist, all distinct.
        episode_name: title of each podcast episode.
        episode_uri: the export's id of each episode.
        show_name: the show of each episode.
    """

    track_name: list[str]
    track_uri: list[str]
    album_name: list[str]
    artist_of: NDArray[np.int32]
    length_ms: NDArray[np.int64]
    popularity: NDArray[np.float64]
    artist_effect: NDArray[np.float64]
    track_effect: NDArray[np.float64]
    artist_name: list[str]
    episode_name: list[str]
    episode_uri: list[str]
    show_name: list[str]

    @property
    def n_episodes(self) -> int:
        """Number of podcast episodes."""
        return len(self.episode_name)


def build(n_plays: int, n_own: int, rng: np.random.Generator) -> Catalogue:
    """A catalogue of a size that suits all plays, and the largest collection of one listener.

    Args:
        n_plays: of all listeners.
        n_own: tracks in the largest collection.
        rng: source of all chance.
    """
    wanted = max(n_plays // PLAYS_A_TRACK, n_own * CHOICE)
    n_tracks = int(np.clip(wanted, MIN_TRACKS, MAX_TRACKS))
    artist_of, rank = _discographies(n_tracks, rng)
    n_artists = int(artist_of[-1]) + 1
    namer = Namer(rng)
    scripts = namer.scripts(n_artists)
    new_album = rank % ALBUM_TRACKS == 0
    albums = namer.titles(scripts[artist_of[new_album]])
    album_of = np.cumsum(new_album) - 1
    shows = namer.artists(np.zeros(N_SHOWS, np.int64))
    return Catalogue(
        track_name=namer.titles(scripts[artist_of]),
        track_uri=_uris("track", n_tracks, rng),
        album_name=[albums[i] for i in album_of.tolist()],
        artist_of=artist_of,
        length_ms=_lengths_ms(n_tracks, rng),
        popularity=_popularity(artist_of, rank),
        artist_effect=_artist_effects(n_artists, rng),
        track_effect=TRACK_SD * rng.standard_normal(n_tracks),
        artist_name=namer.artists(scripts),
        episode_name=[f"{shows[i % N_SHOWS]}: {i // N_SHOWS + 1}" for i in range(N_EPISODES)],
        episode_uri=_uris("episode", N_EPISODES, rng),
        show_name=[shows[i % N_SHOWS] for i in range(N_EPISODES)],
    )


def _discographies(
    n_tracks: int, rng: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The artist of each track, and the track's rank within the artist, from 0."""
    sizes = rng.integers(
        MIN_ARTIST_TRACKS, MAX_ARTIST_TRACKS + 1, size=n_tracks // MIN_ARTIST_TRACKS + 1
    )
    artist_of = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[:n_tracks]
    first = np.concatenate([[0], np.cumsum(sizes)])[artist_of]
    return artist_of, np.arange(n_tracks) - first


def _popularity(artist_of: NDArray[np.int32], rank: NDArray[np.int64]) -> NDArray[np.float64]:
    weight = (artist_of + 8.0) ** -0.9 * (rank + 1.5) ** -0.7
    edges: NDArray[np.float64] = np.cumsum(weight) / weight.sum()
    edges[-1] = 1.0
    return edges


def _artist_effects(n_artists: int, rng: np.random.Generator) -> NDArray[np.float64]:
    effects = ARTIST_SD * rng.standard_normal(n_artists)
    for artist, log_odds in PLANTED_ARTISTS.items():
        effects[artist] = log_odds
    return effects


def _lengths_ms(n_tracks: int, rng: np.random.Generator) -> NDArray[np.int64]:
    seconds = 205 * np.exp(0.22 * rng.standard_normal(n_tracks))
    clipped: NDArray[np.float64] = np.clip(seconds, MIN_TRACK_SECONDS, MAX_TRACK_SECONDS)
    return (1000 * clipped).astype(np.int64)


def _uris(kind: str, n: int, rng: np.random.Generator) -> list[str]:
    letters = _ID_LETTERS[rng.integers(0, len(_ID_LETTERS), size=(n, _ID_LENGTH))]
    ids = np.ascontiguousarray(letters).view(f"<U{_ID_LENGTH}").ravel().tolist()
    return [f"spotify:{kind}:{name}" for name in ids]
