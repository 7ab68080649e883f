"""Archives that are damaged or hostile: a clear sentence each, and nothing is unpacked."""

from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from reporter.errors import SourceError
from reporter.sources import archives
from tests.factories.exports import (
    AUDIO,
    FOLDER,
    Take,
    as_csv,
    as_json,
    history,
    maven,
    write,
    write_zip,
)

if TYPE_CHECKING:
    from pathlib import Path

GOOD = as_json(history(50))


def test_archive_without_a_history(tmp_path: Path, take: Take) -> None:
    path = write_zip(tmp_path / "x.zip", {"photo.jpg": b"x", "Playlist1.json": b'{"items": []}'})
    with pytest.raises(SourceError, match=r"Playlist1\.json is not a listening history") as caught:
        take(path)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("members", [{}, {"photo.jpg": b"x"}])
def test_archive_without_a_readable_file(
    tmp_path: Path, take: Take, members: dict[str, bytes]
) -> None:
    with pytest.raises(SourceError, match=r"x\.zip holds no file that could be a listening"):
        take(write_zip(tmp_path / "x.zip", members))


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_truncated_archive(tmp_path: Path, take: Take, keep: float) -> None:
    whole = write_zip(tmp_path / "whole.zip", {AUDIO: GOOD}).read_bytes()
    cut = whole[: keep if isinstance(keep, int) else int(len(whole) * keep)]
    with pytest.raises(SourceError, match=r"x\.zip is not a whole zip archive: download it again"):
        take(write(tmp_path / "x.zip", cut))


def test_archive_with_a_damaged_member(tmp_path: Path, take: Take) -> None:
    content = bytearray(write_zip(tmp_path / "whole.zip", {AUDIO: GOOD}).read_bytes())
    middle = len(content) // 3
    content[middle : middle + 20] = b"\0" * 20
    with pytest.raises(SourceError, match=f"{AUDIO} is damaged and cannot be unpacked"):
        take(write(tmp_path / "x.zip", bytes(content)))


@pytest.mark.parametrize(
    "name", [f"../{AUDIO}", f"a/../../{AUDIO}", f"/etc/{AUDIO}", f"C:/{AUDIO}", rf"..\{AUDIO}"]
)
def test_paths_that_lead_outside(tmp_path: Path, take: Take, name: str) -> None:
    path = write_zip(tmp_path / "s" / "x.zip", {name: GOOD, AUDIO: GOOD})
    with pytest.raises(SourceError, match=r"x\.zip has a member whose path leads outside"):
        take(path)
    assert [place.name for place in tmp_path.rglob("*")] == ["s", "x.zip"]


def test_symbolic_link(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "x.zip"
    link = zipfile.ZipInfo(AUDIO)
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(SourceError, match="has a member that is a symbolic link"):
        take(path)


@pytest.mark.parametrize("inner", ["more.zip", "a/b.TAR", "x.json.gz"])
def test_archive_in_an_archive(tmp_path: Path, take: Take, inner: str) -> None:
    with pytest.raises(SourceError, match=r"x\.zip has an archive inside it"):
        take(write_zip(tmp_path / "x.zip", {AUDIO: GOOD, inner: b"PK"}))


def test_encrypted_archive(tmp_path: Path, take: Take) -> None:
    content = bytearray(write_zip(tmp_path / "whole.zip", {AUDIO: GOOD}).read_bytes())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError, match=r"x\.zip is encrypted"):
        take(write(tmp_path / "x.zip", bytes(content)))


def test_member_that_unpacks_to_too_much(tmp_path: Path, take: Take) -> None:
    path = write_zip(tmp_path / "x.zip", {AUDIO: b" " * (5 * 2**20)})
    assert path.stat().st_size < 10_000
    with pytest.raises(SourceError, match=r"unpacks to .* times its size, more than 200"):
        take(path)


def test_archive_that_unpacks_to_too_much(
    tmp_path: Path, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 2**14)
    path = write_zip(tmp_path / "x.zip", {AUDIO: GOOD, f"2-{AUDIO}": GOOD})
    with pytest.raises(SourceError, match=r"x\.zip unpacks to .* GiB, more than"):
        take(path)


def test_member_that_lies_about_its_size(tmp_path: Path, take: Take) -> None:
    content = bytearray(write_zip(tmp_path / "whole.zip", {AUDIO: GOOD}).read_bytes())
    size = len(GOOD).to_bytes(4, "little")
    for _ in range(2):
        place = content.index(size)
        content[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(SourceError, match=f"{AUDIO} is (damaged|cut off)"):
        take(write(tmp_path / "x.zip", bytes(content)))


def test_too_many_files(tmp_path: Path, take: Take) -> None:
    members = {f"{i}.txt": b"" for i in range(archives.MAX_FILES + 1)}
    with pytest.raises(SourceError, match=r"x\.zip holds 501 files, more than 500: unpack it"):
        take(write_zip(tmp_path / "x.zip", members))


def test_archive_without_its_suffix_and_with_tables(tmp_path: Path, take: Take) -> None:
    write_zip(tmp_path / "x.zip", {"a.csv": as_csv(maven(9)).encode()}).rename(tmp_path / "x.bin")
    assert take(tmp_path / "x.bin").files[0].kept == 9


def test_what_systems_add_to_an_archive_is_passed_over(tmp_path: Path, take: Take) -> None:
    members = {
        f"{FOLDER}/{AUDIO}": GOOD,
        f"__MACOSX/{FOLDER}/._{AUDIO}": b"\0\5\x16\7",
        f"{FOLDER}/.hidden.json": GOOD,
        f"{FOLDER}/ReadMeFirst.txt": b"Read me.",
    }
    intake = take(write_zip(tmp_path / "x.zip", members))
    assert [(count.file, count.kept) for count in intake.files] == [(AUDIO, 50)]


def test_names_with_signs_that_mean_something_to_a_file_system(tmp_path: Path, take: Take) -> None:
    members = {f"a*b?[c]/{AUDIO}": GOOD, f"d'e\"f/{AUDIO}": as_json(history(60)[50:])}
    intake = take(write_zip(tmp_path / "o'dd [1].zip", members))
    assert [(count.file, count.kept) for count in intake.files] == [
        (f"2-{AUDIO}", 10),
        (AUDIO, 50),
    ]


def test_fingerprint_follows_names_and_bytes(tmp_path: Path, take: Take) -> None:
    one = take(write_zip(tmp_path / "a" / "x.zip", {AUDIO: GOOD, "note.txt": b"1"}))
    same = take(write_zip(tmp_path / "b" / "x.zip", {"note.txt": b"22", AUDIO: GOOD}))
    renamed = take(write_zip(tmp_path / "c" / "x.zip", {f"2-{AUDIO}": GOOD}))
    changed = take(write_zip(tmp_path / "d" / "x.zip", {AUDIO: GOOD + b"\n"}))
    assert one.fingerprint == same.fingerprint
    assert len({one.fingerprint, renamed.fingerprint, changed.fingerprint}) == 3
