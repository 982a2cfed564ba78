"""What do the answers of a company's own system mean?"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import aiohttp
import pytest
from fakes.crm import CrmReceiver
from fakes.web import Answer

from relaystack.engine.parcels import Parcel
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled
from relaystack.gateways.crm.webhook import CrmWebhook
from relaystack.gateways.http import Http

PAYLOAD: dict[str, Any] = {"change": {"kind": "changed"}, "lead": {"name": "Zoë 🎉 محمد"}}
DOCS = Path(__file__).parents[2] / "docs" / "operations" / "crm.md"


@pytest.fixture
def receiver() -> Iterator[CrmReceiver]:
    """A system that takes webhooks."""
    made = CrmReceiver()
    yield made
    made.close()


def deliver(url: str, *, key: str = "wamid.1/crm_webhook", seconds: float = 5, clock: float | None = None) -> None:
    """Post one change."""

    async def run() -> None:
        http = Http(aiohttp.ClientTimeout(total=seconds))
        carrier = CrmWebhook(http, url, "s3cret") if clock is None else CrmWebhook(http, url, "s3cret", lambda: clock)
        try:
            await carrier.deliver(Parcel(key, PAYLOAD))
        finally:
            await carrier.close()

    asyncio.run(run())


@pytest.mark.parametrize("status", [200, 201, 202, 204, 409])
def test_what_is_taken_is_done(receiver: CrmReceiver, status: int) -> None:
    receiver.answers = [Answer(status, b"")]
    deliver(receiver.url)
    assert len(receiver.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, Stopped), (307, Stopped), (401, Stopped), (403, Stopped), (404, Stopped), (405, Stopped), (410, Stopped),
        (400, Refused), (413, Refused), (422, Refused), (408, Temporary), (425, Temporary), (500, Temporary),
        (503, Temporary), (429, Throttled),
    ],
)  # fmt: skip
def test_what_refusals_mean(receiver: CrmReceiver, status: int, kind: type[DeliveryError]) -> None:
    receiver.answers = [Answer(status, b"x")]
    with pytest.raises(kind) as caught:
        deliver(receiver.url)
    assert caught.value.code == status


def test_a_wait_that_is_asked_for_is_kept(receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(429, headers=(("Retry-After", "90"),))]
    with pytest.raises(Throttled) as caught:
        deliver(receiver.url)
    assert (caught.value.scope, caught.value.wait) == ("carrier", 90)


def test_a_receiver_that_does_not_answer_in_time_is_tried_again(receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(waits_for=(never := Event()))]
    with pytest.raises(Temporary):
        deliver(receiver.url, seconds=0.3)
    never.set()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://nowhere.invalid/x"])
def test_a_receiver_that_is_not_there_is_tried_again(url: str) -> None:
    with pytest.raises(Temporary):
        deliver(url)


def test_each_change_has_an_id_of_its_own(receiver: CrmReceiver) -> None:
    for key in ("a", "b", "a"):
        deliver(receiver.url, key=key)
    first, second, third = (body["id"] for body in receiver.bodies)
    assert first == third != second


def test_the_signature_is_checked_by_the_lines_of_the_documentation(receiver: CrmReceiver) -> None:
    code = DOCS.read_text(encoding="utf-8").split("To check it:\n\n```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    deliver(receiver.url)
    [asked] = receiver.asked
    signature = asked.headers["X-Relaystack-Signature"]
    assert names["verified"](["s3cret"], asked.body, signature)["data"] == PAYLOAD
    assert names["verified"](["former", "s3cret"], asked.body, signature)["data"] == PAYLOAD
    for secret, body in (("other", asked.body), ("s3cret", asked.body.replace(b"changed", b"CHANGED"))):
        with pytest.raises(ValueError, match="not from"):
            names["verified"]([secret], body, signature)
    deliver(receiver.url, clock=1_600_000_000)
    late = receiver.asked[-1]
    with pytest.raises(ValueError, match="too long ago"):
        names["verified"](["s3cret"], late.body, late.headers["X-Relaystack-Signature"])


def test_a_proxy_of_the_environment_sees_no_lead(receiver: CrmReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve names for us, and reach what we may not."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
    deliver(receiver.url)
    assert len(receiver.asked) == 1
