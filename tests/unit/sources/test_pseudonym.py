"""Pseudonyms: keyed, stable, and the same for a column as for a name."""

from __future__ import annotations

import hashlib
import hmac
import re

import duckdb
import ibis
import pyarrow as pa
import pytest

from reporter.sources.pseudonym import listener_pseudonym, pseudonym, pseudonyms_in


def test_is_a_keyed_hash() -> None:
    expected = hmac.new(b"key", "Zoë".encode(), hashlib.sha256).hexdigest()[:12]
    assert pseudonym(b"key", "Zoë") == f"L{expected}"
    assert re.fullmatch("L[0-9a-f]{12}", pseudonym(b"key", ""))


def test_depends_on_key_and_name() -> None:
    found = {pseudonym(key, name) for key in (b"a", b"b") for name in ("x", "y")}
    assert len(found) == 4


@pytest.mark.parametrize("key", [b"key", bytes(range(256)), b"'; --"])
def test_the_engine_hashes_as_python_does(key: bytes) -> None:
    names = ["x", None, "Zoë", "", "x", "a'b\\0"]
    backend = ibis.duckdb.connect()
    with pseudonyms_in(backend, key):
        table = backend.create_table("names", pa.table({"name": pa.array(names, pa.string())}))
        found = backend.to_pyarrow(listener_pseudonym(table.name))
    assert found.to_pylist() == [None if name is None else pseudonym(key, name) for name in names]


def test_the_function_is_gone_afterwards() -> None:
    backend = ibis.duckdb.connect()
    with pytest.raises(KeyError), pseudonyms_in(backend, b"key"):
        raise KeyError
    with pytest.raises(duckdb.CatalogException):
        backend.con.execute("SELECT listener_pseudonym('x')")
