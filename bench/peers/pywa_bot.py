"""How does a bot look that pywa's documentation teaches? On Flask, places in memory, sends inside the handler."""
# mypy: disable-error-code="attr-defined,misc"

import os

import httpx
from flask import Flask
from pywa import WhatsApp, filters
from pywa.types import Button, Message, Section, SectionList, SectionRow
from pywa.utils import UserIdentifier

from bench.peers.flow import Answer, answer

app = Flask(__name__)
session = httpx.Client()
wa = WhatsApp(
    phone_id=os.environ["PHONE_NUMBER_ID"],
    token=os.environ["WHATSAPP_TOKEN"],
    session=session,
    server=app,
    webhook_endpoint="/webhook",
    verify_token=os.environ["VERIFY_TOKEN"],
    app_secret=os.environ["APP_SECRET"],
    user_identifier_priority=(UserIdentifier.WA_ID, UserIdentifier.BSUID, UserIdentifier.PARENT_BSUID),
)
session.base_url = httpx.URL(f"{os.environ['GRAPH_API_URL']}/v25.0")
places: dict[str, str] = {}


@wa.on_message(filters.text)
def on_text(_: WhatsApp, message: Message) -> None:
    """Answer a text."""
    sender = message.from_user.wa_id or ""
    said = answer(places.get(sender, ""), message.text or "")
    places[sender] = said.place
    message.reply_text(said.text, buttons=buttons(said))


def buttons(said: Answer) -> list[Button] | SectionList | None:
    """Up to three buttons, else a list."""
    if not said.choices:
        return None
    if len(said.choices) <= 3:
        return [Button(title=title[:20], callback_data=title) for title in said.choices]
    rows = [SectionRow(title=title[:24], callback_data=title) for title in said.choices]
    return SectionList(button_title="Choose", sections=[Section(title="Choose", rows=rows)])
