"""The skip model and the drivers of skips: features, folds, models, scores, effects."""
