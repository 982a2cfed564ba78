"""What is SendGrid told, and what do its answers mean?"""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from relaystack.engine.carrier import OutgoingItem
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled
from relaystack.gateways.http import Http
from relaystack.gateways.mail import SendGrid
from relaystack.settings import Settings

SETTINGS = Settings(mail_from="bot@example.com", admin_email="staff@example.com", sendgrid_api_key="SG.key")
LEAD = {"subject": "New lead: Ann", "text": "Name: Ann"}


def _send(payload: dict[str, Any], **answer: Any) -> tuple[str, Any]:
    """What SendGrid was told; raises what its answer meant."""
    seen: list[tuple[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        seen.append((request.headers["Authorization"], await request.json()))
        return web.Response(**{"status": 202, **answer})

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/v3/mail/send", take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        carrier = SendGrid(Http(), SETTINGS, f"http://127.0.0.1:{runner.addresses[0][1]}/v3/mail/send")
        try:
            await carrier.deliver(OutgoingItem("key", payload))
        finally:
            await carrier.close()
            await runner.cleanup()

    asyncio.run(run())
    [told] = seen
    return told


def _refusal(**answer: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        _send(LEAD, **answer)
    return raised.value


def test_a_mail_to_the_consultants() -> None:
    authorization, body = _send(LEAD)
    assert authorization == "Bearer SG.key"
    assert body["personalizations"] == [{"to": [{"email": "staff@example.com"}]}]
    assert body["subject"] == "New lead: Ann"
    assert "reply_to" not in body


def test_a_mail_to_a_customer_is_answered_to_the_company() -> None:
    _, body = _send({**LEAD, "to": "ann@bücher.example", "reply_to": "", "language": "ar"})
    assert body["personalizations"] == [{"to": [{"email": "ann@xn--bcher-kva.example"}]}]
    assert body["reply_to"] == {"email": "staff@example.com"}
    assert body["headers"] == {"Auto-Submitted": "auto-generated"}
    assert '<html lang="ar" dir="rtl">' in body["content"][1]["value"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Stopped), (403, Stopped), (408, Temporary), (429, Throttled), (500, Temporary), (503, Temporary),
        (400, Refused), (413, Refused), (302, Refused),
    ],
)  # fmt: skip
def test_what_its_answers_mean(status: int, kind: type[DeliveryError]) -> None:
    error = _refusal(status=status)
    assert type(error) is kind
    assert error.code == status
