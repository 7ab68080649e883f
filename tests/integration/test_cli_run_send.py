"""`reporter run --send`: what it says, what it ends with, and that nobody is mailed twice."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from reporter.cli import main
from reporter.delivery.smtp import SmtpTransport
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import DeliveryState, PeriodKey
from tests.factories.ledger import make_run
from tests.factories.program import PERIOD, REPORT, quicken
from tests.mail_server import Accepting, Answering, Dropping, mail_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ANA, BEN, OPS = "ana@example.org", "ben@example.org", "ops@example.org"


@dataclass
class Place:
    """A folder in which the program is called."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def configure(
        self,
        smtp: str | None,
        *,
        to: tuple[str, ...] = (ANA, BEN),
        **report: object,
    ) -> None:
        url = f"smtp://{smtp}?tls=none" if smtp and "://" not in smtp else smtp
        readers = [{"name": "all", "to": list(to)}] if to else []
        values = {
            "owner": {"mail": [OPS]},
            "delivery": {"smtp": url, "from": "r@example.org", "patience": "0s"},
            "reports": {"weekly": {"audiences": readers, **report}},
        }
        (self.folder / "config.yaml").write_text(yaml.safe_dump(values))

    def run(self, *more: str) -> tuple[int, dict[str, Any]]:
        """Exit code and the last line."""
        code = main(["run", "--send", "--json", *more])
        line: dict[str, Any] = json.loads(self.capsys.readouterr().out.splitlines()[-1])
        return code, line

    def states(self) -> dict[str, str]:
        url = f"sqlite:///{self.folder / 'output/reporter.db'}"
        with open_ledger(url, datetime.now(UTC)) as ledger:
            return {one.recipient: one.state.value for one in ledger.outbox.of_period(KEY)}


SPAN = REPORT.scope.period
KEY = PeriodKey("weekly", "", SPAN.kind, PERIOD, SPAN.first_day, SPAN.end_day)


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    quicken(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path, capsys)


def test_a_period_is_mailed_once_however_often_it_is_made(place: Place) -> None:
    server = Accepting()
    with mail_server(server) as address:
        place.configure(address)
        code, line = place.run()
        assert (code, line["status"], line["delivery"]) == (0, "complete", "sent")
        first = line["run"]
        code, line = place.run()
    assert (code, line["status"], line["delivery"]) == (0, "complete", "none")
    assert line["warnings"][-1] == (
        f"the period was mailed by run {first}; `reporter send {line['run']} --resend` sends it "
        "again, marked as corrected"
    )
    assert sorted(one.recipients[0] for one in server.received) == [ANA, BEN]


def test_without_send_nobody_is_mailed(place: Place) -> None:
    server = Accepting()
    with mail_server(server) as address:
        place.configure(address)
        assert main(["run"]) == 0
        assert main(["run", "--no-send"]) == 0
    assert server.received == []


@pytest.mark.parametrize(
    ("behaviour", "went", "words"),
    [
        (lambda: Answering(to={BEN: ["550 gone"]}), "partial", f"{BEN} did not get it ("),
        (lambda: Answering(to={ANA: ["550 a"], BEN: ["551 b"]}), "failed", f"{ANA} did not get"),
        (lambda: Answering(to={BEN: ["450 later"]}), "partial", f"{BEN} has not got it yet, and"),
        (lambda: Dropping(at="END"), "unknown", f"nobody knows whether {ANA} got it"),
    ],
)
def test_a_run_that_does_not_reach_all_ends_with_four(
    place: Place, behaviour: Callable[[], Accepting], went: str, words: str
) -> None:
    server = behaviour()
    with mail_server(server) as address:
        place.configure(address)
        code, line = place.run()
    assert (code, line["status"], line["delivery"]) == (4, "complete", went)
    assert any(words in warning for warning in line["warnings"])


def test_a_server_that_is_away_makes_no_run_fail(place: Place) -> None:
    place.configure("127.0.0.1:1")
    code, line = place.run()
    assert (code, line["status"], line["delivery"]) == (4, "complete", "failed")
    assert place.states() == {ANA: "queued", BEN: "queued"}
    server = Accepting()
    with mail_server(server) as address:
        place.configure(address)
        assert main(["send", "latest", "--failed"]) == 0
    assert sorted(one.recipients[0] for one in server.received if one.recipients != (OPS,)) == [
        ANA,
        BEN,
    ]


def test_another_run_of_the_period_ends_it_with_five(place: Place) -> None:
    place.configure(None)
    (place.folder / "output").mkdir()
    with open_ledger(f"sqlite:///{place.folder / 'output/reporter.db'}", datetime.now(UTC)) as one:
        one.runs.claim(make_run("20241216T060000Z-aaaa", key=KEY), datetime.now(UTC))
        code, line = place.run()
    assert (code, line["status"], line["delivery"]) == (5, "failed", "none")
    assert "is being made by run 20241216T060000Z-aaaa" in line["error"]


def test_what_the_gate_holds_back_ends_it_with_six(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch, "all")
    server = Accepting()
    with mail_server(server) as address:
        place.configure(address)
        code, line = place.run()
    assert (code, line["status"], line["delivery"]) == (6, "held", "none")
    assert [one.recipients for one in server.received] == [(OPS,)]
    assert b"held back" in server.received[0].content
    assert place.states() == {ANA: "held", BEN: "held"}
    quicken(monkeypatch)
    with mail_server(server) as address:
        place.configure(address)
        assert place.run()[1]["delivery"] == "sent"


def test_a_report_that_is_not_worth_a_mail_is_not_sent(place: Place) -> None:
    server = Accepting()
    with mail_server(server) as address:
        place.configure(address, send={"when": "skip_rate.value > 2"})
        code, line = place.run()
    assert (code, line["delivery"], server.received) == (0, "none", [])
    assert line["warnings"][-1].startswith("all gets no mail: ")


def test_a_report_for_nobody_says_so(place: Place) -> None:
    place.configure(None, to=())
    code, line = place.run()
    assert (code, line["delivery"]) == (0, "none")
    assert line["warnings"][-1] == (
        "nobody gets the report weekly: name recipients as reports.weekly.audiences in the "
        "configuration"
    )


def test_an_interruption_while_it_sends_says_what_becomes_of_the_rest(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    server = Accepting()
    with mail_server(server) as address:
        place.configure(address)
        monkeypatch.setattr(SmtpTransport, "_open", interrupted)
        code, line = place.run()
        assert code == 130
        assert "the report is written, and what is not sent yet goes out with" in line["error"]
    assert server.received == []
    assert sorted(place.states().values()) == [DeliveryState.QUEUED, DeliveryState.SENDING]


def test_mail_that_could_go_nowhere_is_said_before_any_work(place: Place) -> None:
    place.configure("smtps://mail.example.org?ca=/nowhere/ca.pem")
    code, line = place.run()
    assert (code, line["status"]) == (2, "failed")
    assert "/nowhere/ca.pem" in line["error"]
    assert not list((place.folder / "output").glob("weekly/*"))
