"""Plays as rows of the export: its fields, with a little of its dirt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from reporter.sample import world

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reporter.sample.catalogue import Catalogue
    from reporter.sample.listening import Plays
    from reporter.sample.population import Population

PODCAST_GAP_MS = 60_000
PODCAST_MS = (480_000, 1_200_000)
SECOND_MS = 1000
SECOND_US = 1_000_000
BLANK = len(world.REASONS_START)
SHARE_OFFLINE, SHARE_INCOGNITO = 0.02, 0.01

SCHEMA = pa.schema(
    [
        ("username", pa.string()),
        ("ts", pa.timestamp("us", "UTC")),
        ("platform", pa.string()),
        ("ms_played", pa.int64()),
        ("conn_country", pa.string()),
        ("master_metadata_track_name", pa.string()),
        ("master_metadata_album_artist_name", pa.string()),
        ("master_metadata_album_album_name", pa.string()),
        ("spotify_track_uri", pa.string()),
        ("episode_name", pa.string()),
        ("episode_show_name", pa.string()),
        ("spotify_episode_uri", pa.string()),
        ("reason_start", pa.string()),
        ("reason_end", pa.string()),
        ("shuffle", pa.bool_()),
        ("skipped", pa.bool_()),
        ("offline", pa.bool_()),
        ("offline_timestamp", pa.int64()),
        ("incognito_mode", pa.bool_()),
    ]
)
"""The columns that every format has."""

ENCODED = pa.schema(
    [
        (
            field.name,
            pa.dictionary(pa.int32(), pa.string())
            if pa.types.is_string(field.type)
            else field.type,
        )
        for field in SCHEMA
    ]
)
"""The same with texts as codes and a dictionary, as they are in memory."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One value for each row in each field: codes and numbers, before they become text.

    Attributes:
        listener: index of the listener.
        start_ms: milliseconds from the first midnight of the data; -1 where not stated.
        end_ms: milliseconds from the first midnight of the data.
        ms_played: milliseconds.
        track: index into the catalogue, -1 for a podcast.
        episode: index into the catalogue's episodes, -1 for music.
        platform: index into `world.PLATFORMS`.
        country: index into `world.COUNTRIES`, or the number of them for `ZZ`.
        reason_start: index into `world.REASONS_START`, or `BLANK`.
        reason_end: index into `world.REASONS_END`.
        shuffle: shuffle was on.
        offline: played offline.
        incognito: played in a private session.
    """

    listener: NDArray[np.int64]
    start_ms: NDArray[np.int64]
    end_ms: NDArray[np.int64]
    ms_played: NDArray[np.int64]
    track: NDArray[np.int64]
    episode: NDArray[np.int64]
    platform: NDArray[np.int64]
    country: NDArray[np.int64]
    reason_start: NDArray[np.int64]
    reason_end: NDArray[np.int64]
    shuffle: NDArray[np.bool_]
    offline: NDArray[np.bool_]
    incognito: NDArray[np.bool_]

    def take(self, at: NDArray[np.int64]) -> Rows:
        """The rows at some indices."""
        return Rows(**{name: getattr(self, name)[at] for name in Rows.__slots__})

    def then(self, others: Rows) -> Rows:
        """These rows and others after them."""
        both = {name: (getattr(self, name), getattr(others, name)) for name in Rows.__slots__}
        return Rows(**{name: np.concatenate(pair) for name, pair in both.items()})


def soil(
    plays: Plays,
    population: Population,
    n_episodes: int,
    end_ms: int,
    counts: Counter[str],
    rng: np.random.Generator,
) -> Rows:
    """Rows of the plays, with podcasts, duplicates and gaps, in order of listener and time.

    Args:
        plays: a block of plays.
        population: all listeners.
        n_episodes: episodes of the catalogue.
        end_ms: end of the data.
        counts: each kind of dirt is counted here, by the names of `Truth`.
        rng: source of all chance.
    """
    music = _music(plays, population, counts, rng)
    podcasts = _podcasts(music, plays.position, n_episodes, end_ms, rng)
    rows = music.then(podcasts)
    order = np.lexsort((rows.end_ms, rows.listener))
    again = (rng.random(len(order)) < world.DIRT.duplicates) & (rows.track[order] >= 0)
    counts.update(podcasts=len(podcasts.listener), duplicates=int(again.sum()))
    return rows.take(np.repeat(order, 1 + again))


def _music(
    plays: Plays, population: Population, counts: Counter[str], rng: np.random.Generator
) -> Rows:
    n = len(plays)
    u = rng.random((5, n))
    blank = u[0] < world.DIRT.blank_reasons
    nowhere = u[1] < world.DIRT.unknown_country
    unknown = u[2] < world.DIRT.no_offline_timestamp
    counts.update(
        blank_reasons=int(blank.sum()),
        unknown_country=int(nowhere.sum()),
        no_offline_timestamp=int(unknown.sum()),
    )
    return Rows(
        listener=plays.listener,
        start_ms=np.where(unknown, -1, plays.start_ms),
        end_ms=plays.end_ms,
        ms_played=plays.ms_played,
        track=plays.track,
        episode=np.full(n, -1),
        platform=plays.platform.astype(np.int64),
        country=np.where(nowhere, len(world.COUNTRIES), population.country[plays.listener]),
        reason_start=np.where(blank, BLANK, plays.reason_start),
        reason_end=plays.reason_end.astype(np.int64),
        shuffle=plays.shuffle,
        offline=u[3] < SHARE_OFFLINE,
        incognito=u[4] < SHARE_INCOGNITO,
    )


def _podcasts(
    music: Rows,
    position: NDArray[np.int8],
    n_episodes: int,
    end_ms: int,
    rng: np.random.Generator,
) -> Rows:
    """After the last play of some sessions, an episode."""
    closes = np.append(position[1:] == 1, True)
    fits = music.end_ms < end_ms - PODCAST_GAP_MS - PODCAST_MS[1]
    chosen = rng.random(len(closes)) < world.DIRT.podcasts
    after = music.take(np.flatnonzero(closes & fits & chosen))
    n = len(after.listener)
    low, high = PODCAST_MS
    start_ms = after.end_ms + PODCAST_GAP_MS
    ms_played = rng.integers(low, high, n)
    return Rows(
        listener=after.listener,
        start_ms=start_ms,
        end_ms=start_ms + ms_played,
        ms_played=ms_played,
        track=np.full(n, -1),
        episode=rng.integers(0, n_episodes, n),
        platform=after.platform,
        country=after.country,
        reason_start=np.full(n, world.CLICKROW),
        reason_end=np.full(n, world.ENDPLAY),
        shuffle=np.zeros(n, np.bool_),
        offline=after.offline,
        incognito=after.incognito,
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that the codes of `Rows` stand for.

    Each is dictionary-encoded, one value for each listener, track or episode. Parquet stores a
    dictionary only where no two of its entries are alike, which those of the plain lists are.
    """

    username: pa.DictionaryArray
    track: pa.DictionaryArray
    artist: pa.DictionaryArray
    album: pa.DictionaryArray
    uri: pa.DictionaryArray
    episode: pa.DictionaryArray
    show: pa.DictionaryArray
    episode_uri: pa.DictionaryArray


