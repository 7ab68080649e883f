"""No secret of the configuration leaves it: not by a screen, a file, the ledger or a mail."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from reporter.cli import main
from tests.factories.ledger import make_expected
from tests.factories.program import quicken
from tests.mail_server import Accepting, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aiosmtpd.smtp import SMTP

KEY, PASSWORD, HOOK, PING, LEDGER = (
    f"{name}-{name[::-1]}-4711" for name in ("sesame", "swordfish", "webhook", "pinger", "postgres")
)
SECRETS = (KEY, PASSWORD, HOOK, PING, LEDGER)


@dataclass
class Told:
    """Everything that came out of the program."""

    folder: Path
    capfd: pytest.CaptureFixture[str]
    text: str = ""
    codes: list[int] = field(default_factory=list)

    def call(self, *arguments: str) -> int:
        """Call the program, and keep what it says."""
        code = main(arguments)
        self.codes.append(code)
        self.text += "".join(self.capfd.readouterr())
        return code

    def leaks(self) -> list[str]:
        """Where a secret is that should be nowhere."""
        places = {"the screen": self.text.encode()}
        for file in self.folder.rglob("*"):
            if file.is_file() and not file.name.startswith("secret-of-"):
                places[str(file.relative_to(self.folder))] = file.read_bytes()
        return [
            f"{secret} in {place}"
            for place, content in places.items()
            for secret in SECRETS
            if secret.encode() in content
        ]


def repeating(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    """Refuse the login, and repeat the password."""
    del server, session, envelope, mechanism
    assert isinstance(data, LoginPassword)
    return AuthResult(success=False, handled=False, message=f"535 not {data.password.decode()}")


@contextmanager
def repeating_server() -> Iterator[str]:
    options: dict[str, Any] = {
        "authenticator": repeating,
        "auth_required": True,
        "auth_require_tls": False,
    }
    with mail_server(Accepting(), **options) as address:
        yield address


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Told:
    """A place whose secrets stand in files and variables of their own."""
    quicken(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret-of-the-key").write_text(KEY)
    monkeypatch.setenv("REPORTER_SOURCE__KEY_FILE", str(tmp_path / "secret-of-the-key"))
    monkeypatch.setenv("REPORTER_OWNER__WEBHOOK", f"http://127.0.0.1:1/services/{HOOK}")
    monkeypatch.setenv("REPORTER_OWNER__PING", f"http://127.0.0.1:1/{PING}?key={PING}")
    audiences = [{"name": "all", "to": ["ana@example.org"]}]
    values = {
        "source": {"path": "absent.zip"},
        "delivery": {"smtp_file": "secret-of-the-post", "patience": "0s", "from": "r@example.org"},
        "reports": {"weekly": {"audiences": audiences, "cron": "0 7 * * mon"}},
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(values))
    return Told(tmp_path, capfd)


def test_a_server_that_repeats_the_password_gives_nothing_away(told: Told) -> None:
    with repeating_server() as address:
        url = f"smtp://me:{PASSWORD}@{address}?tls=none"
        (told.folder / "secret-of-the-post").write_text(url)
        assert told.call("config", "check") == 0
        told.call("doctor", "--json")
        assert told.call("run", "--send", "--json", "--debug", "--timings") == 4
        assert told.call("run", "--json") == 0
        assert told.call("send", "latest", "--test-to", "ana@example.org") == 4
        assert told.call("send", "latest", "--resend", "--json") == 4
        assert told.call("history") == 0
        assert told.call("history", "show", "latest", "--json") == 0
    assert "535" in told.text
    assert told.leaks() == []


def test_a_run_that_fails_gives_nothing_away(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    from reporter.study import intake  # noqa: PLC0415 - only to break it

    def broken(*_: object) -> None:
        msg = "something unexpected"
        raise RuntimeError(msg)

    (told.folder / "secret-of-the-post").write_text(f"smtp://me:{PASSWORD}@127.0.0.1:1?tls=none")
    monkeypatch.setattr(intake, "read", broken)
    assert told.call("run", "--send", "--json", "--debug") == 1
    assert "Traceback" in told.text
    assert told.leaks() == []


def test_a_mail_server_that_is_none_gives_nothing_away(told: Told) -> None:
    (told.folder / "secret-of-the-post").write_text(f"smtp:/me:{PASSWORD}@host")
    for arguments in (("config", "check"), ("doctor",), ("run", "--debug"), ("history",)):
        assert told.call(*arguments) == 2
    assert told.leaks() == []


def test_a_ledger_that_is_away_gives_nothing_away(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    (told.folder / "secret-of-the-post").write_text(f"smtp://me:{PASSWORD}@127.0.0.1:1?tls=none")
    url = f"postgresql://me:{LEDGER}@127.0.0.1:1/reporter"
    monkeypatch.setenv("REPORTER_ARCHIVE__LEDGER", url)
    for arguments in (
        ("doctor",),
        ("run", "--send", "--json", "--debug"),
        ("history", "show", "latest", "--debug"),
        ("send", "latest", "--debug"),
        ("schedule", "--status", "--debug"),
    ):
        assert told.call(*arguments) != 0
    assert "127.0.0.1" in told.text
    assert told.leaks() == []


def test_a_ledger_that_is_none_gives_nothing_away(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    (told.folder / "secret-of-the-post").write_text(f"smtp://me:{PASSWORD}@127.0.0.1:1?tls=none")
    for url in (
        f"mysql://me:{LEDGER}@host/x",
        f"{LEDGER}",
        f"postgresql://me:{LEDGER}@host:port/x",
    ):
        monkeypatch.setenv("REPORTER_ARCHIVE__LEDGER", url)
        assert told.call("history", "--debug") == 2
        assert told.call("doctor") == 2
    assert told.leaks() == []


@pytest.mark.slow
def test_a_schedule_whose_runs_fail_gives_nothing_away(told: Told) -> None:
    from reporter.config import load  # noqa: PLC0415 - with the variables of this test
    from reporter.ledger.opening import open_ledger  # noqa: PLC0415
    from tests.factories.ledger import NOW  # noqa: PLC0415

    (told.folder / "secret-of-the-post").write_text(f"smtp://me:{PASSWORD}@127.0.0.1:1?tls=none")
    with open_ledger(load().archive.ledger_url, NOW) as ledger:
        ledger.timetable.watch("weekly", "0 7 * * mon", NOW)
        ledger.timetable.expect([make_expected()])
    done = subprocess.run(
        [sys.executable, "-m", "reporter", "schedule", "--once", "--debug"],
        cwd=told.folder,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    told.text += done.stdout + done.stderr
    assert done.returncode != 0
    assert "absent.zip" in told.text
    assert told.leaks() == []
