"""Is there one contact and one note for a change, whatever others do in HubSpot meanwhile, and however slow it is?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bot import Bot
from fakes.hubspot import TOKEN, HubSpot
from fakes.web import Answer
from services.crm_tools import PHONE, deliver, lead, reasons, talk, waiting
from services.service_tools import HOUR, age

from relaystack.models import CarrierState, OutboxItem
from relaystack.services.privacy import subject_requests
from relaystack.services.privacy.under_way import UnderWay

OTHER = "15550180002"


@pytest.mark.parametrize("at", ["PATCH", "GET /crm/v4", "POST /crm/v3/objects/notes$"])
def test_a_contact_that_staff_delete_under_our_hands_is_made_again(
    with_hubspot: Bot, hubspot: HubSpot, at: str
) -> None:
    id = hubspot.add(email="ann@example.com")
    hubspot.meanwhile = [(at, lambda: hubspot.contacts.pop(id))]
    lead(with_hubspot)
    deliver(with_hubspot)
    [contact] = hubspot.contacts
    assert contact != id
    assert hubspot.contacts[contact]["properties"]["email"] == "ann@example.com"
    assert len(hubspot.notes_of(contact)) == 1
    assert (waiting(with_hubspot), with_hubspot.rows("SELECT 1 FROM given_up")) == (0, [])


def test_a_contact_that_is_in_the_way_and_gone_when_it_is_looked_for_is_no_end(
    with_hubspot: Bot, hubspot: HubSpot
) -> None:
    body = b'{"category": "CONFLICT", "message": "Contact already exists. Existing ID: 4711"}'
    hubspot.faults = [("POST /crm/v3/objects/contacts$", Answer(409, body), False)]
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 1
    assert with_hubspot.rows("SELECT 1 FROM given_up") == []


def test_contacts_that_staff_merge_take_the_next_change_where_they_went(with_hubspot: Bot, hubspot: HubSpot) -> None:
    lead(with_hubspot)
    deliver(with_hubspot)
    [old] = hubspot.contacts
    kept = hubspot.add(email="ann.e@example.com")
    del hubspot.contacts[old]
    hubspot.contacts[kept]["more_emails"] = ["ann@example.com"]
    talk(with_hubspot, "menu", "2", "300k")
    deliver(with_hubspot)
    assert list(hubspot.contacts) == [kept]
    assert hubspot.contacts[kept]["properties"]["relaystack_budget"] == "300000"
    assert hubspot.contacts[kept]["properties"]["email"] == "ann.e@example.com"


def test_two_numbers_with_one_address_leave_the_contact_to_the_first_and_are_told_apart_in_the_notes(
    with_hubspot: Bot, hubspot: HubSpot
) -> None:
    lead(with_hubspot)
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    before = dict(contact["properties"])
    talk(with_hubspot, "hi", "3", "Ben Example", "ann@example.com", phone=OTHER)
    deliver(with_hubspot)
    talk(with_hubspot, "menu", "2", "90k", phone=OTHER)
    deliver(with_hubspot)
    mine = {i: c for i, c in hubspot.contacts.items() if c["properties"].get("email") == "ann@example.com"}
    assert list(mine) == [contact["id"]]
    assert contact["properties"] == before
    said = f"From another number with this e-mail address: Ben Example, +{OTHER}"
    assert sum(said in note for note in hubspot.notes_of(contact["id"])) >= 1
    talk(with_hubspot, "menu", "2", "300k")
    deliver(with_hubspot)
    assert contact["properties"]["relaystack_budget"] == "300000"
    assert contact["properties"]["phone"] == f"+{PHONE}"
    assert said not in hubspot.notes_of(contact["id"])[-1]


def test_a_lead_of_a_former_database_with_the_same_number_goes_on_as_the_new_one(
    with_hubspot: Bot, hubspot: HubSpot
) -> None:
    id = hubspot.add(email="ann@example.com", relaystack_lead="9-2020", relaystack_phone=f"+{PHONE}")
    lead(with_hubspot)
    deliver(with_hubspot)
    assert list(hubspot.contacts) == [id]
    assert hubspot.contacts[id]["properties"]["relaystack_lead"] != "9-2020"
    assert hubspot.contacts[id]["properties"]["relaystack_name"] == "Ann Example"


def test_a_contact_with_the_phones_of_two_people_is_the_first_ones_also_while_the_search_lags(
    with_hubspot: Bot, hubspot: HubSpot
) -> None:
    id = hubspot.add(phone=f"+{PHONE}", mobilephone=f"+{OTHER}")
    hubspot.let_search_lag()
    for phone in (PHONE, OTHER, PHONE, OTHER):
        talk(with_hubspot, "hi", "2", "250k" if phone == PHONE else "90k", "menu", phone=phone)
        deliver(with_hubspot)
    budgets = {i: contact["properties"]["relaystack_budget"] for i, contact in hubspot.contacts.items()}
    assert budgets.pop(id) == "250000"
    assert list(budgets.values()) == ["90000"]


def test_a_contact_that_is_deleted_and_still_found_by_the_search_costs_no_lead(
    with_hubspot: Bot, hubspot: HubSpot
) -> None:
    id = hubspot.add(phone=f"+{PHONE}")
    hubspot.let_search_lag()
    del hubspot.contacts[id]
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 1
    assert with_hubspot.rows("SELECT 1 FROM given_up") == []


def test_a_new_contact_that_no_search_finds_yet_is_not_made_twice(with_hubspot: Bot, hubspot: HubSpot) -> None:
    hubspot.let_search_lag()
    hubspot.faults = [("POST /crm/v3/objects/contacts$", Answer(502, b"<html>Bad Gateway"), True)]
    talk(with_hubspot, "hi", "2", "250k", "menu", "2", "300k")
    deliver(with_hubspot)
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 2


def test_nobody_is_erased_in_the_middle_of_a_change_and_nothing_is_told_of_them_after(
    with_hubspot: Bot, hubspot: HubSpot
) -> None:
    answers = []

    def erase() -> None:
        answers.append(subject_requests.erase(with_hubspot.parts.database, with_hubspot.settings.media_dir, 1, "x"))

    hubspot.meanwhile = [("POST /crm/v3/objects/notes$", erase)]
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    talk(with_hubspot, "menu", "2", "300k")
    erase()
    deliver(with_hubspot)
    assert [type(one) for one in answers] == [UnderWay, dict]
    assert len(hubspot.notes) == 1


@pytest.mark.parametrize("resumes", [True, False])
def test_a_wrong_address_gives_no_lead_up_and_all_go_out_once_it_is_mended(
    make_bot: Callable[..., Bot], hubspot: HubSpot, resumes: bool
) -> None:
    bot = make_bot(hubspot_token=TOKEN, hubspot_api_url=hubspot.url + "/wrong")
    talk(bot, "hi", "2", "250k")
    talk(bot, "hi", "2", "90k", phone=OTHER)
    deliver(bot)
    assert waiting(bot) == 2
    assert "HUBSPOT_API_URL" in reasons(bot)
    mended = make_bot(hubspot_token=TOKEN, hubspot_api_url=hubspot.url)
    if resumes:
        mended.app.test_cli_runner().invoke(args=["resume", "hubspot"])
    else:
        age(mended, timedelta(minutes=2), CarrierState.probe_at)
    deliver(mended)
    assert (len(hubspot.contacts), waiting(mended), reasons(mended)) == (2, 0, "[]")


def test_a_hubspot_that_is_away_for_days_gives_no_lead_up(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(hubspot_token=TOKEN, hubspot_api_url="http://127.0.0.1:9")
    talk(bot, "hi", "2", "250k")
    for _ in range(20):
        deliver(bot)
    assert waiting(bot) == 1
    assert "HUBSPOT_API_URL leads to no HubSpot, or that is down" in reasons(bot)


def test_a_busy_hubspot_uses_up_no_tries(with_hubspot: Bot, hubspot: HubSpot) -> None:
    hubspot.faults = [("GET", Answer(429, headers=(("Retry-After", "30"),)), False)] * 3
    talk(with_hubspot, "hi", "2", "250k")
    for _ in range(3):
        with_hubspot.deliver()
        assert with_hubspot.one("SELECT attempts FROM outbox") == {"attempts": 0}
        age(with_hubspot, HOUR, OutboxItem.due_at, CarrierState.held_until, CarrierState.refilled_at)
    assert hubspot.faults == []
    with_hubspot.deliver()
    assert len(hubspot.contacts) == 1
