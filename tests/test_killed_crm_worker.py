"""A worker is killed while it tells HubSpot of a lead: is there one contact and one note in the end?"""

from pathlib import Path
from threading import Event

import pytest
from bot import Bot
from fakes.hubspot import TOKEN, HubSpot
from fakes.web import Answer
from processes import BIN, environment_of, free_port, running
from services.meta_json import post, said
from services.service_tools import HOUR, age, wait_for

from relaystack.models import CarrierState, OutboxItem
from relaystack.settings import Settings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("at", ["POST /crm/v3/objects/contacts$", "POST /crm/v3/objects/notes$"])
def test_what_a_killed_worker_had_told_hubspot_is_not_told_twice(
    settings: Settings, make_bot: type[Bot], tmp_path: Path, at: str
) -> None:
    answered, hubspot = Event(), HubSpot()
    hubspot.faults = [(at, Answer(hangs_up=True, waits_for=answered), True)]  # done, and nobody hears of it
    bot = make_bot(hubspot_token=TOKEN, hubspot_api_url=hubspot.url)  # type: ignore[call-arg]
    for words in ("hi", "2", "250k"):
        post(bot, [said(words, "15550180001")])
    bot.rows("DELETE FROM outbox WHERE carrier <> 'hubspot'")
    environment = environment_of(settings, free_port()) | {"HUBSPOT_TOKEN": TOKEN, "HUBSPOT_API_URL": hubspot.url}
    try:
        with running([str(BIN / "flask"), "worker"], environment, tmp_path / "worker.log") as doomed:
            wait_for(lambda: hubspot.contacts and (hubspot.notes or "notes" not in at), timeout=60)
            doomed.kill()
            doomed.wait()
        answered.set()
        assert len(bot.rows("SELECT 1 FROM outbox")) == 1
        age(bot, HOUR, OutboxItem.claimed_until, OutboxItem.due_at, CarrierState.refilled_at)
        bot.deliver()
        [contact] = hubspot.contacts
        assert len(hubspot.notes_of(contact)) == 1
        assert bot.rows("SELECT 1 FROM outbox") == []
    finally:
        answered.set()
        hubspot.close()
