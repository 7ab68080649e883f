"""Runs the analysis on clusters of Spark that are started for it, and compares it with DuckDB's."""
