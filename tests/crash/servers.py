"""A PostgreSQL server and an S3 server, with a ledger and a bucket of its own for each trial."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reporter.ledger.opening import open_ledger
from tests import buckets, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.buckets import Buckets
    from tests.postgres import Server

EMPTY = "empty"


@dataclass(frozen=True)
class Servers:
    """Both servers.

    Attributes:
        database: where ledgers are; it has an empty one, which is quickly copied.
        buckets: where archives are.
    """

    database: Server
    buckets: Buckets

    def ledger_url(self) -> str:
        """URL of a new ledger."""
        return self.database.make_database(f"trial_{secrets.token_hex(6)}", like=EMPTY)

    def bucket(self) -> str:
        """URL of a new archive."""
        return f"{self.buckets.make(f'trial-{secrets.token_hex(6)}')}/reports"


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Start both; this process, and those that it starts, find the S3 server from now on.

    Args:
        folder: of PostgreSQL's files; there is none yet.
    """
    binaries = postgres.programs()
    if binaries is None:
        msg = f"PostgreSQL is not installed: {postgres.HOW}"
        raise SystemExit(msg)
    with postgres.server(folder, binaries) as database, buckets.server() as objects:
        os.environ.update(objects.environment)
        logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each object
        with open_ledger(database.make_database(EMPTY), datetime.now(UTC)):
            pass
        yield Servers(database, objects)
