"""What became of a message that was to be delivered: one sentence for each way it can end."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "delivery.not_allowed": "{recipient} lies outside the domains that may be written to: delivery.allow has {domains}",
    "delivery.no_connection": "{server} cannot be reached ({reason})",
    "delivery.lost": "the connection to {server} broke off while {command} was answered ({reason})",
    "delivery.answer": "{server} answered {command} with {code} {answer}",
    "delivery.disorder": "{server} answered {command} with something that is no SMTP ({answer})",
    "delivery.certificate": "the certificate of {server} cannot be trusted ({reason}): have it mended, or name its authority as ?ca=/path/ca.pem in delivery.smtp",
    "delivery.handshake": "no encrypted connection to {server} came about ({reason}): smtps:// begins with TLS, smtp:// asks for STARTTLS",
    "delivery.no_starttls": "{server} offers no STARTTLS, and nothing is sent in the clear: use smtps://, or add ?tls=none to delivery.smtp where the network can be trusted",
    "delivery.no_login": "{server} offers no way to log in that is known here (PLAIN or LOGIN): leave user and password out of delivery.smtp, or ask its administrator",
    "delivery.login": "{server} refused user and password with {code} {answer}: correct them in delivery.smtp",
    "delivery.ambiguous": "{server} got the message, but the connection broke off before it said whether it took it ({reason}): ask the recipient before it is sent again",
    "delivery.timeout": "no answer within {seconds:decimal} s",
    "delivery.closed": "the other side closed it",
    "delivery.file": "{path} could not be written ({reason})",
    "delivery.web.answer": "{url} answered with {code} {answer}",
    "delivery.web.unreachable": "{url} cannot be reached ({reason})",
    "delivery.web.ambiguous": "{url} got the message but did not answer ({reason})",
    "delivery.no_recipient": "{recipient} is not among the recipients of {audience} any more",
    "delivery.file.absent": "{path} is not among the files of the run",
    "delivery.file.changed": "{path} is not as the run left it: `reporter history verify` tells",
    "delivery.no_webhook": "owner.webhook is not configured any more",
    "delivery.mark.test": "[test]",
    "delivery.mark.corrected": "[corrected]",
}
