"""The pipeline: makes one report, from reading to sending."""

from reporter.pipeline.making import run
from reporter.pipeline.values import Edition, RunRequest, RunResult, Step, StepEvent, Watcher

__all__ = ["Edition", "RunRequest", "RunResult", "Step", "StepEvent", "Watcher", "run"]
