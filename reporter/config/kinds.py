"""The kinds of values that `config.yaml` may have: what each accepts, and what is said otherwise.

What is refused is never shown: it may be a secret.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from reporter.addresses import ascii_domain, mailbox
from reporter.errors import ConfigError
from reporter.results.overview import Headline
from reporter.urls import mail_server, web_address

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")
LEDGER = re.compile(r"(sqlite|postgresql)(\+\w+)?://")
DASK = re.compile(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
CRON_FIELDS = 5
SHORTEST_ANSWER, LONGEST_ANSWER = timedelta(seconds=1), timedelta(minutes=1)
CONDITION = re.compile(
    rf"(?P<headline>{'|'.join(Headline)})\.(?P<what>value|change)\s*"
    r"(?P<sign><=|>=|<|>)\s*(?P<bound>[+-]?\d+(?:\.\d+)?)"
)
"""A condition on a headline number; shares and their changes count as 0.02, not as 2 points."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"'{name}' is not an IANA zone such as Europe/Berlin"
        raise ValueError(msg) from error
    return name


def _folder_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        msg = f"'{name}' is not a name of letters, digits, - and _, which its folder is named for"
        raise ValueError(msg)
    return name


def _size(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?\s?[KMGT]i?B", text):
        msg = "must be a size such as 4GB"
        raise ValueError(msg)
    return text


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"(\d+)\s?([smhdw])", str(value).strip())
    if not found:
        msg = "must be a span of time such as 30m, 12h or 2d"
        raise ValueError(msg)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _address(text: str) -> str:
    """In the form in which two are compared."""
    bare = text.strip(" ")
    found = _told(mailbox, bare, "must be a mail address such as ana@example.org")
    if "<" in bare:
        msg = "must be a mail address without a name, such as ana@example.org"
        raise ValueError(msg)
    return found.address


def _sender(text: str) -> str:
    _told(mailbox, text, "must be one sender such as Reporter <reports@example.org>")
    return text


def _once(given: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(given)) < len(given):
        msg = "must name each address once"
        raise ValueError(msg)
    return given


def _domain(text: str) -> str:
    domain = ascii_domain(text.strip())
    if domain is None:
        msg = "must be a domain such as example.org, without @ and *"
        raise ValueError(msg)
    return domain


def _mail_url(url: SecretStr) -> SecretStr:
    _told(mail_server, url.get_secret_value())
    return url


def _web_url(url: SecretStr) -> SecretStr:
    _told(web_address, url.get_secret_value())
    return url


def _told(read: Callable[[str], Read], text: str, instead: str = "") -> Read:
    """What is read from a text, which is never shown; pydantic takes a ValueError alone."""
    try:
        return read(text)
    except ConfigError as error:
        what = error.what.removeprefix("delivery.smtp: ")
        raise ValueError(instead or f"{what}: {error.hint}") from None


def _answer_time(span: timedelta) -> timedelta:
    """Nine answers come before a message's content, and others take it over after ten minutes."""
    if not SHORTEST_ANSWER <= span <= LONGEST_ANSWER:
        msg = "must be between 1s and 1m"
        raise ValueError(msg)
    return span


def _cron(text: str) -> str:
    try:
        CronSim(text, datetime(2024, 1, 1, tzinfo=UTC))
        has_seconds = len(text.split()) > CRON_FIELDS
    except CronSimError as error:
        msg = f"must be a cron expression of five fields such as '0 7 * * mon' ({error})"
        raise ValueError(msg) from error
    if has_seconds:
        msg = "must be a cron expression of five fields such as '0 7 * * mon', without seconds"
        raise ValueError(msg)
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        msg = "must be a colour such as #0a5c8f"
        raise ValueError(msg)
    return text.lower()


def _condition(text: str) -> str:
    if not CONDITION.fullmatch(text.strip()):
        msg = "is no condition"
        raise ValueError(msg)
    return text.strip()


def _ledger_url(url: SecretStr) -> SecretStr:
    text = url.get_secret_value()
    try:
        is_sound = LEDGER.match(text) is not None and urlsplit(text).port != 0
    except ValueError:  # a port that is no number
        is_sound = False
    if not is_sound:
        msg = "must be sqlite:///path/to/reporter.db or postgresql://user@host/name"
        raise ValueError(msg)
    return url


def _dask_url(text: str) -> str:
    if not DASK.fullmatch(text):
        msg = "must be the address of a Dask scheduler such as tcp://scheduler:8786"
        raise ValueError(msg)
    return text


def one_sentence(message: str) -> WrapValidator:
    """For a value of several kinds: what is said of one that is none of them."""

    def check(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        try:
            return handler(value)
        except ValidationError as error:  # has a problem for each of the kinds
            raise ValueError(message) from error

    return WrapValidator(check)


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        msg = "must be a whole number"
        raise ValueError(msg)  # noqa: TRY004 - pydantic reports a ValueError
    return value


Whole = Annotated[int, BeforeValidator(_no_boolean)]
Keep = Annotated[
    Annotated[Whole, Field(ge=0)] | Literal["all"], one_sentence("must be a whole number, or all")
]
LedgerUrl = Annotated[SecretStr, AfterValidator(_ledger_url)]
TimeSpan = Annotated[timedelta, BeforeValidator(_span)]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], AfterValidator(_once)]
DaskUrl = Annotated[str, AfterValidator(_dask_url)]
Domain = Annotated[str, AfterValidator(_domain)]
MailUrl = Annotated[SecretStr, AfterValidator(_mail_url)]
WebUrl = Annotated[SecretStr, AfterValidator(_web_url)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Name = Annotated[str, AfterValidator(_folder_name)]
Size = Annotated[str, AfterValidator(_size)]
Sender = Annotated[str, AfterValidator(_sender)]
Cron = Annotated[str, AfterValidator(_cron)]
Colour = Annotated[str, AfterValidator(_colour)]
Sentence = Annotated[str, AfterValidator(_condition)]
AnswerTime = Annotated[timedelta, BeforeValidator(_span), AfterValidator(_answer_time)]
