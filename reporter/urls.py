"""URLs that hold secrets: how they are shown, and what a mail server's URL says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

HIDDEN = "***"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
HOST = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?P<port>:[0-9]{1,5})?")
SUBMISSION, IMPLICIT_TLS = 587, 465
HINT = "it is smtp://user:password@host:587 or smtps://…, with % escapes in user and password"


def redacted(url: str) -> str:
    """A URL as it may be shown: scheme, user and host; neither password nor path nor query.

    The path goes because webhooks have their secret there. What is no sound URL keeps its scheme
    alone, because its password may stand anywhere in it.
    """
    scheme, found, rest = url.partition("://")
    if not found or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return ELLIPSIS
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    userinfo, at, address = authority.rpartition("@")
    host = HOST.fullmatch(address)
    if not host or ("@" in rest and not at):
        return f"{scheme}://{ELLIPSIS}"
    user, has_password, _ = userinfo.partition(":")
    shown = f"{user}:{HIDDEN}@" if has_password else f"{HIDDEN}@" if at else ""
    more = f"/{ELLIPSIS}" if rest.removeprefix(authority) not in {"", "/"} else ""
    return f"{scheme}://{shown}{address}{more}"


class Security(StrEnum):
    """How the connection to a mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, and how to talk to it.

    Attributes:
        host: name or address; its certificate has to be for it.
        port: by default 587, and 465 where TLS comes first.
        security: verified STARTTLS unless the URL says otherwise.
        user: empty to send without logging in.
        password: never shown.
        ca: file of the only authorities to trust; none for those of this machine.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def mail_server(url: str) -> MailServer:
    """Read the URL of a mail server.

    `smtp://` asks for STARTTLS and refuses to go on without, `smtp://…?tls=none` is the only way
    to send in the clear, `smtps://` begins with TLS. `?ca=/path/ca.pem` trusts that file's
    authorities and no others.

    Raises:
        ConfigError: it is no such URL; the message has no secret in it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        options = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError:
        raise _wrong(url, "is no URL of a mail server") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _wrong(url, "is no URL of a mail server")
    if parts.path not in {"", "/"} or parts.fragment:
        raise _wrong(url, "has something behind its host")
    security = _security(url, parts, options)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if "\0" in user + password:
        raise _wrong(url, "has an impossible user or password")
    return MailServer(
        host=parts.hostname,
        port=port or (IMPLICIT_TLS if security is Security.TLS else SUBMISSION),
        security=security,
        user=user,
        password=password,
        ca=_ca(url, options),
    )


def web_address(url: str) -> str:
    """The URL of a webhook or of something that is asked for, as it is.

    Raises:
        ConfigError: it is not http:// or https://; the message has no secret in it.
    """
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web or not url.isascii() or not url.isprintable() or " " in url:
        msg = f"{redacted(url)} is no web address"
        raise ConfigError(msg, hint="it begins with https:// or http://")
    return url


def _security(url: str, parts: SplitResult, options: dict[str, list[str]]) -> Security:
    if unknown := options.keys() - {"tls", "ca"}:
        raise _wrong(url, f"has unknown options ({len(unknown)}); they are tls and ca")
    asked = options.get("tls", [])
    if not asked:
        return Security.TLS if parts.scheme == "smtps" else Security.STARTTLS
    if asked == ["none"] and parts.scheme == "smtp":
        return Security.NONE
    raise _wrong(url, "has a tls option that is not ?tls=none behind smtp://")


def _ca(url: str, options: dict[str, list[str]]) -> Path | None:
    named = options.get("ca", [])
    if not named:
        return None
    path = Path(named[-1])
    if not path.is_absolute():
        raise _wrong(url, "has a ca option that is no absolute path")
    return path


def _wrong(url: str, what: str) -> ConfigError:
    return ConfigError(f"delivery.smtp: {redacted(url)} {what}", hint=HINT)
