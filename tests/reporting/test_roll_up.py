"""Does a count of a day leave nothing open when the database goes away in the middle of it?"""

import gc
import warnings
from contextlib import suppress

import pytest
from bot import Bot
from services.meta_json import post, said
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from relaystack.services.reporting import roll_up

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_goes_away_amid_the_rows_leaves_no_cursor_open(bot: Bot) -> None:
    post(bot, [said("hi", "15550120001")])
    engine = bot.parts.database.engine

    cut: list[str] = []

    @event.listens_for(engine, "after_cursor_execute")
    def cut_once(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "whatsapp_messages.timestamp >=" in statement and not cut:
            cut.append(statement)
            with engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend(pid, 5000) {OTHERS}"))

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        with suppress(DBAPIError):
            roll_up.count_all(bot.parts.database, bot.parts.conversation_settings)
        gc.collect()
    assert cut
    assert bot.rows("SELECT * FROM rolled_days") == []
    assert [str(warning.message) for warning in told if "cursor" in str(warning.message)] == []
