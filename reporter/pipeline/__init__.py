"""The pipeline: makes one report, from reading to sending."""

from reporter.pipeline.making import MODELS, run
from reporter.pipeline.values import Edition, RunRequest, RunResult, Step, StepEvent, Watcher

__all__ = ["MODELS", "Edition", "RunRequest", "RunResult", "Step", "StepEvent", "Watcher", "run"]
