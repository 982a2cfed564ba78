"""Do staff send files from the inbox, as what their bytes say they are, in order, once, and gone with their person?"""

from io import BytesIO
from typing import Any

import pytest
from bot import Bot
from web.api.api_tools import ADA, ask
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from metatwin import Twin
from metatwin.messages import Sent

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 60
PDF = b"%PDF-1.7 terms"
OGG = b"OggS\0\2" + b"\0" * 22 + b"OpusHead\1\1" + b"\0" * 40


@pytest.fixture(autouse=True)
def known_at_meta(bot: Bot, twin: Twin, people: dict[str, int]) -> None:
    """Ada can be written to."""
    twin.says(twin.customer("Ada", ADA), "hi")


def attach(who: Colleague, data: bytes, name: str = "file.pdf", page: str | None = None, **fields: Any) -> TestResponse:
    """Send a file by the composer."""
    hidden = who.form(page or who.look("/1"), "messages")
    given = {**hidden, "text": "", **fields, "file": (BytesIO(data), name, "application/pdf")}
    return who.client.post("/console/inbox/1/messages", data=given, content_type="multipart/form-data")


def got(bot: Bot, twin: Twin) -> list[Sent]:
    """What staff's messages have become at Meta."""
    bot.deliver()
    return [one for one in twin.sent if one.body["type"] != "interactive"]


def test_a_picture_goes_out_with_its_words_and_is_seen_in_the_conversation(
    bot: Bot, twin: Twin, maya: Colleague
) -> None:
    assert attach(maya, PNG, "plan.png", text="The plan").status_code == 303
    [sent] = got(bot, twin)
    assert sent.body["image"]["caption"] == "The plan"
    file = twin.file(sent.body["image"]["id"])
    assert file
    assert (file.data, file.mime_type) == (PNG, "image/png")
    page = maya.look("/1")
    assert '<img src="/console/inbox/1/files/1"' in page
    assert "The plan" in page
    assert "Maya took this over" in page
    with maya.client.get("/console/inbox/1/files/1") as shown:
        assert shown.data == PNG
    assert ask(bot, "GET", "/api/conversations/1")["with_consultants_until"]
