"""A whole run that is mailed to two audiences: what arrives, and whom it tells nothing of."""

from __future__ import annotations

import csv
import email
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import yaml
from pypdf import PdfReader

from reporter import sample
from reporter.sample import Format

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

ADDRESS, AGENT = "203.0.113.77", "PlantedAgent/9.9"
PER_LISTENER = {"user_segments.csv", "churn_risk.csv", "quarantined_rows.csv"}
KEEP_NAMES = {"report.json", "quarantined_rows.csv"}
"""Files of the archive that tell the names of input files."""

pytestmark = [pytest.mark.slow, pytest.mark.untraced]


@dataclass(frozen=True)
class Mailed:
    """The run, and what it left.

    Attributes:
        folder: where the program was called.
        line: its last line.
        people: user names, which their files are named for.
    """

    folder: Path
    line: dict[str, Any]
    people: tuple[str, ...]

    @property
    def archive(self) -> Path:
        return Path(self.line["files"]["manifest"]).parent

    @property
    def pseudonyms(self) -> set[str]:
        """Of the listeners, from the table that has them all."""
        table = self.archive / "leadership" / "csv" / "user_segments.csv"
        with table.open(newline="", encoding="utf-8") as file:
            return {row[0] for row in list(csv.reader(file))[1:]}

    def mails(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in sorted((self.folder / "output" / "outbox").iterdir())
        ]


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory) -> Mailed:
    """Twelve people, a file for each, with all that an export knows of them."""
    folder = tmp_path_factory.mktemp("mailed")
    sample.write(folder / "made", listeners=12, weeks=6, seed=3, format=Format.CSV)
    rows = pd.read_csv(folder / "made" / "plays.csv", dtype=str)
    names = {name: f"Planted Person {n:02}" for n, name in enumerate(rows["username"].unique())}
    rows["username"] = rows["username"].map(names)
    rows["ip_addr_decrypted"], rows["user_agent_decrypted"] = ADDRESS, AGENT
    (folder / "plays").mkdir()
    for name, own in rows.groupby("username"):
        own.to_csv(folder / "plays" / f"{name}.csv", index=False)
    audiences = [
        {"name": "leadership", "to": ["ceo@example.org", "cfo@example.org"]},
        {"name": "brazil", "to": ["br@example.org"], "filter": {"country": ["BR"]}},
    ]
    config = {
        "source": {"path": "plays"},
        "owner": {"mail": ["ops@example.org"]},
        "delivery": {"allow": ["example.org"], "from": "Reporter <r@example.org>"},
        "reports": {"weekly": {"min_group_size": 2, "audiences": audiences}},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("REPORTER_")}
    done = subprocess.run(
        [sys.executable, "-m", "reporter", "run", "--send", "--json"],
        cwd=folder,
        env=quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr
    assert not any(name in told for name in (*names.values(), ADDRESS, AGENT))
    return Mailed(folder, json.loads(done.stdout.splitlines()[-1]), tuple(names.values()))


def parts(content: bytes, kind: str) -> Iterator[bytes]:
    """A file of a mail, and what is packed into it."""
    yield content
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    if kind == "application/pdf":
        reader = PdfReader(io.BytesIO(content))
        yield str(reader.metadata).encode()
        for page in reader.pages:
            yield page.extract_text().encode()
        for outline in reader.outline:
            yield str(outline).encode()


def everything(message: EmailMessage) -> bytes:
    """All that a mail holds, decoded."""
    found = [str(message.items()).encode()]
    for part in message.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found += parts(content, part.get_content_type())
    return b"\n".join(found)


def test_each_reader_gets_the_report_of_their_audience(mailed: Mailed) -> None:
    assert (mailed.line["status"], mailed.line["delivery"]) == ("complete", "sent")
    assert list(mailed.line["audiences"]) == ["leadership", "brazil"]
    readers = {"ceo@example.org": "leadership", "cfo@example.org": "leadership"}
    for message in mailed.mails():
        audience = readers.get(str(message["To"]), "brazil")
        pdf, packed = message.iter_attachments()
        assert pdf.get_content() == (mailed.archive / audience / "report.pdf").read_bytes()
        with zipfile.ZipFile(io.BytesIO(packed.get_content())) as archive:
            for name in archive.namelist():
                kept = mailed.archive / audience / "csv" / name
                assert archive.read(name) == kept.read_bytes()
            assert not PER_LISTENER & set(archive.namelist())
    assert sorted(str(one["To"]) for one in mailed.mails()) == [
        "br@example.org",
        "ceo@example.org",
        "cfo@example.org",
    ]


def test_no_mail_tells_of_a_listener(mailed: Mailed) -> None:
    assert len(mailed.pseudonyms) == len(mailed.people) == 12
    private = [text.encode() for text in (*mailed.people, *mailed.pseudonyms, ADDRESS, AGENT)]
    for message in mailed.mails():
        content = everything(message)
        assert b"%PDF" in content
        assert b"data_quality.csv" in content
        assert [text for text in private if text in content] == []


def test_the_archive_has_no_private_field_and_names_files_where_it_must(mailed: Mailed) -> None:
    for file in (mailed.folder / "output").rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        texts = list(parts(content, "application/pdf" if file.suffix == ".pdf" else ""))
        private: tuple[str, ...] = (ADDRESS, AGENT)
        if file.name not in KEEP_NAMES:
            private = (*private, *mailed.people)
        found = [text for text in private for one in texts if text.encode() in one]
        assert found == [], file


def test_a_second_run_mails_nobody(mailed: Mailed) -> None:
    before = len(mailed.mails())
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("REPORTER_")}
    done = subprocess.run(
        [sys.executable, "-m", "reporter", "send", "latest", "--json"],
        cwd=mailed.folder,
        env=quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["delivery"] == "none"
    assert len(mailed.mails()) == before
