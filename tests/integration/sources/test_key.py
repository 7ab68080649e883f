"""The key of the pseudonyms: made once, private, and the same for everybody who asks."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from reporter.errors import ConfigError
from reporter.sources.pseudonym import load_or_make_key

if TYPE_CHECKING:
    from pathlib import Path


def test_made_once_and_private(tmp_path: Path) -> None:
    file = tmp_path / "new" / "key"
    key = load_or_make_key(file, None)
    assert len(key) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_or_make_key(file, None) == key
    assert [place.name for place in file.parent.iterdir()] == ["key"]
    assert load_or_make_key(tmp_path / "other", None) != key


def test_given_key_needs_no_file(tmp_path: Path) -> None:
    assert load_or_make_key(tmp_path / "key", "a secret") == b"a secret"
    assert not (tmp_path / "key").exists()


def test_all_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_or_make_key(tmp_path / "key", None), range(32)))
    assert len(keys) == 1
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_empty_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(ConfigError, match="is empty: remove the file to start a new series"):
        load_or_make_key(tmp_path / "key", None)


def test_key_that_cannot_be_read_or_made(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "folder", tmp_path / "key", tmp_path / "file" / "key"):
        with pytest.raises(ConfigError, match="cannot be read or made"):
            load_or_make_key(place, None)
