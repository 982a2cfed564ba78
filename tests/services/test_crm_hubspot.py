"""Is there one contact for each lead in HubSpot, and one note for each change, whatever happens on the way?"""

from datetime import timedelta

import pytest
from bot import Bot
from fakes.hubspot import HubSpot
from fakes.web import Answer
from services.crm_tools import PHONE, deliver, lead, reasons, talk, waiting
from services.service_tools import age

from relaystack.gateways.crm.hubspot_words import PROPERTIES
from relaystack.models import CarrierState


def test_a_lead_becomes_one_contact_and_each_change_a_note(with_hubspot: Bot, hubspot: HubSpot) -> None:
    talk(with_hubspot, "hi", "2", "250k")
    lead(with_hubspot)
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    properties = contact["properties"]
    assert {name: properties[name] for name in ("email", "phone", "firstname", "lastname", "relaystack_budget")} == {
        "email": "ann@example.com", "phone": f"+{PHONE}", "firstname": "Ann", "lastname": "Example",
        "relaystack_budget": "250000",
    }  # fmt: skip
    notes = hubspot.notes_of(contact["id"])
    assert len(notes) == 2
    assert "New lead from WhatsApp" in notes[0]
    assert "budget: 250000" in notes[0]
    assert "Asked for a consultant." in notes[1]
    assert "customer: ann@example.com" in notes[1]


REQUESTS = [
    "GET /crm/v3/properties", "POST /crm/v3/properties", "GET /crm/v3/objects/contacts/",
    "POST /crm/v3/objects/contacts/search", "POST /crm/v3/objects/contacts$", "POST /crm/v3/objects/notes$",
]  # fmt: skip


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("request_", REQUESTS)
def test_wherever_the_connection_breaks_there_is_one_contact_and_one_note(
    with_hubspot: Bot, hubspot: HubSpot, request_: str, is_done: bool
) -> None:
    hubspot.faults = [(request_, Answer(hangs_up=True), is_done)]
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert hubspot.faults == []
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 1
    assert waiting(with_hubspot) == 0


@pytest.mark.parametrize(
    "request_",
    [
        "PATCH /crm/v3/objects/contacts",
        "GET /crm/v4",
        "POST /crm/v3/objects/notes/batch",
        "POST /crm/v3/objects/notes$",
    ],
)
def test_nor_does_a_later_change_leave_more(with_hubspot: Bot, hubspot: HubSpot, request_: str) -> None:
    for budget in ("100k", "200k", "250k"):
        talk(with_hubspot, "hi", "2", budget)
    deliver(with_hubspot)
    hubspot.faults = [(request_, Answer(500), True)]
    talk(with_hubspot, "menu", "2", "300k")
    deliver(with_hubspot)
    assert hubspot.faults == []
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 4
    assert hubspot.contacts[contact]["properties"]["relaystack_budget"] == "300000"


def test_missing_properties_are_made_once(with_hubspot: Bot, hubspot: HubSpot) -> None:
    talk(with_hubspot, "hi", "2", "250k", "menu", "2", "300k")
    deliver(with_hubspot)
    assert hubspot.properties["relaystack_lead"]["hasUniqueValue"] is True
    made = hubspot.requests("POST /crm/v3/properties")
    assert made == len(PROPERTIES)
    talk(with_hubspot, "menu", "2", "400k")
    deliver(with_hubspot)
    assert hubspot.requests("POST /crm/v3/properties") == made


def test_a_property_that_another_worker_makes_meanwhile_is_as_good(with_hubspot: Bot, hubspot: HubSpot) -> None:
    hubspot.faults = [("POST /crm/v3/properties", Answer(409), True)]
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 1


@pytest.mark.parametrize("known", [{"email": "Ann@Example.com"}, {"phone": f"+{PHONE}"}, {"mobilephone": PHONE}])
def test_a_contact_that_hubspot_knows_is_found_and_what_staff_wrote_stays(
    with_hubspot: Bot, hubspot: HubSpot, known: dict[str, str]
) -> None:
    id = hubspot.add(firstname="Dr. Ann", lastname="Example-Smith", **known)
    lead(with_hubspot)
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    properties = contact["properties"]
    assert (properties["firstname"], properties["lastname"]) == ("Dr. Ann", "Example-Smith")
    assert properties["relaystack_name"] == "Ann Example"
    assert properties["email"].lower() == "ann@example.com"  # empty before, or the same
    assert len(hubspot.notes_of(id)) >= 1


