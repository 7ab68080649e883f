"""What a whole edition is made of, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.figures.chart import Chart
    from reporter.gate.refusal import Verdict
    from reporter.look import Look
    from reporter.report import Report


@dataclass(frozen=True, slots=True)
class MailFrom:
    """What mails say of where they come from.

    Attributes:
        owner: address of whom readers write to.
        least: nothing about fewer listeners is mailed, where there are several.
    """

    owner: str
    least: int


@dataclass(frozen=True, slots=True)
class Order:
    """All that it takes to make an edition anywhere.

    Attributes:
        report: what was found.
        look: brand and templates.
        post: what its mail says of where it comes from.
        asked: label of the period that was asked for.
        fitted: the pictures of what is fitted on all plays, which all editions share.
        own: the pictures of its plays; none where no other edition has them, to be drawn with it.
        letter: those of its mail, in its colour; none as above.
    """

    report: Report
    look: Look
    post: MailFrom
    asked: str
    fitted: tuple[Chart, ...]
    own: tuple[Chart, ...] | None
    letter: tuple[Chart, ...] | None


@dataclass(frozen=True, slots=True)
class Edition:
    """What comes of an order.

    Attributes:
        files: by their path in its folder.
        subject: of its mail.
        verdict: what the gate says of them.
    """

    files: Mapping[str, bytes]
    subject: str
    verdict: Verdict
