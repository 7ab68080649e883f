"""Whether somebody may be written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.addresses import Mailbox, is_allowed, mailbox
from reporter.delivery.outcome import Permanent
from reporter.errors import ConfigError
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Collection

    from reporter.words import Words


def check(recipient: str, allow: Collection[str], words: Words = ENGLISH) -> Mailbox | Permanent:
    """The recipient's mailbox, or why it may not be written to; asked again at each sending.

    Args:
        recipient: as it stands in the configuration or in the outbox.
        allow: the domains that may be written to; empty for all.
        words: the language of the reason.
    """
    try:
        found = mailbox(recipient)
    except ConfigError as error:
        return Permanent(None, str(error))
    if is_allowed(found, allow):
        return found
    domains = ", ".join(allow)
    text = words("delivery.not_allowed", recipient=found.address, domains=domains)
    return Permanent(None, text)
