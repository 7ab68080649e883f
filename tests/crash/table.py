"""The page that says what a soak has shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.crash.trial import Seen

HEAD = """# Soak

Written by `make soak`, which takes a quarter of an hour or more and needs PostgreSQL. Each trial
starts the program on a small history, with a mail server, a ledger and an archive of its own, kills
it with SIGKILL, starts it again until nothing is left to do, and looks at the archive, the
ledger and the mail:

- the period has a current report, and no more reports than were asked for; each folder of the
  archive is a run of the ledger, and each file has the checksum that both the ledger and the
  manifest have;
- no run is left running, no process of a killed run goes on, none of its temporary files stays, and
  what it was writing is swept;
- each reader got one message. `unknown` may only be one whose content was about to go out, is going
  out, or is not answered for yet; it is not sent again, and the owner is told.

Killed is a run that was started by hand and is started again by hand, the run of a scheduler that
goes on, a scheduler whose run goes on, or both at once. Most trials begin with an analysis that is
known, so that many fit into the time; those with the whole analysis read, analyse and print.

Where nothing else is said, the ledger is a SQLite file and the archive a folder, both beside the
program. `PostgreSQL` has the ledger in a database of a real server, `bucket` the archive in one of
an S3 server (moto's) that is spoken to over HTTP. `machine lost` has both, and no file of the
machine on which the program was killed is ever seen again: a machine of another name, which has the
configuration and the plays alone, goes on. It cannot know that the first one is gone, so that the
trial starts it once at once, when it has to leave alone what is still held, and once more when the
leases have run out (in the ledger they are set back; nobody waits for them).

A run started by hand twice is two reports that were asked for, whatever became of the first one: a
kill between the last file and the ledger leaves a report that the second start records before it
makes its own. Its readers get one message, of one of the two.

The points of an SMTP session: after a command and before its answer, in the middle of the content
(`CONTENT`), with all of it taken and nothing answered (`TAKEN`), and right after the answer
(`ANSWERED`). In doubt are `DATA`, `CONTENT` and `TAKEN`.

What was half written is a hidden folder, or objects without a manifest, which no reader of the
archive sees: a sweep that runs a day later removes it.
"""
COLUMNS = (
    "killed at",
    "kills",
    "reports lost",
    "reports doubled",
    "mails lost",
    "mails doubled",
    "unknown",
    "half written, swept",
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
        total(one.swept for one in found),
        f"{verified} of {len(seen)}",
    )
    return "| " + " | ".join(cells) + " |"
