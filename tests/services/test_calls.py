"""Does a call open the window, and is leave to call shown to staff?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post_field
from services.service_tools import age, heard
from web.api.api_tools import ask

from metatwin import Customer, Twin
from relaystack.models import Contact

WROTE = "SELECT direction, message FROM whatsapp_messages ORDER BY id"


def calls(bot: Bot, **more: Any) -> int:
    call = {"id": "wacid.1", "from": "15550120001", "event": "connect", "direction": "USER_INITIATED",
            "timestamp": str(int(datetime.now(UTC).timestamp())), **more}  # fmt: skip
    return post_field(bot, "calls", calls=[call])


@pytest.mark.parametrize(("direction", "code"), [("USER_INITIATED", 202), ("BUSINESS_INITIATED", 409)])
def test_a_call_opens_the_window_where_the_person_made_it(
    listening: Bot, twin: Twin, amina: Customer, direction: str, code: int
) -> None:
    heard(twin, (amina, "hi"))
    age(listening, timedelta(hours=25), Contact.last_inbound_at)
    ask(listening, "POST", "/api/conversations/1/messages", 409, json={"text": "You called?"})
    assert calls(listening, direction=direction) == 200
    ask(listening, "POST", "/api/conversations/1/messages", code, json={"text": "You called?"})


@pytest.mark.parametrize("more", [{}, {"from": None}, {"from": "x"}, {"direction": 7}])
def test_a_call_of_somebody_unknown_makes_no_contact(listening: Bot, more: dict[str, Any]) -> None:
    assert calls(listening, **more) == 200
    assert listening.rows("SELECT 1 FROM contacts") == []


REPLY = {
    "response": "accept",
    "is_permanent": True,
    "expiration_timestamp": 1795000000,
    "response_source": "user_action",
}


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (REPLY, "[allowed us to call, for good]"),
        ({"response": "reject"}, "[does not allow us to call]"),
        ({}, "[call_permission_reply]"),
        (None, "[call_permission_reply]"),
    ],
)
def test_leave_to_call_is_shown_to_staff_and_not_answered(
    listening: Bot, twin: Twin, amina: Customer, reply: Any, words: str
) -> None:
    """`context` may be missing."""
    twin.sends(
        amina, {"type": "interactive", "interactive": {"type": "call_permission_reply", "call_permission_reply": reply}}
    )
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver()
    assert listening.rows(WROTE) == [{"direction": "incoming", "message": words}]
    assert twin.requests == []
