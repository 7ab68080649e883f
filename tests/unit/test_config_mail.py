"""What the configuration says of mail: refused before a run, all at once, without a secret."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from reporter.cli import main
from reporter.config import load
from reporter.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2-is-a-secret"  # noqa: S105 - the tests look for it where it must not be
TO = "reports: {{weekly: {{audiences: [{{name: a, to: [{}]}}]}}}}"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("REPORTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def problems(tmp_path: Path, text: str) -> tuple[str, ...]:
    file = tmp_path / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file)
    return caught.value.problems


@pytest.mark.parametrize(
    "address",
    ["ana", "ana@", "ana@exam ple.org", "'a@example.org, b@example.org'", "'ä@example.org'"],
)
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    assert problems(tmp_path, TO.format(address)) == (
        "reports.weekly.audiences.0.to.0 must be a mail address such as ana@example.org",
    )
    assert problems(tmp_path, f"owner: {{mail: [{address}]}}") == (
        "owner.mail.0 must be a mail address such as ana@example.org",
    )


def test_a_recipient_has_no_name_and_stands_there_once(tmp_path: Path) -> None:
    assert problems(tmp_path, TO.format("Ana <ana@example.org>")) == (
        (
            "reports.weekly.audiences.0.to.0 must be a mail address without a name, "
            "such as ana@example.org"
        ),
    )
    assert problems(tmp_path, TO.format("ana@example.org, ana@EXAMPLE.org")) == (
        "reports.weekly.audiences.0.to must name each address once",
    )


def test_addresses_are_kept_in_the_form_in_which_they_are_compared(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(TO.format("Ana@Example.ORG, b@bücher.example"), encoding="utf-8")
    readers = load(file).reports["weekly"].readers
    assert readers[0].to == ("Ana@example.org", "b@xn--bcher-kva.example")


@pytest.mark.parametrize("sender", ["Reporter", "a@b@c", "Reporter <>"])
def test_a_sender_that_no_mail_could_have_is_refused(tmp_path: Path, sender: str) -> None:
    assert problems(tmp_path, f"delivery: {{from: {sender}}}") == (
        "delivery.from must be one sender such as Reporter <reports@example.org>",
    )


@pytest.mark.parametrize("entry", ["ana@example.org", "'@example.org'", "'*.example.org'", "a b"])
def test_what_is_no_domain_allows_nothing_and_is_refused(tmp_path: Path, entry: str) -> None:
    assert problems(tmp_path, f"delivery: {{allow: [{entry}]}}") == (
        "delivery.allow.0 must be a domain such as example.org, without @ and *",
    )


@pytest.mark.parametrize(
    "url",
    [
        f"http://me:{SECRET}@mail.example.org",
        f"smtp://me:{SECRET}/x@mail.example.org",
        f"smtp://me:{SECRET}@mail.example.org/inbox",
        f"smtp://me:{SECRET}@mail.example.org?tls=maybe",
        f"smtps://me:{SECRET}@mail.example.org?{SECRET}=1",
        f"smtp://me:{SECRET}@mail.example.org?ca=relative.pem",
        f"me:{SECRET}@mail.example.org:587",
        "",
    ],
)
def test_what_is_no_mail_server_is_refused(tmp_path: Path, url: str) -> None:
    (problem,) = problems(tmp_path, f"delivery: {{smtp: '{url}'}}")
    assert problem.startswith("delivery.smtp: ")
    assert problem.endswith("with % escapes in user and password")
    assert SECRET not in problem


@pytest.mark.parametrize("key", ["webhook", "ping"])
@pytest.mark.parametrize(
    "url", [f"ftp://example.org/{SECRET}", SECRET, f"https:///{SECRET}", f"file:///{SECRET}"]
)
def test_what_is_no_web_address_is_refused(tmp_path: Path, key: str, url: str) -> None:
    (problem,) = problems(tmp_path, f"owner: {{{key}: '{url}'}}")
    assert problem.startswith(f"owner.{key}: ")
    assert problem.endswith("it begins with https:// or http://")
    assert SECRET not in problem


@pytest.mark.parametrize("span", ["0s", "2m", "1d"])
def test_an_answer_is_waited_for_between_a_second_and_a_minute(tmp_path: Path, span: str) -> None:
    assert problems(tmp_path, f"delivery: {{timeout: {span}}}") == (
        "delivery.timeout must be between 1s and 1m",
    )


def test_who_lies_outside_the_allowed_domains_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTER_OWNER__MAIL", '["ops@example.com"]')
    text = "delivery: {allow: [example.org]}\n" + TO.format("ana@Example.org, eve@sub.example.org")
    assert problems(tmp_path, text) == (
        "owner.mail.0: ops@example.com lies outside the domains of delivery.allow (example.org)",
        (
            "reports.weekly.audiences.0.to.1: eve@sub.example.org lies outside the domains of "
            "delivery.allow (example.org)"
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "delivery: 3",
        "delivery: {allow: example.org}",
        "owner: []",
        "reports: [x]",
        "reports: {a: 1}",
    ],
)
def test_what_has_another_form_is_said_once(tmp_path: Path, text: str) -> None:
    assert len(problems(tmp_path, text)) == 1


def test_the_program_says_all_of_it_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTER_OWNER__WEBHOOK", f"hooks.example.org/{SECRET}")
    monkeypatch.setenv("REPORTER_DELIVERY__SMTP", f"mail.example.org:{SECRET}")
    (tmp_path / "config.yaml").write_text(
        "seed: x\ndelivery: {allow: [example.org], from: me}\n" + TO.format("ana, eve@example.net")
    )
    assert main(["config", "check"]) == 2
    told = capsys.readouterr().err
    places = {line.split()[0].rstrip(":") for line in told.splitlines()}
    assert places == {
        "seed",
        "REPORTER_OWNER__WEBHOOK",
        "REPORTER_DELIVERY__SMTP",
        "delivery.from",
        "reports.weekly.audiences.0.to.0",
        "reports.weekly.audiences.0.to.1",
    }
    assert SECRET not in told