def usernames(n: int) -> list[str]:
    """`listener001`, all of one length."""
    width = max(3, len(str(n)))
    return [f"listener{i:0{width}d}" for i in range(1, n + 1)]


def texts(catalogue: Catalogue, names: list[str]) -> Texts:
    """Dictionaries of a catalogue and of listeners' names."""
    return Texts(
        username=_encoded(names),
        track=_encoded(catalogue.track_name),
        artist=_encoded([catalogue.artist_name[i] for i in catalogue.artist_of.tolist()]),
        album=_encoded(catalogue.album_name),
        uri=_encoded(catalogue.track_uri),
        episode=_encoded(catalogue.episode_name),
        show=_encoded(catalogue.show_name),
        episode_uri=_encoded(catalogue.episode_uri),
    )


def _encoded(texts_: Sequence[str]) -> pa.DictionaryArray:
    return pa.array(texts_, pa.string()).dictionary_encode()


PLATFORM = _encoded(world.PLATFORMS)
COUNTRY = _encoded((*world.COUNTRIES, "ZZ"))
REASON_START = _encoded((*world.REASONS_START, ""))
REASON_END = _encoded(world.REASONS_END)


def table(rows: Rows, words: Texts, first_second: int, dead_until_ms: int) -> pa.Table:
    """Rows as a table with the columns of `SCHEMA`, text dictionary-encoded.

    Args:
        rows: a block of rows.
        words: dictionaries of the catalogue and the listeners.
        first_second: the first midnight of the data, in seconds of Unix time.
        dead_until_ms: before it, `skipped` is false in every row.
    """
    music, episode = rows.track >= 0, rows.episode >= 0
    by_hand = (rows.reason_end > world.TRACKDONE) & (rows.reason_end <= world.ENDPLAY)
    start = first_second + rows.start_ms // SECOND_MS
    columns = [
        _text(rows.listener, words.username),
        pa.array((first_second + rows.end_ms // SECOND_MS) * SECOND_US).cast(
            SCHEMA.field("ts").type
        ),
        _text(rows.platform, PLATFORM),
        pa.array(rows.ms_played),
        _text(rows.country, COUNTRY),
        _text(rows.track, words.track, music),
        _text(rows.track, words.artist, music),
        _text(rows.track, words.album, music),
        _text(rows.track, words.uri, music),
        _text(rows.episode, words.episode, episode),
        _text(rows.episode, words.show, episode),
        _text(rows.episode, words.episode_uri, episode),
        _text(rows.reason_start, REASON_START),
        _text(rows.reason_end, REASON_END),
        pa.array(rows.shuffle),
        pa.array(by_hand & music & (rows.end_ms >= dead_until_ms)),
        pa.array(rows.offline),
        pa.array(start, mask=rows.start_ms < 0),
        pa.array(rows.incognito),
    ]
    return pa.table(columns, schema=ENCODED)


def _text(
    codes: NDArray[np.int64], words: pa.DictionaryArray, there: NDArray[np.bool_] | None = None
) -> pa.DictionaryArray:
    """The words of some codes; null where not `there`."""
    entries = words.indices.to_numpy()[np.maximum(codes, 0)]
    mask = None if there is None else ~there
    return pa.DictionaryArray.from_arrays(pa.array(entries, mask=mask), words.dictionary)
