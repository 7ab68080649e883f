"""URLs with secrets: what is shown of them, and what a mail server's URL says."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.errors import ConfigError
from reporter.urls import MailServer, Security, mail_server, redacted

WORD = "s3cr3t"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("smtp://mail.example.org", "smtp://mail.example.org"),
        ("smtp://mail.example.org:587/", "smtp://mail.example.org:587"),
        ("smtp://ana:s3cr3t@mail.example.org:587", "smtp://ana:***@mail.example.org:587"),
        ("smtp://ana:s3:cr@3t@mail.example.org", "smtp://ana:***@mail.example.org"),
        ("smtp://s3cr3t@mail.example.org", "smtp://***@mail.example.org"),
        ("smtp://ana:s3cr3t@[::1]:25?tls=none", "smtp://ana:***@[::1]:25/…"),
        ("https://hooks.example.org/services/s3cr3t", "https://hooks.example.org/…"),
        ("https://hooks.example.org?key=s3cr3t", "https://hooks.example.org/…"),
        ("smtp://ana:s3/cr3t@mail.example.org", "smtp://…"),
        ("smtp://ana:s3#cr3t@mail.example.org", "smtp://…"),
        ("smtp://ana:s3cr3t", "smtp://…"),
        ("ana:s3cr3t@mail.example.org", "…"),
        ("s3 cr3t://mail.example.org", "…"),
        ("", "…"),
    ],
)
def test_what_is_shown_of_a_url(url: str, shown: str) -> None:
    assert redacted(url) == shown


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://ana:s3%40cr%2F3t@mail.example.org",
            MailServer("mail.example.org", 587, Security.STARTTLS, "ana", "s3@cr/3t"),
        ),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, Security.TLS)),
        ("smtp://[::1]:2525?tls=none", MailServer("::1", 2525, Security.NONE)),
        (
            "smtps://mail.example.org:4465?ca=/etc/mail%20ca.pem",
            MailServer("mail.example.org", 4465, Security.TLS, ca=Path("/etc/mail ca.pem")),
        ),
    ],
)
def test_what_the_url_of_a_mail_server_says(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "https://ana:s3cr3t@mail.example.org",
        "smtp://",
        "mail.example.org:587",
        "smtp://ana:s3cr3t@mail.example.org:port",
        "smtp://ana:s3cr3t@mail.example.org:99999",
        "smtp://ana:s3cr3t@mail.example.org/inbox",
        "smtp://ana:s3/cr3t@mail.example.org",
        "smtp://ana:s3#cr3t@mail.example.org",
        "smtp://ana:s3cr3t@mail.example.org?tls=off",
        "smtps://ana:s3cr3t@mail.example.org?tls=none",
        "smtp://ana:s3cr3t@mail.example.org?verify=no",
        "smtp://ana:s3cr3t@mail.example.org?ca=ca.pem",
        "smtp://ana:s3cr3t@mail.example.org?s3cr3t",
        "smtp://ana:s3cr3t%00@mail.example.org",
        "smtp://[ana:s3cr3t@mail.example.org",
    ],
)
def test_a_wrong_url_is_refused_without_a_word_of_its_secret(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        mail_server(url)
    shown = f"{caught.value} {caught.value!r} {caught.value.problems}"
    assert WORD not in shown
    assert "cr3t" not in shown
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_mail_server_does_not_show_its_password() -> None:
    server = mail_server("smtp://ana:s3cr3t@[::1]:25")
    assert str(server) == "[::1]:25"
    assert WORD not in repr(server)
