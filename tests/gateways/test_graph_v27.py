"""Does no call of ours use what Graph v27.0 takes away, and do sends name their account where they must?"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from bot import Bot
from services.service_tools import MENU, heard, web_of, words_to
from services.template_tools import approved
from twin.twin_tools import HELLO, call, send

from metatwin import Customer, Twin
from metatwin.taken_away import GONE, OVERRIDE
from relaystack.errors import SettingsError
from relaystack.settings import from_env


def test_nothing_that_we_ask_of_meta_is_taken_away(make_bot: Callable[..., Bot], twin: Twin) -> None:
    bot = make_bot(read_receipts=True)
    amina = twin.customer("Amina", "15550120001")
    with web_of(bot, twin):
        heard(twin, (amina, "hi"))
        twin.shares(amina, "document", b"%PDF-1.4", "application/pdf", filename="a.pdf")
        twin.wait_for(lambda: twin.unacknowledged == 0)
        bot.deliver()
        approved(bot, twin)
        bot.app.test_cli_runner().invoke(args=["templates", "push"])

    asked = {(one.method, one.path.rsplit("/", 1)[-1]) for one in twin.calls}
    assert {("POST", "messages"), ("GET", "message_templates")} <= asked
    assert any(path.startswith("/files/") for path in (one.path for one in twin.calls))
    for one in twin.calls:
        assert not set(parse_qs(one.query)) & set(GONE), one
        assert ".as(" not in one.query
        assert not set(one.headers) & set(OVERRIDE)


@pytest.mark.parametrize(
    "query",
    ["ids=1,2", "method=delete", "callback=x", "date_format=U", "fields=id.as(x)", "batch=[]", "include_headers=false"],
)
def test_the_twin_refuses_what_is_taken_away_as_meta_does(twin: Twin, query: str) -> None:
    for path in (
        "/v27.0/",
        f"/v27.0/{twin.business.phone_number_id}",
        f"/v27.0/{twin.business.waba_id}/message_templates",
    ):
        refused = call("GET", f"{twin.url}{path}?{query}")
        assert (refused.status, refused.code) == (400, 100), refused.raw


def test_a_batch_in_a_form_is_refused_too(twin: Twin) -> None:
    form = "application/x-www-form-urlencoded"
    assert call("POST", f"{twin.url}/v27.0/", b"batch=%5B%5D", content_type=form).code == 100


@pytest.fixture
def carried(twin: Twin) -> Twin:
    """The number belongs to two Messaging accounts."""
    twin.messaging_accounts.add("555")
    twin.templates.add(replace(HELLO))
    return twin


def test_sends_name_the_messaging_account_where_it_is_set(make_bot: Callable[..., Bot], carried: Twin) -> None:
    bot = make_bot(messaging_account_id="555")
    amina: Customer = carried.customer("Amina", "15550120001")
    with web_of(bot, carried):
        heard(carried, (amina, "hi"))
        bot.deliver()
    assert words_to(carried, amina) == [MENU]
    assert carried.sent[0].body["messaging_account_id"] == "555"


def test_without_it_nothing_is_named(make_bot: Callable[..., Bot], twin: Twin) -> None:
    bot = make_bot()
    amina = twin.customer("Amina", "15550120001")
    with web_of(bot, twin):
        heard(twin, (amina, "hi"))
        bot.deliver()
    assert "messaging_account_id" not in twin.sent[0].body


def test_the_twin_wants_the_account_named_where_there_are_several(carried: Twin) -> None:
    carried.says(carried.customer("Amina", "15551230001"), "hi")
    assert send(carried).code == 131008
    assert send(carried, messaging_account_id="7").code == 100
    assert send(carried, messaging_account_id="555").status == 200
    assert send(carried, paid_messaging_account_id=carried.business.waba_id).status == 200


@pytest.mark.parametrize(("name", "value"), [("MESSAGING_ACCOUNT_ID", "abc"), ("CONVERSATION_ROLE", "two words")])
def test_settings_that_cannot_be_meant_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_env({name: value})


def control(twin: Twin, **parts: Any) -> Any:
    body = {"messaging_product": "whatsapp", "to": "+15551230001", **parts}
    return call("POST", f"{twin.url}/v27.0/{twin.business.phone_number_id}/thread_control", body)


def test_the_twin_plays_thread_control(twin: Twin) -> None:
    amina = twin.customer("Amina", "15551230001")
    assert control(twin, action="take").code == 2494191
    assert control(twin, action="pass", control_pass={"target_role": "nobody"}).code == 100
    assert control(twin, action="pass", control_pass={"target_role": "escalation", "metadata": "x" * 2001}).code == 100
    assert control(twin, action="pass", control_pass={"target_role": "escalation"}).json == {"success": True}
    assert twin.routing.owner(amina) == "escalation"
    assert control(twin, action="release").code == 2494191
    twin.routing.role = "escalation"
    assert control(twin, action="take").status == 200
    assert twin.routing.owner(amina) is None
    assert control(twin, action="release").status == 200
