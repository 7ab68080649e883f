"""Addresses of the configuration that its own list of domains does not let be written to.

It looks at values as they were written, so that it says so beside whatever else is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporter.addresses import ascii_domain, is_allowed, mailbox
from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def strangers(values: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each address outside the domains that may be written to.

    Args:
        values: of the file and the environment, nested, whether they are in order or not.
    """
    allow = [entry for entry in _list(values, "delivery", "allow") if isinstance(entry, str)]
    for place, address in _addresses(values):
        if not _may(address, allow):
            domains = ", ".join(map(str.strip, allow))
            yield f"{place}: {address} lies outside the domains of delivery.allow ({domains})"


def _addresses(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where an address stands, and the address."""
    for n, address in enumerate(_list(values, "owner", "mail")):
        yield f"owner.mail.{n}", str(address)
    reports = values.get("reports")
    for name in reports if isinstance(reports, dict) else ():
        for i, audience in enumerate(_list(values, "reports", name, "audiences")):
            for n, address in enumerate(_list({"audience": audience}, "audience", "to")):
                yield f"reports.{name}.audiences.{i}.to.{n}", str(address)


def _may(address: str, allow: list[str]) -> bool:
    """Whether it may be written to; what is no address, or no domain, is said elsewhere."""
    if any(ascii_domain(entry.strip()) is None for entry in allow):
        return True
    try:
        return is_allowed(mailbox(address), allow)
    except ConfigError:
        return True


def _list(values: Any, *path: str) -> list[Any]:  # noqa: ANN401 - nested values of any type
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return list(values) if isinstance(values, (list, tuple)) else []
