"""A whole edition as one job, made of those that are asked for one by one where there are few."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from reporter.delivery.stored import MAIL_FILE
from reporter.errors import ReporterError
from reporter.figures.chart import in_order
from reporter.press import drawing, paper, screen
from reporter.press.order import Edition
from reporter.press.records import records

if TYPE_CHECKING:
    from reporter.press.order import Order

ALONE = Lock()
"""Of the threads of a process, one prints at a time: the libraries have settings for all of it."""


def edition(order: Order) -> Edition | ReporterError:
    """Draw what is missing, print it, and let the gate look at it.

    Returns:
        The edition, or why there is none for this audience alone.
    """
    with ALONE:
        try:
            return _made(order)
        except ReporterError as error:
            return error


def _made(order: Order) -> Edition:
    report, look, post = order.report, order.look, order.post
    own = drawing.draw_own(report) if order.own is None else order.own
    letter = drawing.draw_mail(report, look.colour) if order.letter is None else order.letter
    charts = in_order((*own, *order.fitted))
    if look.colour is not None:
        charts = drawing.recolour(charts, look.colour)
    files = {
        **records(report),
        **screen.show(report, charts, look),
        **paper.lay_out(report, charts, look),
    }
    subject, files[MAIL_FILE] = screen.mail(report, letter, post.owner, post.least, look)
    verdict = screen.examine(report, files, order.asked) + paper.examine(report, files)
    return Edition(files, subject, verdict)
