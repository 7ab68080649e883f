"""A PostgreSQL server of the tests' own, on this machine, in a folder that goes with them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "postgres"
HOW = "apt-get install postgresql"


def programs() -> Path | None:
    """The folder of the newest `initdb` and `pg_ctl`; none where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _version(program: Path) -> int:
    return int(program.parent.parent.name)


@contextmanager
def server(folder: Path, binaries: Path) -> Iterator[Server]:
    """Start a server in a new folder; it is stopped at the end."""
    running = Server(folder, binaries, _free_port())
    running.prepare()
    running.start()
    try:
        yield running
    finally:
        running.stop()


class Server:
    """One cluster; it refuses to run as root, so that root lends it its own user."""

    def __init__(self, folder: Path, binaries: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._binaries = binaries
        self._is_root = os.geteuid() == 0

    def url(self, database: str = USER) -> str:
        """The URL of a database of this server."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the cluster."""
        self.folder.mkdir(parents=True)
        if self._is_root:
            shutil.chown(self.folder, USER, USER)
            self._let_in()
        self._run("initdb", "--username", USER, "--auth", "trust", "--no-sync", "-D", self._data)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-o", options, "-l", log, "-w", "start")

    def stop(self) -> None:
        """Stop it at once."""
        if self._is_root:
            self._let_in()  # another session of tests shuts the folder of all sessions
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def make_database(self, name: str, like: str = "template1") -> str:
        """A new database; its URL.

        Args:
            name: of the database.
            like: the one that it begins as a copy of; nobody may be connected to that.
        """
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", USER)
        self._run("createdb", *where, "--template", like, name)
        return self.url(name)

    def _let_in(self) -> None:
        """Let the server's user get to its folder."""
        for parent in self.folder.parents[:-1]:
            if parent.stat().st_uid == 0:
                parent.chmod(parent.stat().st_mode | 0o011)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        if self._is_root:
            command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", *command]
        subprocess.run(
            command,
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
