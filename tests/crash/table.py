"""The page that says what a soak has shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.crash.trial import Seen

HEAD = """# Soak

Written by `make soak`, which takes about a quarter of an hour. Each trial starts the program on a
small history, with a mail server and a ledger of its own, kills it with SIGKILL, starts it again
until nothing is left to do, and looks at the archive, the ledger and the mail:

- the period has a current report, and no more reports than were asked for; each folder of the
  archive is a run of the ledger, and each file has the checksum that both the ledger and the
  manifest have;
- no run is left running, no process of a killed run goes on, none of its temporary files stays, and
  what it was writing is swept;
- each reader got one message. `unknown` may only be one whose content was about to go out, is going
  out, or is not answered for yet; it is not sent again, and the owner is told.

Killed is a run that was started by hand and is started again by hand, the run of a scheduler that
goes on, a scheduler whose run goes on, or both at once. Most trials begin with an analysis that is
known, so that many fit into the time; those of the last line read, analyse and print.

The points of an SMTP session: after a command and before its answer, in the middle of the content
(`CONTENT`), with all of it taken and nothing answered (`TAKEN`), and right after the answer
(`ANSWERED`).
"""
COLUMNS = (
    "killed at",
    "kills",
    "reports lost",
    "reports doubled",
    "mails lost",
    "mails doubled",
    "unknown",
    "archive verified",
)


def markdown(seen: Sequence[Seen], seed: int) -> str:
    """The page.

    Args:
        seen: all trials.
        seed: of the random moments.
    """
    killed = [one for one in seen if one.killed]
    groups = {one.point.group: [] for one in killed}  # type: dict[str, list[Seen]]
    for one in killed:
        groups[one.point.group].append(one)
    lines = [HEAD, "| " + " | ".join(COLUMNS) + " |", "|---" + "|--:" * (len(COLUMNS) - 1) + "|"]
    lines += [_row(name, found) for name, found in groups.items()]
    lines.append(_row("**together**", killed))
    lines += ["", f"Random moments from seed {seed}."]
    if wrong := [one for one in seen if one.problems]:
        lines += ["", "What went wrong:", ""]
        lines += [f"- {one.point.name}: {'; '.join(one.problems)}" for one in wrong]
    return "\n".join(lines) + "\n"


def _row(name: str, seen: Sequence[Seen]) -> str:
    def total(values: Iterable[int]) -> str:
        return str(sum(values))

    found = [one.found for one in seen]
    verified = sum(one.is_verified for one in found)
    cells = (
        name,
        str(len(seen)),
        total(one.lost for one in found),
        total(one.doubled for one in found),
        total(one.mails_lost for one in found),
        total(one.mails_doubled for one in found),
        total(one.unknown for one in found),
        f"{verified} of {len(seen)}",
    )
    return "| " + " | ".join(cells) + " |"
