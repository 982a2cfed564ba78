"""Does everything that a person tells arrive wherever a lead is kept, read or passed on?"""

import csv
from dataclasses import fields

from bot import Bot
from services.meta_json import post, said
from sqlalchemy import update
from web.api.api_tools import ask

from relaystack.engine.effects import CaptureLead
from relaystack.engine.lead_fields import FIELDS
from relaystack.gateways.crm import hubspot_words
from relaystack.models import TOLD
from relaystack.models import Lead as Model
from relaystack.services.notices import known
from relaystack.web.api.leads import Lead

VALUES = {"name": "Ann Example", "email": "ann@example.com", "interest": "Residence", "budget": 250_000,
          "country_of_interest": "Greece"}  # fmt: skip


def test_a_turn_can_tell_all_of_them() -> None:
    assert set(TOLD) <= {field.name for field in fields(CaptureLead)}


def test_staff_read_each_by_its_name() -> None:
    told = known.told(VALUES, *FIELDS)
    assert known.lines(told) == [
        "Name: Ann Example", "E-mail: ann@example.com", "Interest: Residence", "Budget: USD 250,000",
        "Country of interest: Greece",
    ]  # fmt: skip
    assert set(known.told({}, *FIELDS).values()) == {"not given"}


def test_hubspot_has_a_property_for_each() -> None:
    lead = {**VALUES, "ref": "1-2", "phone": None, "language": None}
    told = hubspot_words.ours({"lead": lead, "change": {"at": "2026-06-01T10:00:00+00:00"}})
    assert {str(value) for value in VALUES.values()} <= set(told.values())
    assert set(told) <= {one["name"] for one in hubspot_words.PROPERTIES}


def test_the_api_and_the_sheet_have_the_same_columns_and_all_of_them(bot: Bot) -> None:
    for words in ("hi", "3", "Ann Example", "ann@example.com"):
        post(bot, [said(words, "15550180001")])
    [lead] = ask(bot, "GET", "/api/leads")["items"]
    sheet = bot.client.get("/api/leads.csv", headers={"Authorization": f"Bearer {bot.settings.api_token}"})
    heads = next(csv.reader([sheet.text.removeprefix("\ufeff").splitlines()[0]]))
    assert set(heads) == set(lead) == set(Lead.model_fields)
    assert {field.column for field in FIELDS} <= set(heads)


def test_whoever_takes_a_conversation_reads_all_of_it(bot: Bot) -> None:
    for words in ("hi", "3", "Ann Example", "ann@example.com"):
        post(bot, [said(words, "15550180001")])
    with bot.parts.database.transaction() as connection:
        connection.execute(update(Model).values(VALUES))
        who, facts = known.person(connection, 1, whole=True)
    assert who == "Ann Example"
    assert set(known.lines(known.told(VALUES, *FIELDS))) <= set(facts)
