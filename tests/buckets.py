"""A real S3 server on this machine, for tests that keep report files in a bucket."""

from __future__ import annotations

import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moto.server import ThreadedMotoServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ADDRESS = "127.0.0.1"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}


@dataclass(frozen=True, slots=True)
class Buckets:
    """The server.

    Attributes:
        url: its endpoint.
    """

    url: str

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes a client of S3 find it, and have some credentials."""
        return {**CREDENTIALS, "AWS_ENDPOINT_URL": self.url}

    def make(self, name: str) -> str:
        """Make a bucket, and give its URL."""
        order = urllib.request.Request(f"{self.url}/{name}", method="PUT")  # noqa: S310 - its own
        urllib.request.urlopen(order).close()  # noqa: S310 - as above
        return f"s3://{name}"


@contextmanager
def server() -> Iterator[Buckets]:
    """The server, on a port that was free."""
    running = ThreadedMotoServer(ADDRESS, 0, verbose=False)
    running.start()
    _, port = running.get_host_and_port()
    try:
        yield Buckets(f"http://{ADDRESS}:{port}")
    finally:
        running.stop()
