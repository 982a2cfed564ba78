"""What tests of the job search share: asking Careerjet alone, and by way of the whole bot."""

import asyncio
import json
from datetime import datetime
from typing import Any

import aiohttp
from bot import SECRET, Bot
from fakes.careerjet import Careerjet as Fake

from metatwin import Customer, Twin
from metatwin.bodies import encode, envelope, message, sign
from relaystack.engine.carrier import OutgoingItem
from relaystack.engine.events import JobsFound
from relaystack.gateways.careerjet import Careerjet
from relaystack.gateways.http import Http

IP = "192.0.2.10"
PAGE = "https://example.com/jobs"


def search(url: str, country: str = "AE", seconds: float = 5, **more: str | int) -> dict[str, Any]:
    """What a search finds."""

    async def run() -> Any:
        carrier = Careerjet(Http(aiohttp.ClientTimeout(total=seconds)), url, "the-key", PAGE, IP)
        outgoing = OutgoingItem("key", {"country": country, "name": "Somewhere", "place": "jobs.found", **more})
        try:
            return (await carrier.deliver(outgoing)).event
        finally:
            await carrier.close()

    event = asyncio.run(run())
    assert isinstance(event, JobsFound)
    assert event.place == "jobs.found"
    assert event.result["name"] == "Somewhere"
    return dict(event.result)


def paged(careerjet: Fake, count: int, pages: int) -> None:
    """Careerjet has so many openings on each of its pages."""
    jobs = [{"title": f"Job {n}", "url": f"https://x.example/{n}"} for n in range(count)]
    careerjet.body = json.dumps({"type": "JOBS", "hits": 500, "pages": pages, "jobs": jobs}).encode()


def says(bot: Bot, twin: Twin, customer: Customer, *words: str) -> None:
    """The customer writes; the bot takes it in and has not delivered anything yet."""
    for one in words:
        wamid = twin.says(customer, one)
        _heard(bot, twin, message(customer, wamid, {"type": "text", "text": {"body": one}}, _at(customer)))


def forges(bot: Bot, twin: Twin, customer: Customer, id: str) -> None:
    """The customer taps a button of their own making."""
    tapped = {"type": "list_reply", "list_reply": {"id": id, "title": "More"}}
    content = {"type": "interactive", "interactive": tapped}
    _heard(bot, twin, message(customer, twin.says(customer, "More"), content, _at(customer)))


def _at(customer: Customer) -> datetime:
    assert customer.heard_at
    return customer.heard_at


def _heard(bot: Bot, twin: Twin, row: dict[str, Any]) -> None:
    raw = encode(envelope(twin.business, messages=[row]))
    answer = bot.client.post("/webhook", data=raw, headers={"X-Hub-Signature-256": sign(SECRET, raw)})
    assert answer.status_code == 200


def words_of(twin: Twin) -> list[str]:
    """What the customer has read."""
    return [sent.words for sent in twin.sent]
