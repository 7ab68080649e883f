"""Modules that stand in for slow ones in the processes under trial, as `sitecustomize` says."""
