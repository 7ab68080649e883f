"""Keep the archive in order: verify, prune and forget."""

from __future__ import annotations

from typing import Annotated

import typer

from reporter import console
from reporter.cli.call import AsJson, Call, ConfigFile, Debug, Output, Version, now
from reporter.cli.history.shared import DryRun, PeriodsOf, archive

NOT_WELL = 1


def verify(
    context: typer.Context,
    run: Annotated[
        str | None,
        typer.Argument(metavar="[RUN]", help="Only this run; else all, and the folders."),
    ] = None,
    report: PeriodsOf = None,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Compare every file with its checksum in the ledger and the manifest; exit code 1 if not well.

    Nothing is changed.
    """
    from reporter.console import archive as view
    from reporter.history.verify import verify as verify_all

    call: Call = context.obj
    call.interrupted = "history.interrupted"
    with archive(context, config, output) as (settings, kept), console.steps() as steps:
        steps.begin("verify")
        one = kept.find(run, report or settings.report(None)[0]) if run else None
        found = verify_all(kept, one, steps.advance)
    if call.json:
        console.line(view.verified_values(found))
    else:
        view.verified(found)
    if not found.is_well:
        raise typer.Exit(NOT_WELL)


def prune(
    context: typer.Context,
    dry_run: DryRun = False,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Remove the files of old reports, as archive.keep says; that there were runs stays known.

    What is still to be delivered stays, and so does what nobody knows the delivery of.
    """
    from reporter.console import archive as view
    from reporter.history.prune import prune as prune_all

    call: Call = context.obj
    call.interrupted = "history.interrupted.changing"
    with archive(context, config, output) as (settings, kept), console.steps() as steps:
        steps.begin("prune")
        keep = settings.archive.keep
        done = prune_all(kept, keep, now(), steps.advance, dry_run=dry_run)
    if call.json:
        console.line(view.pruned_values(done, dry_run=dry_run))
    else:
        view.pruned(done, dry_run=dry_run)


def forget(
    context: typer.Context,
    listener: Annotated[
        str, typer.Argument(metavar="LISTENER", help="A pseudonym, or the name behind it.")
    ],
    dry_run: DryRun = False,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Take one listener's rows out of the tables of all kept reports, and say what is not reached.

    Call it again if it was stopped: it goes on where it was.
    """
    from reporter.console import archive as view
    from reporter.history.forget import forget as forget_in_all
    from reporter.history.listener import pseudonym_of
    from reporter.recovery import recover

    call: Call = context.obj
    call.interrupted = "history.interrupted.changing"
    with archive(context, config, output) as (settings, kept), console.steps() as steps:
        key = settings.source.key
        secret = key.get_secret_value() if key else None
        pseudonym = pseudonym_of(listener, secret, kept.store.key_file)
        steps.begin("forget")
        if not dry_run:  # so that the ledger knows of every run that was written
            recover(settings, kept.ledger, kept.store, now())
        done = forget_in_all(kept, pseudonym, now(), steps.advance, dry_run=dry_run)
    source = settings.source.path
    if call.json:
        console.line(view.forgot_values(done, source, dry_run=dry_run))
    else:
        view.forgot(done, source, dry_run=dry_run)
    if done.unread:
        raise typer.Exit(NOT_WELL)
