"""What do HubSpot's answers mean, also odd ones, and those of an address that is not HubSpot's?"""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
import trustme
from fakes.hubspot import TOKEN
from fakes.hubspot import HubSpot as Fake
from fakes.web import Answer, WebServer
from gateways.crm_payload import PAYLOAD

from relaystack.engine.carrier import OutgoingItem
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled
from relaystack.gateways.crm.hubspot import HubSpot
from relaystack.gateways.crm.hubspot_api import HubSpotApi
from relaystack.gateways.http import Http


@pytest.fixture
def fake() -> Iterator[Fake]:
    """An empty HubSpot."""
    made = Fake()
    yield made
    made.close()


def deliver(
    url: str,
    payload: dict[str, Any] = PAYLOAD,
    seconds: float = 10,
    key: str = "wamid.1/effect0/hubspot",
    attempt: int = 1,
) -> None:
    """Deliver one change once."""

    async def run() -> None:
        carrier = HubSpot(HubSpotApi(Http(aiohttp.ClientTimeout(total=5)), url, TOKEN), seconds)
        try:
            await carrier.deliver(OutgoingItem(key, payload, attempt=attempt))
        finally:
            await carrier.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Stopped), (403, Stopped), (302, Stopped), (429, Throttled), (400, Refused), (404, Temporary),
        (409, Temporary), (408, Temporary), (423, Temporary), (477, Temporary), (500, Temporary), (503, Temporary),
    ],
)  # fmt: skip
def test_what_hubspots_refusals_mean(fake: Fake, status: int, kind: type[DeliveryError]) -> None:
    fake.faults = [("POST /crm/v3/objects/notes", Answer(status), False)]
    with pytest.raises(kind) as caught:
        deliver(fake.url)
    assert caught.value.code == status


def test_a_refusal_is_told_by_its_category_without_what_people_wrote(fake: Fake) -> None:
    body = b'{"category": "VALIDATION_ERROR", "message": "ann@example.com is not valid"}'
    fake.faults = [("POST /crm/v3/objects/notes", Answer(400, body), False)]
    with pytest.raises(Refused) as caught:
        deliver(fake.url)
    assert caught.value.title == "HubSpot refuses the change: VALIDATION_ERROR"


ODD = [b"", b"[]", b"5", b"null", b"{}", b"<html>", b"\xff\xfe", b'{"results": 5}', b'{"results": [5, {}]}',
       b'{"id": "1", "properties": 5}', b'{"results": [{"toObjectId": "x"}], "paging": 5}', b"[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize(
    "request_",
    [
        "GET /crm/v3/properties", "GET /crm/v3/objects/contacts/", "POST /crm/v3/objects/contacts/search",
        "PATCH /crm/v3", "GET /crm/v4", "POST /crm/v3/objects/notes/batch/read", "POST /crm/v3/objects/notes$",
    ],
)  # fmt: skip
def test_answers_of_another_shape_break_nothing(fake: Fake, request_: str, body: bytes) -> None:
    if "search" not in request_:  # there is a contact by then, with a note
        deliver(fake.url, key="before/hubspot")
    fake.faults = [(request_, Answer(200, body), True)]
    with suppress(Stopped if "properties" in request_ else Temporary):  # the list of these is no lead's alone
        deliver(fake.url)
    assert fake.faults == []
    deliver(fake.url)
    assert len(fake.contacts) == 1


def test_a_hubspot_that_never_ends_to_answer_takes_no_longer_than_a_claim_lasts(fake: Fake) -> None:
    with pytest.raises(Temporary):
        deliver(fake.url, seconds=0.0)
    assert fake.contacts == {}


def test_a_hubspot_that_is_not_there_is_asked_later() -> None:
    with pytest.raises(Temporary):
        deliver("http://127.0.0.1:9")


NO_HUBSPOT = [Answer(404, b"<html>not here"), Answer(404), Answer(200, b"<html>welcome"), Answer(200), Answer(400),
              Answer(301), Answer(405, b"no")]  # fmt: skip


@pytest.mark.parametrize("answer", NO_HUBSPOT)
def test_an_address_that_is_not_hubspots_stops_and_names_the_setting(answer: Answer) -> None:
    elsewhere = WebServer(lambda asked: answer)
    try:
        with pytest.raises(Stopped, match="HUBSPOT_API_URL"):
            deliver(elsewhere.url)
    finally:
        elsewhere.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid", "https://127.0.0.1:9"])
