"""Mail addresses, and the domains that may be written to."""

from __future__ import annotations

import pytest

from reporter.addresses import Mailbox, is_allowed, mailbox
from reporter.delivery.address import check
from reporter.delivery.outcome import Permanent
from reporter.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("ana@example.org", "", "ana@example.org"),
        ("Ana.B+x@Example.ORG", "", "Ana.B+x@example.org"),
        ("Ana <ana@example.org>", "Ana", "ana@example.org"),
        ('"Reporter, Inc." <r@example.org>', "Reporter, Inc.", "r@example.org"),
        ("Änne <a@example.org>", "Änne", "a@example.org"),
        ("ana@bücher.example", "", "ana@xn--bcher-kva.example"),
        ("root@localhost", "", "root@localhost"),
    ],
)
def test_plain_addresses_are_read(text: str, name: str, address: str) -> None:
    found = mailbox(text)
    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example.org, eve@example.net",
        "ana@example.org eve@example.net",
        "readers: ana@example.org;",
        "ana@example.org\r\nBcc: eve@example.net",
        "ana@example.org\n",
        "=?utf-8?q?Ana=0D=0ABcc=3A?= <ana@example.org>",
        "=?utf-8?q?eve=40example=2Enet=2C?= <ana@example.org>",
        "Ana\r\nBcc: eve <ana@example.org>",
        "ana\x00@example.org",
        '"ana b"@example.org',
        "änn@example.org",
        "ana..b@example.org",
        "ana@[127.0.0.1]",
        "ana@example..org",
        "ana@-example.org",
        "ana@exa_mple.org",
        "ana@example.org>",
        "ana@straße.example",
        f"{'a' * 65}@example.org",
        f"ana@{'.'.join(['a' * 63] * 4)}",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="not one plain mail address"):
        mailbox(text)
    assert isinstance(check(text, ()), Permanent)


@pytest.mark.parametrize(
    ("address", "allow", "allowed"),
    [
        ("ana@example.org", (), True),
        ("ana@example.org", ("example.org",), True),
        ("ana@EXAMPLE.org", ("Example.Org ",), True),
        ("ana@mail.example.org", ("example.org",), False),
        ("ana@mail.example.org", ("example.org", "mail.example.org"), True),
        ("ana@badexample.org", ("example.org",), False),
        ("ana@example.org.example.net", ("example.org",), False),
        ("ana@bücher.example", ("xn--bcher-kva.example",), True),
        ("ana@xn--bcher-kva.example", ("Bücher.example",), True),
        ("ana@example.org", ("*.org", "@example.org", ""), False),
    ],
)
def test_domains_are_allowed_exactly(address: str, allow: tuple[str, ...], allowed: bool) -> None:
    assert is_allowed(mailbox(address), allow) is allowed


def test_a_recipient_outside_the_allowed_domains_is_a_permanent_failure() -> None:
    assert check("ana@example.org", ("example.org",)) == Mailbox("", "ana", "example.org")
    assert check("ana@example.net", ("example.org", "example.com")) == Permanent(
        None,
        "ana@example.net lies outside the domains that may be written to: "
        "delivery.allow has example.org, example.com",
    )
