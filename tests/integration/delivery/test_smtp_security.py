"""Encryption is verified, and secrets stay secret, with a real mail server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import pytest

from reporter.delivery.outcome import Outcome, Permanent, Sent, Transient
from reporter.delivery.smtp import SmtpTransport
from reporter.errors import ConfigError
from reporter.urls import mail_server as read_url
from tests.certificates import server_context
from tests.factories.letters import make_letter
from tests.mail_server import Accepting, mail_server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.certificates import Certificates

Bad = Literal["self_signed", "other_host", "expired"]
PASSWORD = "pa/ss @wörd"  # noqa: S105 - of a server that lives for one test
ESCAPED = "pa%2Fss%20%40w%C3%B6rd"
REASONS: dict[Bad, str] = {
    "self_signed": "self-signed certificate",
    "other_host": "Hostname mismatch",
    "expired": "certificate has expired",
}


def send(url: str) -> Outcome:
    with SmtpTransport(read_url(url), timedelta(seconds=5)) as carrier:
        return carrier.send(make_letter(), lambda: None)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_encrypted_and_logged_in(certificates: Certificates, scheme: str) -> None:
    behaviour, context = Accepting(), server_context(certificates.good)
    security = {"starttls": context} if scheme == "smtp" else {"implicit_tls": context}
    with mail_server(behaviour, login=("ana", PASSWORD), **security) as address:
        url = f"{scheme}://ana:{ESCAPED}@{address}?ca={certificates.authority}"
        assert send(url) == Sent("250 taken")
    assert len(behaviour.received) == 1


def test_login_where_plain_is_not_offered(certificates: Certificates) -> None:
    behaviour = Accepting()
    context = server_context(certificates.good)
    ca = certificates.authority
    with mail_server(
        behaviour, starttls=context, login=("ana", PASSWORD), auth_exclude_mechanism=["PLAIN"]
    ) as address:
        assert send(f"smtp://ana:{ESCAPED}@{address}?ca={ca}") == Sent("250 taken")
        assert isinstance(send(f"smtp://ana:wrong@{address}?ca={ca}"), Permanent)
    assert len(behaviour.received) == 1


def test_no_known_way_to_log_in(certificates: Certificates) -> None:
    context, none = server_context(certificates.good), ["PLAIN", "LOGIN"]
    with mail_server(Accepting(), starttls=context, auth_exclude_mechanism=none) as address:
        outcome = send(f"smtp://ana:{ESCAPED}@{address}?ca={certificates.authority}")
    assert outcome == Permanent(
        None,
        f"{address} offers no way to log in that is known here (PLAIN or LOGIN): leave user and "
        "password out of delivery.smtp, or ask its administrator",
    )


def test_a_wrong_password_is_for_good_and_is_not_shown(certificates: Certificates) -> None:
    context = server_context(certificates.good)
    with mail_server(Accepting(), starttls=context, login=("ana", "other")) as address:
        url = f"smtp://ana:{ESCAPED}@{address}?ca={certificates.authority}"
        outcome = send(url)
    assert isinstance(outcome, Permanent)
    assert outcome.code == 535
    assert f"{address} refused user and password with 535" in outcome.text
    assert not {PASSWORD, ESCAPED} & set(outcome.text.split())


def test_a_server_that_repeats_the_password_is_not_quoted() -> None:
    class Echoing(Accepting):
        async def handle_AUTH(self, *arguments: object) -> str:  # noqa: N802
            *_, given = arguments
            assert isinstance(given, list)
            return f"500 unknown: AUTH {' '.join(given)}; password {PASSWORD}, {ESCAPED}"

    with mail_server(Echoing(), login=("ana", PASSWORD)) as address:
        outcome = send(f"smtp://ana:{ESCAPED}@{address}?tls=none")
    assert isinstance(outcome, Permanent)
    assert "unknown: AUTH PLAIN ***; password ***, ***" in outcome.text


@pytest.mark.parametrize("bad", list(REASONS))
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_bad_certificate_gets_nothing(certificates: Certificates, bad: Bad, scheme: str) -> None:
    behaviour, context = Accepting(), server_context(getattr(certificates, bad))
    security = {"starttls": context} if scheme == "smtp" else {"implicit_tls": context}
    with mail_server(behaviour, login=("ana", PASSWORD), **security) as address:
        outcome = send(f"{scheme}://ana:{ESCAPED}@{address}?ca={certificates.authority}")
    assert isinstance(outcome, Transient)
    assert f"the certificate of {address} cannot be trusted ({REASONS[bad]}" in outcome.text
    assert behaviour.received == []


def test_an_authority_that_this_machine_does_not_know_gets_nothing(
    certificates: Certificates,
) -> None:
    with mail_server(Accepting(), starttls=server_context(certificates.good)) as address:
        outcome = send(f"smtp://{address}")
    assert isinstance(outcome, Transient)
    assert "name its authority as ?ca=/path/ca.pem" in outcome.text


def test_without_starttls_nothing_goes_out_in_the_clear() -> None:
    behaviour = Accepting()
    with mail_server(behaviour) as address:
        outcome = send(f"smtp://ana:{ESCAPED}@{address}")
        assert isinstance(outcome, Transient)
        assert f"{address} offers no STARTTLS" in outcome.text
        assert send(f"smtp://{address}?tls=none") == Sent("250 taken")


def test_a_server_that_speaks_no_tls_where_it_should() -> None:
    with mail_server(Accepting()) as address:
        outcome = send(f"smtps://{address}")
    assert isinstance(outcome, Transient)
    assert f"no encrypted connection to {address} came about" in outcome.text


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_authorities_that_is_none(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"no authority's certificate can be read from .*ca\.pem"):
        send(f"smtp://localhost?ca={file}")
