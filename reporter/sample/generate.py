"""Makes a sample: plans listeners, writes their plays block by block, then the planted truth."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporter.errors import OutputError, UsageError
from reporter.sample import catalogue as catalogues
from reporter.sample import effects, population, rows, world
from reporter.sample import truth as truths
from reporter.sample.formats import WRITERS, Format
from reporter.sample.listening import Setting, listen
from reporter.sample.sessions import DAY_MS, plan
from reporter.sample.tally import Tally
from reporter.sample.truth import ListenerTruth, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

END = date(2026, 6, 29)
"""The day after the last one: a Monday, so that the last week is whole."""

BLOCK_PLAYS = 250_000
BLOCK_SLOTS = 500_000
"""A block of listeners has at most so many plays and so many places for sessions (or is one
listener), so that memory does not grow with the sample."""

OWN_TRACKS_SCALE, OWN_TRACKS_POWER, OWN_TRACKS_LEAST = 0.5, 0.89, 10
"""A listener with n plays has 10 + 0.5 · n^0.89 tracks of his or her own: a history of 100,000
plays then has some 12,000 tracks, as real ones do."""


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` made.

    Attributes:
        folder: where.
        files: in it, in order of name.
        n_rows: rows of all files.
        n_plays: distinct music plays among them.
        n_listeners: listeners among them.
        truth: what is planted.
    """

    folder: Path
    files: tuple[Path, ...]
    n_rows: int
    n_plays: int
    n_listeners: int
    truth: Truth


