"""Pseudonyms: keyed, stable, and the same for a column as for a name."""

from __future__ import annotations

import hashlib
import hmac
import re

import pyarrow as pa

from reporter.sources.pseudonym import Pseudonyms, pseudonym


def test_is_a_keyed_hash() -> None:
    expected = hmac.new(b"key", "Zoë".encode(), hashlib.sha256).hexdigest()[:12]
    assert pseudonym(b"key", "Zoë") == f"L{expected}"
    assert re.fullmatch("L[0-9a-f]{12}", pseudonym(b"key", ""))


def test_depends_on_key_and_name() -> None:
    found = {pseudonym(key, name) for key in (b"a", b"b") for name in ("x", "y")}
    assert len(found) == 4


def test_columns_keep_their_nulls_and_order() -> None:
    ids = Pseudonyms(b"key")
    first = ids(pa.array(["x", None, "y", "x"]))
    assert first.to_pylist() == [
        pseudonym(b"key", "x"),
        None,
        pseudonym(b"key", "y"),
        pseudonym(b"key", "x"),
    ]
    later = ids(pa.chunked_array([["y"], ["z", None]]))
    assert later.to_pylist() == [pseudonym(b"key", "y"), pseudonym(b"key", "z"), None]
    assert ids(pa.array([None, None], pa.string())).to_pylist() == [None, None]
    assert len(ids(pa.array([], pa.string()))) == 0
