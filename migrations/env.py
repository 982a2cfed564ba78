"""How Alembic reaches the database: with the engine it is handed, in one transaction, one process at a time."""

from alembic import context
from sqlalchemy import Engine

from relaystack.models import Base
from relaystack.services.storage.database import deploy_alone

engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection, connection.begin():
    deploy_alone(connection)
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    context.run_migrations()
