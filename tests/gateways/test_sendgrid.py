"""What do SendGrid's answers mean?"""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from relaystack.engine.parcels import Parcel
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary
from relaystack.gateways.http import Http
from relaystack.gateways.mail import SendGrid
from relaystack.settings import Settings

SETTINGS = Settings(mail_from="bot@example.com", admin_email="staff@example.com", sendgrid_api_key="SG.key")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(202, None), (401, Stopped), (403, Stopped), (429, Temporary), (500, Temporary), (400, Refused), (302, Refused)],
)
def test_what_sendgrids_answers_mean(status: int, kind: type[DeliveryError] | None) -> None:
    seen: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append((request.headers["Authorization"], await request.json()))
        return web.Response(status=status)

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/v3/mail/send", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        carrier = SendGrid(Http(), SETTINGS, f"http://127.0.0.1:{port}/v3/mail/send")
        try:
            await carrier.deliver(Parcel("key", {"subject": "New lead: Ann", "text": "Name: Ann"}))
        finally:
            await carrier.close()
            await runner.cleanup()

    if kind is None:
        asyncio.run(run())
    else:
        with pytest.raises(kind):
            asyncio.run(run())
    [(authorization, body)] = seen
    assert authorization == "Bearer SG.key"
    assert body["personalizations"] == [{"to": [{"email": "staff@example.com"}]}]
    assert body["subject"] == "New lead: Ann"
