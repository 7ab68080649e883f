"""Alembic runs this: all steps in the transaction that it is given."""

from __future__ import annotations

from alembic import context

from reporter.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the transaction is ours
)
context.run_migrations()
