"""What the owner is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.delivery.alerts import Cause, Incident, Missing, alert
from reporter.words import ENGLISH

HAPPENED = Incident(
    cause=Cause.UNDELIVERED,
    report="weekly",
    title="Weekly listening report",
    period="2024-W50",
    run="20241216T070000-ab12",
    missing=(Missing("eve@example.org", "550 no such user"), Missing("bob@example.org")),
)


def test_an_alert_says_what_happened_to_whom_and_what_to_do() -> None:
    told = alert(HAPPENED, ENGLISH)
    assert told.subject == "Weekly listening report 2024-W50: not delivered to 2 recipients"
    assert told.text == (
        "The report was made, but these recipients did not get it. The others are not affected.\n"
        "\n"
        "Report: Weekly listening report (weekly)\n"
        "Period: 2024-W50\n"
        "Run: 20241216T070000-ab12\n"
        "\n"
        "Recipients:\n"
        "- eve@example.org: 550 no such user\n"
        "- bob@example.org\n"
        "\n"
        "What to do:\n"
        "Mend the reason, then send it to these recipients alone with\n"
        "    reporter send 20241216T070000-ab12 --failed\n"
    )


@pytest.mark.parametrize(
    ("cause", "told_of"),
    [
        (Cause.LEFT_OUT, "not made for 2 audiences"),
        (Cause.HELD, "held back for 2 audiences"),
    ],
)
def test_of_audiences_each_is_named_with_its_reason(cause: Cause, told_of: str) -> None:
    missing = (Missing("tv", "no play has the platform tv"), Missing("few", "it is about 3"))
    told = alert(replace(HAPPENED, cause=cause, missing=missing), ENGLISH)
    assert told.subject == f"Weekly listening report 2024-W50: {told_of}"
    assert "\nAudiences:\n- tv: no play has the platform tv\n- few: it is about 3\n" in told.text


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_its_words(cause: Cause) -> None:
    incident = Incident(cause, "weekly", "Weekly", "2024-W50", reason="{disk} is full")
    told = alert(incident, ENGLISH)
    assert told.subject.startswith("Weekly 2024-W50: ")
    assert "Reason: {disk} is full\n" in told.text
    assert "What to do:\n" in told.text
    assert "Run:" not in told.text
    assert "Recipients:" not in told.text
    assert "Audiences:" not in told.text
