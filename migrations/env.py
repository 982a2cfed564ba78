"""How Alembic reaches the database: with the engine it is handed, in one transaction, one process at a time."""

from alembic import context
from sqlalchemy import Engine, text

from relaystack.models import Base

LOCK = 7_263_548  # any number of ours: PostgreSQL's advisory lock that keeps two deploys from migrating at once

engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection, connection.begin():
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    context.run_migrations()
