"""Do CRMs hear that two contacts are one, and that they are two again?"""

import json
from collections.abc import Callable
from typing import Any

from bot import Bot
from web.api.api_tools import ADA, EVE, furnished, say

from relaystack.services.privacy import merging, parting

CRMS = ("crm_webhook",)


def told(bot: Bot) -> list[tuple[Any, Any]]:
    """Of which lead they hear, and what."""
    rows = bot.rows("SELECT payload FROM outbox WHERE carrier = 'crm_webhook' ORDER BY id")
    read = (row["payload"] if isinstance(row["payload"], dict) else json.loads(row["payload"]) for row in rows)
    return [(one["lead"]["id"], one["change"]["told"]) for one in read]


def test_the_crm_hears_of_a_merge_and_of_its_undoing(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(crm_webhook_url="http://127.0.0.1:9/x")
    ids = furnished(bot)
    say(bot, EVE, "3", "Eve Moyo", "eve@example.org")
    bot.rows("UPDATE whatsapp_leads SET next_action = 'Call' WHERE contact_id = :id", id=ids[EVE])
    bot.rows("DELETE FROM outbox")
    leads = {row["contact_id"]: row["id"] for row in bot.rows("SELECT id, contact_id FROM whatsapp_leads")}
    done = merging.merge(bot.parts.database, ids[ADA], ids[EVE], "Mona", crms=CRMS)
    [(id, changes)] = told(bot)
    assert (id, changes["next_action"]) == (leads[ids[ADA]], "Call")
    assert changes["merged"].startswith(f"lead {leads[ids[EVE]]}-")
    bot.rows("DELETE FROM outbox")
    assert isinstance(done, int)
    parting.part(bot.parts.database, ids[ADA], done, "Mona", CRMS)
    assert sorted(id for id, _ in told(bot)) == sorted(leads.values())
