"""Alembic's migrations, one file a step; a database is brought up to date when it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic.config import Config

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, for a transaction that has begun."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
