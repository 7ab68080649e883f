"""Many editions at once, by joblib: over processes of this machine, or over a Dask cluster."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky import get_reusable_executor

from reporter.errors import OutputError
from reporter.press.cluster import joined
from reporter.press.edition import edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.config import RenderSettings
    from reporter.errors import ReporterError
    from reporter.press.order import Edition, Order


def editions(
    orders: tuple[Order, ...], settings: RenderSettings
) -> Iterator[Edition | ReporterError]:
    """Make each edition in a process that has nothing else to do meanwhile.

    Args:
        orders: what to make.
        settings: where, and in how many processes.

    Returns:
        What came of each order, in their order, as soon as it and those before it are done.

    Raises:
        OutputError: a process was lost, and with it what it was printing.
    """
    hired = _processes(settings.processes) if settings.dask is None else joined(settings.dask)
    with hired:
        at_once = Parallel(return_as="generator", batch_size=1)
        yield from at_once(delayed(edition)(order) for order in orders)


@contextmanager
def _processes(n: int | None) -> Iterator[None]:
    """Processes of this machine, which are gone at the end of the block."""
    try:
        with parallel_config(backend="loky", n_jobs=n or -1):
            yield
    except BrokenExecutor as error:
        msg = "a process that printed reports was ended from outside"
        hint = "if memory was short, set render.processes to fewer"
        raise OutputError(msg, hint=hint) from error
    finally:
        get_reusable_executor().shutdown(wait=True)
