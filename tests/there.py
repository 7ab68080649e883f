"""Numbers that a report may leave out, where a test knows that they are there."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def there(value: T | None) -> T:
    """The value, which is not left out."""
    assert value is not None
    return value
