"""The ledger: which runs there were, which periods are expected, which messages went out.

One database, SQLite or PostgreSQL. Everything outside this package speaks to it in the frozen
values of `reporter.ledger.values`, and `opening` is the door to it.
"""
