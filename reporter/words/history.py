"""What `reporter history` says of kept reports."""

from __future__ import annotations

RUNS: dict[str, str | tuple[str, str]] = {
    "history.none": "the archive has no runs yet; `reporter run` makes the first",
    "history.none.of": "the archive has no runs of a report {report}",
    "history.state.running": "running",
    "history.state.complete": "complete",
    "history.state.held": "held back",
    "history.state.failed": "failed",
    "history.state.interrupted": "interrupted",
    "history.pruned": ", files removed",
    "history.delivered.sent": "sent",
    "history.delivered.partial": "sent to some",
    "history.delivered.partial.waiting": "sent to some, others waiting",
    "history.delivered.failed": "not sent",
    "history.delivered.failed.waiting": "waiting",
    "history.delivered.unknown": "unknown",
    "history.count": "{n:count}",
    "history.aim": "{metric} {expected}",
    "history.made_by": "made {purpose} by reporter {version} on {place}",
    "history.purpose.demand": "on demand",
    "history.purpose.schedule": "on schedule",
    "history.purpose.backfill": "to fill the past",
    "history.place": "in {place}",
    "history.test": ", test",
    "history.revision": ", corrected {n:count}",
    "history.line": "{text}",
    "history.interrupted": "interrupted: nothing was changed",
    "history.interrupted.changing": "interrupted: what was done until now stays done; call it again to go on",
    "history.no_desktop": "note: there is no desktop here that could open it",
}

VERIFY: dict[str, str | tuple[str, str]] = {
    "verify.changed": "is not what was written",
    "verify.missing": "is missing",
    "verify.added": "was added",
    "verify.manifest_differs": "the manifest says something else of it than the ledger",
    "verify.gone": "the folder is gone, or its manifest",
    "verify.unknown": "the ledger does not know this folder",
    "verify.left_over": "was pruned and is still there; `reporter history prune` removes it",
    "verify.unreadable": "{why}",
    "verify.nothing": "the archive has no files yet",
    "verify.well": (
        "{n:count} run with {files:count} files ({megabytes:decimal1} MB) is as it was written",
        "{n:count} runs with {files:count} files ({megabytes:decimal1} MB) are as they were written",
    ),
    "verify.do": "take the files from a backup, or make the report again: `reporter run` puts it beside the old one",
    "verify.damaged": (
        "{n:count} problem; runs looked at: {runs:count}, with {files:count} files",
        "{n:count} problems; runs looked at: {runs:count}, with {files:count} files",
    ),
}

PRUNE: dict[str, str | tuple[str, str]] = {
    "prune.nothing": "there is nothing to remove: archive.keep keeps every run that has files ({kept:count})",
    "prune.removed": (
        "removed the files of {n:count} run, {megabytes:decimal1} MB; runs that have theirs: {kept:count}",
        "removed the files of {n:count} runs, {megabytes:decimal1} MB; runs that have theirs: {kept:count}",
    ),
    "prune.would": (
        "would remove the files of {n:count} run, {megabytes:decimal1} MB; runs that would have theirs: {kept:count}",
        "would remove the files of {n:count} runs, {megabytes:decimal1} MB; runs that would have theirs: {kept:count}",
    ),
    "prune.awaited": "{report} {period}, run {run}, stays: something of it is still to be delivered, or nobody knows whether it was",
}

FORGET: dict[str, str | tuple[str, str]] = {
    "forget.nothing": (
        "{listener} is in no table of the {n:count} run that was searched",
        "{listener} is in no table of the {n:count} runs that were searched",
    ),
    "forget.done": (
        "took {n:count} row of {listener} out of {files:count} files in {runs:count} of {searched:count} runs",
        "took {n:count} rows of {listener} out of {files:count} files in {runs:count} of {searched:count} runs",
    ),
    "forget.would": (
        "would take {n:count} row of {listener} out of {files:count} files in {runs:count} of {searched:count} runs",
        "would take {n:count} rows of {listener} out of {files:count} files in {runs:count} of {searched:count} runs",
    ),
    "forget.finished": "run {run}: finished what an earlier call had left half done",
    "forget.altered": "{path} was not as it was written, before anything was taken out of it",
    "forget.left": "{path} names {listener} still, where no row is: look at it yourself",
    "forget.unread": "{folder} could not be searched: {why}",
    "forget.limits": "Not reached:",
    "forget.limit": "  - {text}",
    "forget.limit.pages": (
        "{n:count} page or chart of these runs: it shows counts and means, to which the listener's plays have contributed",
        "{n:count} pages and charts of these runs: they show counts and means, to which the listener's plays have contributed",
    ),
    "forget.limit.numbers": "the same counts and means in the other tables, in report.json and in models",
    "forget.limit.mails": (
        "{n:count} mail with these reports that went out, or may have",
        "{n:count} mails with these reports that went out, or may have",
    ),
    "forget.limit.copies": "backups, copies that readers made, and messages that are kept as .eml files",
    "forget.limit.key": "reports made with another key of the pseudonyms, in which the listener has another one",
    "forget.limit.source": "the source {source}: the next report reads the listener again, unless the plays are taken out there",
    "forget.limit.no_source": "the sources: the next report reads the listener again, unless the plays are taken out there",
}

COMPARE: dict[str, str | tuple[str, str]] = {
    "compare.side": "{report} {period}, run {run}, {audience}",
    "compare.sides": "from {first}\nto   {second}\n",
    "compare.headlines": "Headlines",
    "compare.section": (
        "{table}: {n:count} of {rows:count} numbers changed materially",
        "{table}: {n:count} of {rows:count} numbers changed materially",
    ),
    "compare.alone": ", {n:count} stand in one report alone",
    "compare.material": "yes",
    "compare.points": "{value:points} points",
    "compare.relative": "{change} ({relative:signed_percent})",
    "compare.differs": "not made alike: {name} was {first}, and is {second}",
    "compare.lacks.first": "only in the second report; of the first: {why}",
    "compare.lacks.second": "only in the first report; of the second: {why}",
    "compare.nothing": "beside the headlines nothing changed materially; --all shows all numbers",
    "compare.rule": "material: at least {points:decimal1} point of a share, {relative:percent0} of any other number; not tested for chance",
}

MESSAGES: dict[str, str | tuple[str, str]] = {**RUNS, **VERIFY, **PRUNE, **FORGET, **COMPARE}
