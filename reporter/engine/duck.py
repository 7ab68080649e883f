"""DuckDB: in memory or in a file, with its limits set and nothing fetched at run time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import duckdb
import ibis

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ibis.backends.duckdb import Backend

    from reporter.config import EngineSettings

Done = TypeVar("Done")

PAUSE_SECONDS = 0.05
NO_ROOM = "raise engine.memory, or name a folder with room on the disk as engine.temp"


@contextmanager
def opened(url: str, settings: EngineSettings) -> Iterator[Backend]:
    """Open DuckDB; it is closed at the end of the block.

    Raises:
        ConfigError: the file cannot be opened, or memory or disk did not suffice for what the
            block does.
    """
    _, _, database = url.partition("://")
    options = {
        "memory_limit": settings.memory,
        "threads": settings.threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
    }
    if settings.temp:
        options["temp_directory"] = settings.temp
    try:
        backend = ibis.duckdb.connect(database or ":memory:", **options)
    except duckdb.Error as error:
        msg = f"engine.url: {database or 'DuckDB'} cannot be opened"
        raise ConfigError(msg, hint=str(error).partition("\n")[0]) from error
    try:
        yield backend
    except duckdb.OutOfMemoryException as error:
        msg = f"the engine needs more memory than {settings.memory}"
        raise ConfigError(msg, hint=NO_ROOM) from error
    except duckdb.IOException as error:
        if "Could not write" not in str(error):
            raise
        place, _, reason = str(error).partition('"')[2].partition('": ')
        msg = f"the engine cannot write what does not fit into memory to {place} ({reason})"
        raise ConfigError(msg, hint=NO_ROOM) from error
    finally:
        backend.disconnect()


def interruptible(backend: Backend, work: Callable[[], Done]) -> Done:
    """Do work whose queries call back into Python, such that Ctrl-C ends it in good order.

    A signal that strikes while the engine runs such a query leaves its threads at work on what is
    then torn down, and the process with them; or it strikes inside the callback, and the engine
    takes it for an error of the data. So the work has a thread of its own, which no signal reaches,
    and this one waits, to stop the query where the engine can.

    Args:
        backend: the engine; nothing else may use it meanwhile.
        work: what to do.

    Returns:
        What the work returns; it raises what the work raises.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine") as line:
        done = line.submit(work)
        try:
            return done.result()
        except KeyboardInterrupt:
            while not done.done():
                backend.con.interrupt()
                wait([done], PAUSE_SECONDS)
            raise
