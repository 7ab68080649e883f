"""What the command line says while it works and when it is done."""

from __future__ import annotations

STEPS = {
    "console.step.start": "Starting",
    "console.step.read": "Reading plays",
    "console.step.prepare": "Preparing the history",
    "console.step.claim": "Claiming the period",
    "console.step.analyse": "Analysing",
    "console.step.draw": "Drawing charts",
    "console.step.render": "Laying out pages",
    "console.step.examine": "Examining the report",
    "console.step.write": "Writing files",
    "console.step.record": "Recording the run",
    "console.step.deliver": "Sending",
    "console.step.sample": "Making plays",
    "console.step.verify": "Reading every file",
    "console.step.prune": "Removing old reports",
    "console.step.forget": "Searching all reports",
    "console.step.total": "Together",
    "console.seconds": "{seconds:decimal} s",
}

ENDS: dict[str, str | tuple[str, str]] = {
    "console.made": (
        "{report} {period}: {n:count} play in the period, {read:count} rows read",
        "{report} {period}: {n:count} plays in the period, {read:count} rows read",
    ),
    "console.file.pdf": "PDF       {path}",
    "console.file.html": "HTML      {path}",
    "console.file.csv": "CSV       {path}",
    "console.warning": "note: {text}",
    "console.sampled": (
        "{plays:count} plays of {n:count} listener in {folder}",
        "{plays:count} plays of {n:count} listeners in {folder}",
    ),
    "console.next": "reporter run --source {folder} makes its report",
    "console.held": "held back for {audience}: {reason}",
    "console.interrupted.sending": (
        "interrupted: the report is written, and what is not sent yet goes out with the next "
        "`reporter send` or the scheduler"
    ),
    "console.interrupted.schedule": (
        "interrupted: what was made is in the archive, and what is due goes on with the next start"
    ),
    "console.interrupted.backfill": (
        "interrupted: the periods made until now are in the archive; call it again to go on"
    ),
    "console.interrupted": "interrupted: nothing was written",
    "console.unexpected": (
        "unexpected error ({kind}: {text}): run it again with --debug for the traceback"
    ),
    "console.help": "{problem}: see {command} --help",
    "console.version": "reporter {version}",
    "config.good": "{file} is in order",
    "config.none": "there is no configuration file; the defaults and the environment are in order",
}

COLUMNS = {
    "console.column.run": "Run",
    "console.column.report": "Report",
    "console.column.period": "Period",
    "console.column.state": "State",
    "console.column.delivery": "Delivery",
    "console.column.plays": "Plays",
    "console.column.took": "Took",
    "console.column.begun": "Begun",
    "console.column.why": "Why",
    "console.column.when": "When",
    "console.column.due": "Due",
    "console.column.file": "File",
    "console.column.bytes": "Bytes",
    "console.column.sha256": "SHA-256",
    "console.column.step": "Step",
    "console.column.audience": "Audience",
    "console.column.series": "Series",
    "console.column.recipient": "Recipient",
    "console.column.recommendation": "Recommendation",
    "console.column.made_in": "Made in",
    "console.column.aim": "Should go",
    "console.column.evaluate_on": "Judged from",
    "console.column.outcome": "Outcome",
    "console.column.evaluated_in": "Judged in",
    "console.column.tries": "Tries",
    "console.column.next": "Next try",
    "console.column.problem": "Problem",
    "console.column.rows": "Rows",
    "console.column.files": "Files",
    "console.column.number": "Number",
    "console.column.change": "Change",
    "console.column.material": "Material",
}

SEND = {
    "send.one_of": "--test-to, --failed and --resend are three different things",
    "send.one_of.hint": "give one of them",
    "send.alone": "a test goes to the address of --test-to alone",
    "send.alone.hint": "leave out --to",
    "send.nobody": "nobody gets the report {report}: name recipients as reports.{report}.audiences in the configuration",
    "send.stranger": "{recipient} is no recipient of this report",
    "send.stranger.hint": "its recipients are {known}",
    "send.refused": "run {run} is not to be sent ({reason})",
    "send.refused.hint": "mend what is wrong, and run the report again",
    "send.unwanted": "{audience} gets no mail: {reason}",
    "send.already": "the period was mailed by run {run}; `reporter send {mine} --resend` sends it again, marked as corrected",
    "send.queued": "{recipient} has not got it yet, and will be tried again ({reason})",
    "send.failed": "{recipient} did not get it ({reason})",
    "send.unknown": "nobody knows whether {recipient} got it ({reason})",
    "send.held": "{recipient} does not get it ({reason})",
    "send.nothing": "everybody who gets it has it already; --resend sends it again, marked as corrected",
    "send.nothing_failed": "nothing is left to send",
    "send.ask": "ask them, and send it again with --failed --to {recipient}",
    "send.broken": "the report is made, but could not be sent: {reason}",
}

RECOVERY = {
    "recovery.ended": "its process ended before it was done",
    "recovery.unreadable": "its process ended, and what it left cannot be read ({reason})",
    "recovery.run_recovered": "run {run} was written before its process ended, and is recorded now",
    "recovery.run_given_up": "run {run} ended before it was written",
}

SCHEDULE = {
    "schedule.one_of": "--once, --list and --status are three different things",
    "schedule.one_of.hint": "give one of them",
}

BACKFILL = {
    "backfill.made": "{period}: made by run {run}",
    "backfill.there": "{period}: there already, from run {run}",
    "backfill.empty": "{period}: the history has no plays in it",
}

DOCTOR: dict[str, str | tuple[str, str]] = {
    "doctor.ok": "ok       {name}: {found}",
    "doctor.note": "note     {name}: {found}",
    "doctor.problem": "problem  {name}: {found}",
    "doctor.remedy": "         {remedy}",
    "doctor.check.pango": "Pango",
    "doctor.check.harfbuzz": "HarfBuzz",
    "doctor.check.fonts": "Fonts",
    "doctor.check.scripts": "Other scripts",
    "doctor.check.config": "Configuration",
    "doctor.check.source": "Source",
    "doctor.check.output": "Output",
    "doctor.pango.found": "version {version}",
    "doctor.pango.old": "version {version} is too old, the PDF needs {needed}",
    "doctor.library.missing": "{library} is not installed, and the PDF needs it",
    "doctor.library.found": "{library} is there",
    "doctor.fonts.found": "{family} in {n:count} faces, for Latin, Greek and Cyrillic",
    "doctor.scripts.found": "this machine has a font for Chinese, Japanese and Korean",
    "doctor.scripts.missing": (
        "this machine has no font for Chinese, Japanese and Korean; such names would be boxes"
    ),
    "doctor.scripts.unknown": "fc-list is not there to say which fonts this machine has",
    "doctor.config.file": "{file}",
    "doctor.config.none": "no file; the defaults hold",
    "doctor.source.none": "none is configured",
    "doctor.source.database": "{engine} answers; {rows} is not read here",
    "doctor.source.none.remedy": "reporter run --source my_spotify_data.zip",
    "doctor.source.found": ("{n:count} file, {kinds}", "{n:count} files, {kinds}"),
    "doctor.output.found": "{folder} can be written",
    "doctor.install.apt": "apt-get install -y {packages}",
    "doctor.install.brew": "brew install {packages}",
    "doctor.install.other": "install {packages} with the package manager of this system",
    "doctor.reinstall": "pip install --force-reinstall reporter",
}

MESSAGES: dict[str, str | tuple[str, str]] = {
    **STEPS,
    **ENDS,
    **COLUMNS,
    **BACKFILL,
    **SEND,
    **SCHEDULE,
    **RECOVERY,
    **DOCTOR,
}
