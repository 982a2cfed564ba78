"""Drafts the next migration, `make migration M="what changes"`: what the models have and the migrations have not."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from relaystack.models import Base
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database


def draft(subject: str) -> Path | None:
    """Write the next migration and give its file; None where models and migrations agree already."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database("sqlite:///draft.db", Path(folder))
        try:
            migrations.upgrade(database)
            with database.engine.connect() as connection:
                context = MigrationContext.configure(
                    connection, opts={"compare_type": True, "include_name": migrations.is_model}
                )
                if not compare_metadata(context, Base.metadata):
                    return None
            number = f"{int(migrations.head()) + 1:04}"
            written = command.revision(migrations.config(database), subject, autogenerate=True, rev_id=number)
        finally:
            database.close()
    assert written is not None
    assert not isinstance(written, list)
    return Path(written.path)


def main(words: list[str]) -> int:
    """What `make` runs; 2 where the subject is missing."""
    subject = " ".join(words).strip()
    if not subject:
        print('Say what changes: make migration M="give leads a stage"')
        return 2
    file = draft(subject)
    if file is None:
        print("Models and migrations agree: change a model in relaystack/models/ first.")
        return 0
    print(f"Written: {file.parent.parent.name}/versions/{file.name}")
    print("Read it: autogeneration sees no data, and no renames. `make test T=tests/models` compares both databases.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
