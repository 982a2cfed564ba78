"""How Alembic reaches the database: with the engine it is handed, in one transaction, one process at a time."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Engine

from relaystack.models import Base
from relaystack.models.base import UtcDateTime
from relaystack.services.storage.database import deploy_alone
from relaystack.services.storage.migrations import is_model


def write_type(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """How a new migration writes our own types: migrations import nothing of the program, which goes on changing."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection, connection.begin():
    deploy_alone(connection)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=write_type,
        include_name=is_model,
    )
    context.run_migrations()
