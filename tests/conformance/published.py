"""Published numbers and what this program makes of them: one case a number, in one registry.

`make conformance` prints them as a table, and `test_published.py` tests each. Cases are written
anew from the published ones, which `source` names; data that others own come from the packages
that ship them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Number: TypeAlias = "float | list[float] | list[int] | list[list[int]] | str"


@dataclass(frozen=True, slots=True)
class Case:
    """One published number.

    Attributes:
        source: who published it.
        name: what it is.
        published: as it was printed.
        ours: computes it.
        digits: how many decimals were published; counts and texts are exact.
    """

    source: str
    name: str
    published: Number
    ours: Callable[[], Number]
    digits: int | None = None

    def agrees(self, ours: Number) -> bool:
        """Whether our number is the published one, to its last digit."""
        if self.digits is None or isinstance(self.published, str) or isinstance(ours, str):
            return ours == self.published
        step = 10.0**-self.digits
        return bool(np.allclose(ours, self.published, rtol=0, atol=step * 0.5000001))