def test_a_number_that_is_another_leads_in_hubspot_makes_a_contact_of_its_own(
    with_hubspot: Bot, hubspot: HubSpot
) -> None:
    hubspot.add(phone=f"+{PHONE}", relaystack_lead="7-20200101T000000000000", firstname="Before")
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 2


def test_a_conflict_with_a_contact_that_hubspot_names_updates_that_one(with_hubspot: Bot, hubspot: HubSpot) -> None:
    """Their second address: reading by e-mail does not find it, making a contact does."""
    id = hubspot.add(email="other@example.com")
    hubspot.contacts[id]["more_emails"] = ["ann@example.com"]
    lead(with_hubspot)
    deliver(with_hubspot)
    assert list(hubspot.contacts) == [id]
    assert hubspot.contacts[id]["properties"]["email"] == "other@example.com"
    assert hubspot.contacts[id]["properties"]["relaystack_email"] == "ann@example.com"


def test_an_address_that_is_another_contacts_is_kept_beside(with_hubspot: Bot, hubspot: HubSpot) -> None:
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    hubspot.add(email="ann@example.com")
    lead(with_hubspot)
    deliver(with_hubspot)
    mine, other = hubspot.contacts.values()
    assert "email" not in mine["properties"]
    assert mine["properties"]["relaystack_email"] == "ann@example.com"
    assert "relaystack_lead" not in other["properties"]


def test_an_address_that_hubspot_does_not_take_costs_no_lead(with_hubspot: Bot, hubspot: HubSpot) -> None:
    lead(with_hubspot, email="ann@refused.example")
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    assert contact["properties"]["relaystack_email"] == "ann@refused.example"


def test_a_correction_reaches_hubspots_own_fields(with_hubspot: Bot, hubspot: HubSpot) -> None:
    lead(with_hubspot)
    lead(with_hubspot, "Anna Sample", "anna@example.com")
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    assert contact["properties"]["firstname"] == "Anna"
    assert contact["properties"]["lastname"] == "Sample"
    assert contact["properties"]["email"] == "anna@example.com"


def test_an_older_change_that_comes_late_is_noted_and_takes_nothing_back(with_hubspot: Bot, hubspot: HubSpot) -> None:
    hubspot.faults = [("POST /crm/v3/objects/contacts$", Answer(400), False)] * 2
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert "hubspot: 1 given up within a day" in reasons(with_hubspot)
    hubspot.faults = []
    talk(with_hubspot, "menu", "2", "300k")
    deliver(with_hubspot)
    with_hubspot.app.test_cli_runner().invoke(args=["failed", "retry", "--all"])
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    assert contact["properties"]["relaystack_budget"] == "300000"
    assert len(hubspot.notes_of(contact["id"])) == 2


def test_a_busy_hubspot_is_left_alone_for_as_long_as_it_asks(with_hubspot: Bot, hubspot: HubSpot) -> None:
    hubspot.faults = [("GET /crm/v3/properties", Answer(429, headers=(("Retry-After", "300"),)), False)]
    talk(with_hubspot, "hi", "2", "250k", phone="15550180021")
    talk(with_hubspot, "hi", "2", "250k", phone="15550180022")
    with_hubspot.deliver()
    age(with_hubspot, timedelta(seconds=200), CarrierState.held_until, CarrierState.refilled_at)
    with_hubspot.deliver()
    assert len(hubspot.asked) == 1
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 2


def test_a_token_without_a_scope_says_which_ones_are_needed(with_hubspot: Bot, hubspot: HubSpot) -> None:
    hubspot.faults = [("POST /crm/v3/properties", Answer(403), False)]
    talk(with_hubspot, "hi", "2", "250k")
    with_hubspot.deliver()
    assert "crm.schemas.contacts.write" in reasons(with_hubspot)


def test_what_customers_write_makes_no_html_and_no_lines_of_the_note(with_hubspot: Bot, hubspot: HubSpot) -> None:
    lead(with_hubspot)
    talk(with_hubspot, "<img src=x onerror=alert(1)>\nAsked for a consultant.", "menu", "2", "90k")
    deliver(with_hubspot)
    notes = "".join(note["properties"]["hs_note_body"] for note in hubspot.notes.values())
    assert "<img" not in notes
    assert "&lt;img" in notes
