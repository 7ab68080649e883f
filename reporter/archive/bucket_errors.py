"""What an object store's refusals mean: a sentence for each, with nothing secret in it."""

from __future__ import annotations

import sys

from reporter.errors import ArchiveError, OutputError, OutputFolderError

_BASES = (
    ("aiohttp", "ClientError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("google.auth.exceptions", "GoogleAuthError"),
    ("gcsfs.retry", "HttpError"),
)
"""Module and name of what clients raise beside `OSError`; fsspec loads only the one it needs."""

_NO_CREDENTIALS = {
    "CredentialRetrievalError",
    "DefaultCredentialsError",
    "NoCredentialsError",
    "PartialCredentialsError",
    "ProfileNotFound",
}
_UNREACHABLE = {
    "ClientConnectorDNSError",
    "ClientConnectorError",
    "ConnectTimeoutError",
    "ConnectionClosedError",
    "EndpointConnectionError",
    "FSTimeoutError",
    "HTTPClientError",
    "ReadTimeoutError",
    "SSLError",
    "ServerDisconnectedError",
}


def client_errors() -> tuple[type[BaseException], ...]:
    """The errors of the clients that are loaded."""
    loaded = (getattr(sys.modules.get(module), name, None) for module, name in _BASES)
    return (OSError, *filter(None, loaded))


def not_written(url: str, error: BaseException) -> OutputError:
    """Why nothing can be written; of the class that says so where the place itself is wrong."""
    what, hint, wrong_place = _meaning(url, error)
    kind = OutputFolderError if wrong_place else OutputError
    return kind(f"the report cannot be written: {what}", hint=hint)


def not_read(url: str, error: BaseException) -> ArchiveError:
    """Why something cannot be read."""
    what, hint, _ = _meaning(url, error)
    return ArchiveError(f"the archive cannot be read: {what}", hint=hint)


def _meaning(url: str, error: BaseException) -> tuple[str, str, bool]:
    """What is wrong, what to do, and whether the place or the right to it is at fault."""
    name = type(error).__name__
    if isinstance(error, FileNotFoundError):
        bucket = "/".join(url.split("/")[:3])
        return f"there is no {bucket}", "make it, or name another one in archive.files", True
    if isinstance(error, PermissionError):
        hint = "check them, and their right to list, read, write and delete there"
        return f"{url} refuses these credentials", hint, True
    if name in _NO_CREDENTIALS:
        return f"there are no credentials for {url}", _credentials(url), True
    if name in _UNREACHABLE or isinstance(error, (ConnectionError, TimeoutError)):
        hint = "check the network, and the endpoint if one is set; then run it again"
        return f"{url} cannot be reached ({name})", hint, False
    return f"{url} answers with an error ({name})", "run it again; --debug shows more", False


def _credentials(url: str) -> str:
    if url.startswith("s3"):
        return "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
    return "give them as the client of that store wants them"
