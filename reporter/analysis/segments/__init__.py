"""Segments of listeners or tracks: their table, features, clusters, names."""
