"""Is what a message meant to the conversation still known from its record?"""

import json
from typing import Any

import pytest
from gateways.whatsapp.meta_bodies import NAMES, NUMBER_ID, body_of, body_with

from relaystack.engine.updates import Received
from relaystack.gateways.whatsapp.messages import recorded
from relaystack.gateways.whatsapp.updates import parse


def _received(body: dict[str, Any]) -> list[Received]:
    return [update for update in parse(body, NUMBER_ID) if isinstance(update, Received)]


@pytest.mark.parametrize("name", NAMES)
def test_the_record_of_a_message_says_what_it_meant(name: str) -> None:
    for message in _received(body_of(name)):
        content = json.loads(json.dumps(message.content))
        assert recorded(message.kind, message.words, content) == message.incoming


def test_what_was_too_large_to_be_kept_meant_nothing_that_is_known() -> None:
    tapped = {"type": "button_reply", "button_reply": {"id": "main_menu.menu.jobs", "title": "x" * 30_000}}
    head = {"from": "15550120001", "id": "wamid.1", "timestamp": "1790000000", "type": "interactive"}
    [message] = _received(body_with({**head, "interactive": tapped}))
    assert recorded(message.kind, message.words, message.content) is None
