"""The command line: arguments, exit codes, and one sentence for each error.

A command imports what it needs when it runs, so that `--help` answers at once.
"""

from reporter.cli.app import app
from reporter.cli.call import report_names
from reporter.cli.edge import main

__all__ = ["app", "main", "report_names"]
