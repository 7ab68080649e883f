"""What a person and a program see: progress, what was made, tables of the archive.

Progress, notes and timings go to stderr; what was made goes to stdout.
"""

from reporter.console.outcome import complete, failed, line, tell, timings
from reporter.console.steps import START, Bars, Lines, Steps, steps

__all__ = [
    "START",
    "Bars",
    "Lines",
    "Steps",
    "complete",
    "failed",
    "line",
    "steps",
    "tell",
    "timings",
]
