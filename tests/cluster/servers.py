"""Spark as it stands on a cluster: a master with workers, and a server of Spark Connect."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyspark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOME = Path(pyspark.__file__).parent
HERE = "127.0.0.1"
N_WORKERS = 2
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.2
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@contextmanager
def standalone(folder: Path) -> Iterator[str]:
    """A master with two workers, each a process of its own; yields its URL.

    Args:
        folder: for their logs and work.
    """
    port, page = _free_port(), str(_free_port())
    url = f"spark://{HERE}:{port}"
    place = ("--host", HERE, "--port", str(port), "--webui-port", page)
    with ExitStack() as running:
        running.enter_context(_process(("spark-class", MASTER, *place), folder / "master.log"))
        _wait_for(port)
        for n in range(N_WORKERS):
            size = ("--host", HERE, "--cores", "1", "--memory", "1g")
            work = ("--webui-port", str(_free_port()), "--work-dir", str(folder / f"work-{n}"))
            command = ("spark-class", WORKER, *size, *work, url)
            running.enter_context(_process(command, folder / f"worker-{n}.log"))
        yield url


@contextmanager
def connect(folder: Path) -> Iterator[str]:
    """A server of Spark Connect on two threads; yields its URL.

    Args:
        folder: for its log.
    """
    port = _free_port()
    settings = ("spark.ui.enabled=false", f"spark.connect.grpc.binding.port={port}")
    options = [part for one in settings for part in ("--conf", one)]
    command = ("spark-submit", "--master", "local[2]", *options, "--class", SERVER)
    with _process((*command, "spark-internal"), folder / "connect.log"):
        _wait_for(port)
        yield f"sc://{HERE}:{port}"


@contextmanager
def _process(command: Sequence[str], log: Path) -> Iterator[None]:
    program, *arguments = command
    environment = {**os.environ, "SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": HERE}
    with log.open("wb") as told:
        process = subprocess.Popen(
            [str(HOME / "bin" / program), *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.create_server((HERE, 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with socket.create_connection((HERE, port), 1):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(PAUSE_SECONDS)
