"""Is one contact found, made and noted once, also when two workers meet there or an answer comes too late?"""

import asyncio
from collections.abc import Iterator
from threading import Event

import aiohttp
import pytest
from fakes.hubspot import TOKEN, HubSpot
from fakes.web import Answer

from relaystack.engine.carrier import OutgoingItem
from relaystack.errors import Temporary
from relaystack.gateways.crm import hubspot as carrier
from relaystack.gateways.crm.hubspot_api import HubSpotApi
from relaystack.gateways.http import Http


@pytest.fixture
def hubspot() -> Iterator[HubSpot]:
    """An empty HubSpot."""
    fake = HubSpot()
    yield fake
    fake.close()


def deliver_alone(hubspot: HubSpot, email: str, seconds: float = 5, number: int = 1) -> None:
    """Deliver one lead's first change, without a database."""
    payload = {
        "lead": {
            "ref": f"{number}-20260601T", "phone": f"1555018000{number}", "name": "Ann Example", "email": email,
            "interest": None, "budget": None, "country_of_interest": None, "language": "en",
        },
        "change": {"kind": "created", "at": "2026-06-01T10:00:00+00:00", "told": {}, "wants_consultant": False},
        "figures_shown": {}, "conversation": [],
    }  # fmt: skip

    async def run() -> None:
        one = carrier.HubSpot(HubSpotApi(Http(aiohttp.ClientTimeout(total=seconds)), hubspot.url, TOKEN))
        try:
            await one.deliver(OutgoingItem(f"wamid.{number}/hubspot", payload))
        finally:
            await one.close()

    asyncio.run(run())


EMAILS = [
    "ann+crm@example.com",
    "ANN@Example.COM",
    "ann/b?c#d%2B@example.com",
    "änn@bücher.example",
    "o'neil&co@example.com",
]


@pytest.mark.parametrize("email", EMAILS)
def test_an_address_of_whatever_shape_finds_its_contact(hubspot: HubSpot, email: str) -> None:
    id = hubspot.add(email=email.lower())
    deliver_alone(hubspot, email)
    assert list(hubspot.contacts) == [id]
    assert hubspot.requests("POST /crm/v3/objects/contacts") == 0  # it was read, and no search or conflict was needed


STEPS = ["POST /crm/v3/objects/contacts$", "PATCH", "POST /crm/v3/properties", "POST /crm/v3/objects/notes$"]


@pytest.mark.parametrize("at", STEPS)
def test_an_answer_that_comes_too_late_is_as_good_as_none(hubspot: HubSpot, at: str) -> None:
    if at == "PATCH":
        hubspot.add(email="ann@example.com")
    hubspot.faults = [(at, Answer(waits_for=(late := Event())), True)]
    with pytest.raises(Temporary):
        deliver_alone(hubspot, "ann@example.com", seconds=0.5)
    late.set()
    deliver_alone(hubspot, "ann@example.com")
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 1


def test_two_workers_with_two_leads_of_one_address_make_one_contact(hubspot: HubSpot) -> None:
    """The other one makes the contact between our looking for it and our making it."""
    hubspot.meanwhile = [
        ("POST /crm/v3/objects/contacts$", lambda: deliver_alone(hubspot, "ann@example.com", number=2)),
    ]
    deliver_alone(hubspot, "ann@example.com", number=1)
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 2
    assert hubspot.contacts[contact]["properties"]["relaystack_phone"] == "+15550180002"
