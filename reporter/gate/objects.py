"""Objects of a PDF, with the references between them followed."""

from __future__ import annotations

from typing import Any

from pypdf.generic import DictionaryObject, StreamObject


def resolved(value: Any) -> Any:  # noqa: ANN401 - any PDF object
    """What a value is or refers to; `DictionaryObject.get` gives references as they are."""
    return value.get_object() if value is not None else None


def dictionary(value: Any) -> DictionaryObject:  # noqa: ANN401 - any PDF object
    """What a value is or refers to, or an empty dictionary where that is none."""
    found = resolved(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def stream(owner: DictionaryObject, key: str) -> bytes:
    """The content of a stream in a dictionary; empty where there is none."""
    found = resolved(owner.get(key))
    return found.get_data() if isinstance(found, StreamObject) else b""
