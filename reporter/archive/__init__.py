"""Report files: a run folder is written whole or not at all."""
