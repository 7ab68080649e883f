"""The study: from a source to a `Report`.

`intake` reads and prepares, `findings` analyses. The second takes seconds to load (scikit-learn,
pandas), so that a run loads it while the engine reads.
"""
