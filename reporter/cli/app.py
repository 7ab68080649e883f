"""The commands together."""

from __future__ import annotations

import typer

from reporter.cli import backfill, checks, history, run, sample, schedule, send
from reporter.cli.call import Debug, Version

EXAMPLES = """\b
Examples:
  reporter run --source my_spotify_data.zip   a report on your own export
  reporter sample data && reporter run --source data
  reporter doctor                             is everything there?
"""

# Rich makes the help prettier, and takes longer to load than all the rest of it.
app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 100},
)


@app.callback(epilog=EXAMPLES)
def _root(_debug: Debug = False, _version: Version = False) -> None:
    """Turn music-listening histories into a weekly report: PDF, HTML, CSV and JSON."""


app.command(epilog=run.EXAMPLES, short_help="Make the report of one period.")(run.run)
app.command(epilog=schedule.EXAMPLES, short_help="Make reports when they are due.")(
    schedule.schedule
)
app.command(epilog=send.EXAMPLES, short_help="Deliver a stored report.")(send.send)
app.command(epilog=backfill.EXAMPLES, short_help="Make the reports of past periods.")(
    backfill.backfill
)
app.command(epilog=sample.EXAMPLES, short_help="Make a history with known effects.")(sample.sample)
app.command(short_help="Check what a run needs, and say what mends it.")(checks.doctor)
app.add_typer(history.app, name="history", help="Look at the archive of reports.")
app.add_typer(checks.app, name="config", help="Look at the configuration.")
