"""What a scheduler does beside making reports: it clears up, sends what is due, and shows life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.archive.registry import open_store
from reporter.delivery.office import open_post
from reporter.delivery.webhook import ping
from reporter.recovery import recover
from reporter.schedule.values import Chores

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reporter.config import Settings
    from reporter.ledger.opening import Ledger
    from reporter.schedule.values import Stop


def chores(settings: Settings, clock: Callable[[], datetime]) -> Chores:
    """The chores of a configuration.

    Args:
        settings: mail server, owner, archive.
        clock: the present instant, aware.
    """

    def clear_up(ledger: Ledger) -> None:
        recover(settings, ledger, open_store(settings.archive.files), clock())

    def deliver(ledger: Ledger, stop: Stop) -> None:
        store = open_store(settings.archive.files)
        with open_post(settings, ledger, store, clock, lambda: stop.asked) as post:
            post.recover()
            post.send_due()
            post.send_alerts()

    def tell_that_it_lives() -> None:
        if settings.owner.ping is not None:
            ping(settings.owner.ping.get_secret_value(), settings.delivery.timeout)

    return Chores(deliver, tell_that_it_lives, clear_up)
