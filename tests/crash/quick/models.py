"""Fits nothing: what was found is known."""
