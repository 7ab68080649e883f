"""What the doctor says of the ledger and the mail server."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "doctor.check.ledger": "Ledger",
    "doctor.check.mail": "Mail server",
    "doctor.ledger.found": "{ledger} answers",
    "doctor.ledger.none": "the first run makes {ledger}",
    "doctor.ledger.behind": (
        "the next run brings the tables of {ledger} up to date, and backs it up first if it is a file"
    ),
    "doctor.ledger.newer": "{ledger} was made by a newer version of reporter (tables {version})",
    "doctor.upgrade": "pip install --upgrade reporter",
    "doctor.mail.found": "{server} lets this program send",
    "doctor.mail.remedy": "set delivery.smtp to what the operator of {server} says",
}
