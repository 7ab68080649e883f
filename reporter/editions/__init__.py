"""From what each reader gets to files: pictures drawn once for all who share them, pages for each.

A few editions are printed by the worker of a run (`printer`), many by as many processes as
there are cores, or by a Dask cluster (`crowd`). The jobs are the same, and so is every byte.
"""
