"""Messages to a webhook, and pings: HTTP(S) alone, without redirects.

Their URLs are secrets: Slack and Teams have the key in the path. So only the host is ever shown.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from reporter.delivery.outcome import Ambiguous, Permanent, Sent, Transient, one_line
from reporter.urls import HIDDEN, redacted, web_address
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from datetime import timedelta

    from reporter.delivery.outcome import Outcome
    from reporter.words import Words

SUCCESS = range(200, 300)
WORTH_ANOTHER_TRY = frozenset({408, 425, 429, *range(500, 600)})
MOST_BYTES = 2_000
"""Of an answer, which is there to be shown."""
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""What Slack reads as links and mentions, such as `<!channel>`."""


def post(url: str, text: str, timeout: timedelta, words: Words = ENGLISH) -> Outcome:
    """Say something to a Slack- or Teams-compatible webhook: `{"text": …}`.

    Raises:
        ConfigError: the URL is not http:// or https://.
    """
    body = json.dumps({"text": text.translate(ESCAPES)}).encode()
    headers = {"Content-Type": "application/json"}
    return _ask(url, urllib.request.Request(web_address(url), body, headers), timeout, words)  # noqa: S310 - `web_address` lets http and https pass alone


def ping(url: str, timeout: timedelta, words: Words = ENGLISH) -> Outcome:
    """Ask for a URL, so that whoever watches it knows that this program lives.

    Raises:
        ConfigError: the URL is not http:// or https://.
    """
    return _ask(url, urllib.request.Request(web_address(url)), timeout, words)  # noqa: S310 - as above


def _ask(url: str, request: urllib.request.Request, timeout: timedelta, words: Words) -> Outcome:
    def say(message: str, **values: str | int) -> str:
        return words(message, url=redacted(url), **values)

    try:
        with _opener().open(request, timeout=timeout.total_seconds()) as answer:
            code, text = answer.status, answer.read(MOST_BYTES)
    except urllib.error.HTTPError as error:
        with error:
            code, text = error.code, error.read(MOST_BYTES)
    except urllib.error.URLError as error:
        return Transient(None, say("delivery.web.unreachable", reason=one_line(str(error.reason))))
    except (http.client.HTTPException, OSError) as error:
        reason = one_line(str(error)) or type(error).__name__
        return Ambiguous(say("delivery.web.ambiguous", reason=reason))
    shown = _cleaned(url, one_line(text.decode("utf-8", "replace")))
    if code in SUCCESS:
        return Sent(f"{code} {shown}".rstrip())
    kind = Transient if code in WORTH_ANOTHER_TRY else Permanent
    return kind(code, say("delivery.web.answer", code=code, answer=shown))


def _cleaned(url: str, answer: str) -> str:
    """An answer without the parts of the URL that it may have repeated."""
    parts = urlsplit(url)
    secrets = {part for part in (*parts.path.split("/"), parts.query, parts.password) if part}
    for secret in sorted(secrets, key=len, reverse=True):
        answer = answer.replace(secret, HIDDEN).replace(unquote(secret), HIDDEN)
    return answer


def _opener() -> urllib.request.OpenerDirector:
    """HTTP and HTTPS, by a proxy where the environment names one; no files, and no redirects."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
