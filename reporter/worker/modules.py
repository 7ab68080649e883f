"""The modules with a worker's jobs, by name: it loads them, and whoever asks for a job does not."""

MODELS = "reporter.study.models"
DRAWING, PAPER = "reporter.press.drawing", "reporter.press.paper"
SCREEN, CREW = "reporter.press.screen", "reporter.press.crew"

LOADED = MODELS, DRAWING, PAPER, SCREEN
"""What takes long to load, in the order in which a run asks for it."""
HANDS = 4
"""Jobs that a run has done at once, on two cores or more: the skip model takes as long as all else
that is fitted, and charts are drawn in two parts."""