def write(  # noqa: PLR0913 - one for each option of the command
    folder: Path,
    *,
    listeners: int = 500,
    weeks: int = 26,
    plays: int | None = None,
    seed: int = 42,
    format: Format = Format.SPOTIFY,  # noqa: A002 - named as the option
    dead_flag: bool = False,
    end: date = END,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write a sample with planted truth: the same bytes for the same arguments.

    Args:
        folder: a folder that does not exist yet, or is empty.
        listeners: number of listeners; with one, the sample is one person's history.
        weeks: length in weeks, up to `end`.
        plays: music plays, exactly; by default as many as these listeners would play.
        seed: of all chance.
        format: what the files are.
        dead_flag: in the first half of the weeks, `skipped` is false whatever happened.
        end: the day after the last one, in UTC; a Monday.
        progress: called after each block with the plays written and the plays to write.

    Raises:
        UsageError: the numbers are impossible together.
        OutputError: the folder is not empty or cannot be written; nothing is left behind.
    """
    _check(listeners, weeks, seed, end)
    folder = folder.resolve()
    plot = _Plot.drawn(listeners, weeks, plays, seed, end - timedelta(weeks=weeks))
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            msg = f"{folder} is not an empty folder"
            raise OutputError(msg, hint="name another one, or remove what is in it")
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            truth = _fill(draft, plot, format, dead_flag=dead_flag, progress=progress)
            draft.chmod(0o755)
            draft.replace(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        msg = f"the sample could not be written to {folder}"
        raise OutputError(msg, hint=str(error.strerror or error).lower()) from error
    files = tuple(sorted(folder.iterdir()))
    return Written(folder, files, truth.rows, truth.plays, truth.listeners, truth)


def _check(listeners: int, weeks: int, seed: int, end: date) -> None:
    for name, value, least in (("listeners", listeners, 1), ("weeks", weeks, 1), ("seed", seed, 0)):
        if value < least:
            msg = f"{name} cannot be {value}"
            raise UsageError(msg, hint=f"it is {least} or more")
    if end.weekday() != 0:
        msg = f"the sample cannot end on {end}"
        raise UsageError(msg, hint="give a Monday, which is the day after its last one")


@dataclass(frozen=True, slots=True)
class _Plot:
    """All that is decided before the first play."""

    setting: Setting
    n_plays: NDArray[np.int64]
    n_weeks: int
    seed: int
    first_day: date

    @classmethod
    def drawn(
        cls, n_listeners: int, n_weeks: int, n_plays: int | None, seed: int, first_day: date
    ) -> _Plot:
        people = population.build(n_listeners, n_weeks, np.random.default_rng([seed, 1]))
        asked = population.natural_plays(people) if n_plays is None else n_plays
        allotted = population.allot(people, asked)
        rng = np.random.default_rng([seed, 0])
        own = OWN_TRACKS_LEAST + OWN_TRACKS_SCALE * allotted.astype(np.float64) ** OWN_TRACKS_POWER
        setting = Setting(
            population=people,
            catalogue=catalogues.build(int(allotted.sum()), int(own.max()), rng),
            own_tracks=own,
            taste=rng.integers(0, 2**63, n_listeners, dtype=np.uint64),
            last_week_ms=(n_weeks - 1) * 7 * DAY_MS,
        )
        return cls(setting, allotted, n_weeks, seed, first_day)

    def blocks(self) -> Iterator[slice]:
        """Listeners, a block at a time."""
        most = max(1, BLOCK_SLOTS // (self.n_weeks * 7 * world.SLOTS_A_DAY))
        begin = 0
        while begin < len(self.n_plays):
            sums = np.cumsum(self.n_plays[begin : begin + most])
            n = max(1, int(np.searchsorted(sums, BLOCK_PLAYS, side="right")))
            yield slice(begin, begin + n)
            begin += n


def _fill(
    draft: Path,
    plot: _Plot,
    format_: Format,
    *,
    dead_flag: bool,
    progress: Callable[[int, int], None] | None,
) -> Truth:
    people, catalogue = plot.setting.population, plot.setting.catalogue
    names = rows.usernames(len(people))
    words = rows.texts(catalogue, names)
    first_second = int(datetime.combine(plot.first_day, datetime.min.time(), UTC).timestamp())
    dead_weeks = (plot.n_weeks + 1) // 2 if dead_flag else 0
    tally = Tally.empty(len(people), len(catalogue.length_ms))
    end_ms = plot.n_weeks * 7 * DAY_MS
    with WRITERS[format_](draft) as writer:
        for block in plot.blocks():
            rng = np.random.default_rng([plot.seed, 2, block.start])
            sessions = plan(people, block, plot.n_plays[block], plot.n_weeks, rng)
            plays = listen(plot.setting, sessions, rng)
            tally.add(plot.setting, plays)
            soiled = rows.soil(plays, people, catalogue.n_episodes, end_ms, tally.counts, rng)
            writer.add(rows.table(soiled, words, first_second, dead_weeks * 7 * DAY_MS))
            if progress is not None:
                progress(int(plot.n_plays[: block.stop].sum()), int(plot.n_plays.sum()))
    dead_until = plot.first_day + timedelta(weeks=dead_weeks) if dead_flag else None
    truth = _truth(plot, tally, names, dead_until)
    (draft / truths.FILE_NAME).write_text(truths.to_yaml(truth), encoding="utf-8")
    return truth


def _truth(plot: _Plot, tally: Tally, names: list[str], dead_until: date | None) -> Truth:
    people = plot.setting.population
    counts = tally.counts
    segments = [kind.name for kind in world.SEGMENTS]
    return Truth(
        seed=plot.seed,
        first_day=plot.first_day,
        end_day=plot.first_day + timedelta(weeks=plot.n_weeks),
        rows=counts["plays"] + counts["duplicates"] + counts["podcasts"],
        listeners=len(people),
        tracks=int(tally.track_heard.sum()),
        best_auc=tally.best_auc(),
        flag_dead_until=dead_until,
        artist_sd=effects.ARTIST_SD,
        track_sd=effects.TRACK_SD,
        listener_sd=world.INTERCEPT_SD,
        change=tally.changed(),
        levels=tally.truths(plot.setting.catalogue.artist_name),
        segments=tally.segments(people.segment),
        churned=int(people.churned.sum()),
        joined_later=int((tally.first_week > 0).sum()),
        listener=tuple(
            ListenerTruth(name, segments[kind], first, last, churned)
            for name, kind, first, last, churned in zip(
                names[: truths.MAX_LISTENERS],
                people.segment.tolist(),
                tally.first_week.tolist(),
                tally.last_week.tolist(),
                people.churned.tolist(),
                strict=False,
            )
        ),
        **{name: counts[name] for name in tally.COUNTED},
    )
