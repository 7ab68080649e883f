"""Every published number that is reproduced; printed as a table when run as a program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.conformance import activity_cases, cdnow_cases, proportion_cases, survival_cases

if TYPE_CHECKING:
    from tests.conformance.published import Case, Number

CASES: tuple[Case, ...] = (
    *activity_cases.CASES,
    *survival_cases.CASES,
    *cdnow_cases.CASES,
    *proportion_cases.CASES,
)
"""A further module of cases is added here."""

HEAD = ("source", "number", "published", "ours", "ok")


def _shown(value: Number, digits: int | None) -> str:
    match value:
        case float() if digits is not None:
            return f"{value:.{digits}f}"
        case list():
            return "[" + ", ".join(_shown(one, digits) for one in value) + "]"
        case _:
            return str(value)


def main() -> int:
    """Print the table; 1 where a number is not the published one."""
    rows = []
    for case in CASES:
        ours = case.ours()
        told = (_shown(case.published, case.digits), _shown(ours, case.digits))
        rows.append((case.source, case.name, *told, "yes" if case.agrees(ours) else "NO"))
    for row in (HEAD, ("---",) * len(HEAD), *rows):
        sys.stdout.write("| " + " | ".join(row) + " |\n")
    return int(any(row[-1] == "NO" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