def test_an_address_where_nothing_answers_stops_after_a_minute_of_tries_and_names_the_setting(url: str) -> None:
    with pytest.raises(Temporary):
        deliver(url, attempt=5)
    with pytest.raises(Stopped, match="HUBSPOT_API_URL"):
        deliver(url, attempt=6)


def test_something_that_answers_in_plain_http_at_an_https_address_stops_too(fake: Fake) -> None:
    with pytest.raises(Stopped, match="HUBSPOT_API_URL"):
        deliver(fake.url.replace("http", "https"), attempt=6)


def test_a_certificate_that_nobody_trusts_stops_at_once() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    server = WebServer(lambda asked: Answer(), tls)
    try:
        with pytest.raises(Stopped, match=r"HUBSPOT_API_URL: the certificate there is signed by nobody"):
            deliver(server.url)
    finally:
        server.close()


def test_a_day_that_is_used_up_is_waited_for_longer_than_a_moment_of_haste(fake: Fake) -> None:
    waits = []
    for body in (b'{"policyName": "DAILY"}', b'{"policyName": "TEN_SECONDLY_ROLLING"}', b""):
        fake.faults = [("GET", Answer(429, body), False)]
        with pytest.raises(Throttled) as caught:
            deliver(fake.url)
        waits.append(caught.value.wait)
    assert waits == [3600, 10, 10]


@pytest.mark.parametrize("name", ["relaystack_budget", "relaystack_country", "relaystack_lead"])
def test_a_property_of_our_name_and_another_type_stops_and_says_which_and_what_to_do(fake: Fake, name: str) -> None:
    fake.properties[name] = {"name": name, "type": "enumeration", "hasUniqueValue": True}
    with pytest.raises(Stopped, match=f"{name}.*has the type enumeration.*delete it"):
        deliver(fake.url)


def test_a_property_that_is_neither_free_nor_there_stops_and_says_where_to_look(fake: Fake) -> None:
    fake.archived = {"relaystack_budget"}
    with pytest.raises(Stopped, match=r"relaystack_budget.*archived"):
        deliver(fake.url)
    fake.archived = set()
    deliver(fake.url)
    assert len(fake.contacts) == 1


def test_a_property_of_that_name_without_unique_values_is_told(fake: Fake) -> None:
    fake.properties["relaystack_lead"] = {"name": "relaystack_lead", "hasUniqueValue": False}
    with pytest.raises(Stopped, match="unique"):
        deliver(fake.url)


@pytest.mark.parametrize("name", ["relaystack_budget", "relaystack_lead"])
def test_a_property_that_staff_delete_is_made_again(fake: Fake, name: str) -> None:
    def delete() -> None:
        del fake.properties[name]
        for contact in fake.contacts.values():
            contact["properties"].pop(name, None)

    in_the_life_of_a_worker(fake, delete, Temporary)
    assert fake.properties[name]["label"]
    [contact] = fake.contacts.values()
    assert contact["properties"][name]
    assert len(fake.notes) == 2


def test_a_property_that_staff_give_another_type_meanwhile_stops_before_a_lead_is_given_up(fake: Fake) -> None:
    def change() -> None:
        fake.properties["relaystack_budget"]["type"] = "enumeration"
        fake.faults = [("PATCH", Answer(400, b'{"category": "VALIDATION_ERROR"}'), False)]

    with pytest.raises(Stopped, match="relaystack_budget"):
        in_the_life_of_a_worker(fake, change, Temporary)


def in_the_life_of_a_worker(fake: Fake, happens: Callable[[], None], kind: type[DeliveryError]) -> None:
    """One change goes through; this happens; the next one fails, and is tried again."""

    async def run() -> None:
        carrier = HubSpot(HubSpotApi(Http(), fake.url, TOKEN))
        try:
            await carrier.deliver(OutgoingItem("a/hubspot", PAYLOAD))
            happens()
            with pytest.raises(kind):
                await carrier.deliver(OutgoingItem("b/hubspot", PAYLOAD))
            await carrier.deliver(OutgoingItem("b/hubspot", PAYLOAD))
        finally:
            await carrier.close()

    asyncio.run(run())
