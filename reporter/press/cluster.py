"""A Dask cluster that prints; its client is an extra."""

from __future__ import annotations

import socket
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reporter.errors import ConfigError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS = 5.0


def reach(url: str) -> None:
    """Fail before any work where there is no cluster to print on.

    Args:
        url: of its scheduler, as in `tcp://host:8786`.

    Raises:
        ConfigError: nobody listens there, or the client is not installed.
    """
    if find_spec("distributed") is None:
        msg = "render.dask names a Dask cluster, and its client is not installed"
        raise ConfigError(msg, hint="pip install 'reporter[dask]'")
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), PATIENCE_SECONDS).close()
    except OSError as error:
        raise _nobody(url, error.strerror or str(error)) from error


@contextmanager
def joined(url: str) -> Iterator[None]:
    """Have joblib work on a cluster, until the end of the block.

    Raises:
        ConfigError: no scheduler answers.
        OutputError: it went away, or its workers did, with what they were printing.
    """
    from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra
    from distributed.comm.core import CommClosedError  # noqa: PLC0415
    from joblib import parallel_config  # noqa: PLC0415 - the run's own process does without

    try:
        client = Client(url, timeout=PATIENCE_SECONDS)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise _nobody(url, str(error)) from error
    try:
        with client, parallel_config(backend="dask"):
            yield
    except (CancelledError, CommClosedError, KilledWorker) as error:
        msg = f"the Dask cluster at {url} lost what it was printing ({type(error).__name__})"
        raise OutputError(msg, hint="its own log says more") from error


def _nobody(url: str, reason: str) -> ConfigError:
    msg = f"render.dask: nobody answers at {url} ({reason})"
    return ConfigError(msg, hint="start the scheduler, or mend it")
