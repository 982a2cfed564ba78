"""What does the API say while the database takes no writes, or is busy with one?"""

from collections.abc import Callable

import made_once
import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import body_with, post, text_message
from postgres import execute
from sqlalchemy import make_url
from web.api.api_tools import ADA, ask, furnished, say

from relaystack.services.staff import tokens

LEAD = "/api/leads/1"


# No exports: they are written into the audit.
READ = (
    LEAD, "/api/leads", "/api/contacts", "/api/contacts/1", "/api/conversations", "/api/conversations/1",
    "/api/conversations/1/messages", "/api/programs", "/api/programs/ag-citizenship",
    "/api/programs/ag-citizenship/changes", "/api/unanswered", "/api/failed", f"/webhook/stats/{ADA}",
)  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_only_reads_waits_for_nobody_who_writes(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(database_timeout_seconds=1)
    furnished(bot)
    _, secret = tokens.create(bot.parts.database, "crm", ["leads:read"])
    with bot.parts.database.transaction():
        for path in READ:
            ask(bot, "GET", path)
        ask(bot, "GET", LEAD, headers={"Authorization": f"Bearer {secret}"})  # its first use is noted another time
        ask(bot, "PATCH", LEAD, 503, json={"stage": "won"})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_takes_no_writes_is_away_until_it_does_again(bot: Bot, database_url: str) -> None:
    furnished(bot)
    name = make_url(database_url).database
    execute(database_url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")  # as a standby is
    bot.parts.database.close()
    made_once.end_parked()  # else it would be used again as it was
    for _ in range(2):
        assert "database is away" in ask(bot, "PATCH", LEAD, 503, json={"stage": "won"})["detail"]
    assert post(bot, body_with(text_message("wamid.later", "hi"))).status_code == 503
    execute(database_url, "SET default_transaction_read_only = off", f"ALTER DATABASE {name} RESET ALL")
    assert ask(bot, "PATCH", LEAD, json={"stage": "won"})["stage"] == "won"
    say(bot, "15550140003", "hi")
