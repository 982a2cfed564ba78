"""How does the client talk to Meta, and what is in doubt after a failure?"""

import asyncio
import logging
import socket
from typing import Any

import pytest
from aiohttp import ClientTimeout, web

from metatwin import Customer, Twin
from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.engine.replies import Reply
from relaystack.errors import DeliveryError, InDoubt, Refused, Stopped, Temporary, Throttled
from relaystack.gateways.http import Http
from relaystack.gateways.whatsapp.client import WhatsApp

TOKEN = "twin-token"
PATIENT = ClientTimeout(total=5)


@pytest.fixture
def ann(twin: Twin) -> Customer:
    """A customer who has just written."""
    ann = twin.customer("Ann", phone="15550200001", bsuid="US.42")
    twin.says(ann, "hi")
    return ann


def deliver(
    url: str, token: str = TOKEN, number: str = "106540352242922", timeout: ClientTimeout = PATIENT
) -> Delivered:
    async def run() -> Delivered:
        http = Http(timeout)
        try:
            carrier = WhatsApp(http, url, "v25.0", number, token)
            return await carrier.deliver(OutgoingItem("key", Reply("Hello").to_json(), "15550200001"))
        finally:
            await http.close()

    return asyncio.run(run())


def failure(url: str, **options: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        deliver(url, **options)
    return raised.value


def test_an_accepted_message_has_metas_id(twin: Twin, ann: Customer) -> None:
    assert deliver(twin.url).id == twin.sent[0].wamid


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("500", InDoubt), ("502-html", InDoubt), ("drop", InDoubt), ("drop-before", InDoubt), (2, Temporary),
        (131016, Temporary), (131056, Throttled), ("retry-after:9", Throttled), (131026, Refused), (190, Stopped),
    ],
)  # fmt: skip
def test_what_a_failure_means(twin: Twin, ann: Customer, fault: str | int, kind: type[DeliveryError]) -> None:
    twin.faults.answers = [fault]
    assert type(failure(twin.url)) is kind


def test_the_seconds_that_meta_asks_for_are_kept(twin: Twin, ann: Customer) -> None:
    twin.faults.answers = ["retry-after:9"]
    error = failure(twin.url)
    assert isinstance(error, Throttled)
    assert error.wait == 9.0


def test_a_refused_connection_is_not_in_doubt(twin: Twin, ann: Customer) -> None:
    twin.faults.down = True
    assert type(failure(twin.url)) is Temporary


def test_a_connection_that_takes_too_long_to_come_about_is_not_in_doubt() -> None:
    """A listener whose queue is full: the kernel lets new connections wait."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        host, port = full.getsockname()
        assert type(failure(f"http://{host}:{port}", timeout=ClientTimeout(total=5, connect=0.2))) is Temporary


def test_an_answer_that_never_comes_is_in_doubt(twin: Twin, ann: Customer) -> None:
    twin.faults.answers = ["hang"]
    assert type(failure(twin.url, timeout=ClientTimeout(total=0.3))) is InDoubt


def test_a_wrong_token_and_a_wrong_number_stop_the_sending(twin: Twin, ann: Customer) -> None:
    assert type(failure(twin.url, token="wrong")) is Stopped
    assert type(failure(twin.url, number="999")) is Stopped


def test_the_token_stands_in_no_error_and_no_log(twin: Twin, ann: Customer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    twin.faults.answers = [190]
    said = [failure(twin.url, token="EAA-secret-word")]
    twin.faults.down = True
    said.append(failure(twin.url, token="EAA-secret-word"))
    assert "EAA-secret-word" not in f"{said} {caplog.text}"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (web.Response(status=200, text="<html>ok</html>"), InDoubt),
        (web.json_response({"messages": []}), InDoubt),
        (web.json_response({"messages": "x"}), InDoubt),
        (web.json_response([]), InDoubt),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}), Stopped),
        (web.json_response({"error": {"code": 131026, "message": None}}, status=400), Refused),
        (web.json_response({"error": "no"}, status=503), Temporary),
        (web.Response(status=429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), Throttled),
        (web.Response(status=500, body=b"\xff\xfe\x00"), InDoubt),
        (web.Response(status=504, text="<html>Gateway Time-out</html>"), InDoubt),
        (web.Response(status=503, text="<html>Service Unavailable</html>"), Temporary),
    ],
)
def test_odd_answers_have_a_meaning_too(answer: web.Response, kind: type[DeliveryError]) -> None:
    async def run() -> DeliveryError:
        app = web.Application()

        async def respond(request: web.Request) -> web.Response:
            return web.Response(status=answer.status, body=answer.body, headers=answer.headers)

        app.router.add_post("/{rest:.*}", respond)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        http = Http()
        carrier = WhatsApp(http, f"http://127.0.0.1:{runner.addresses[0][1]}", "v25.0", "1", TOKEN)
        try:
            with pytest.raises(DeliveryError) as raised:
                await carrier.deliver(OutgoingItem("key", Reply("Hello").to_json(), "15550200001"))
            return raised.value
        finally:
            await http.close()
            await runner.cleanup()

    assert type(asyncio.run(run())) is kind


def test_two_hundred_messages_are_under_way_at_once(twin: Twin) -> None:
    """As many as a worker has in flight, over one session."""
    twin.faults.rates = False
    people = [twin.customer(f"Person {n}", phone=f"1555021{n:04}") for n in range(200)]
    for person in people:
        twin.says(person, "hi")

    async def run() -> None:
        http = Http()
        carrier = WhatsApp(http, twin.url, "v25.0", twin.business.phone_number_id, TOKEN)
        items = [OutgoingItem(f"key{n}", Reply("Hello").to_json(), person.phone) for n, person in enumerate(people)]
        sends = asyncio.gather(*(carrier.deliver(outgoing) for outgoing in items))
        while len(twin.requests) < 200:
            assert not sends.done()
            await asyncio.sleep(0.005)
        await sends
        await http.close()

    twin.faults.latency = 1.0
    asyncio.run(run())
    assert len(twin.sent) == 200
