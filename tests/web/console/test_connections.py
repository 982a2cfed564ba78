"""Connections: does the owner connect a CRM without a server, and is what they type kept secret?"""

import hmac
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from bot import Bot
from fakes.crm import CrmReceiver
from fakes.hubspot import TOKEN, HubSpot
from fakes.web import Answer
from services.crm_tools import deliver
from services.meta_json import post, said
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from metatwin import Twin

PATH, KEY = "/console/settings/connections", "a-key-of-the-office-that-nobody-guesses"


@pytest.fixture
def hubspot() -> Iterator[HubSpot]:
    hubspot = HubSpot()
    yield hubspot
    hubspot.close()


@pytest.fixture
def receiver() -> Iterator[CrmReceiver]:
    receiver = CrmReceiver()
    yield receiver
    receiver.close()


@pytest.fixture
def bot(make_bot: Callable[..., Bot], hubspot: HubSpot) -> Bot:
    """A bot that is connected to nothing yet."""
    return make_bot(secret_key=KEY, hubspot_api_url=hubspot.url)


@pytest.fixture
def olga(bot: Bot) -> Colleague:
    """The owner."""
    return Colleague(bot, "Olga", "owner")


def look(one: Colleague, status: int = 200) -> str:
    answer = one.client.get(PATH)
    assert answer.status_code == status
    return unescape(answer.text)


def connect(one: Colleague, name: str, given: str, page: str = "") -> TestResponse:
    fields = one.form(page or look(one), f"connections/{name}")
    return one.client.post(f"{PATH}/{name}", data={**fields, "given": given})


def a_lead(bot: Bot) -> None:
    for words in ("hi", "2", "250k"):
        assert post(bot, [said(words, "15550180001")]) == 200


def stopped(bot: Bot) -> list[str]:
    return [row["name"] for row in bot.rows("SELECT name FROM carriers WHERE stopped_at IS NOT NULL")]


def test_hubspot_hears_of_leads_once_the_owner_has_connected_it(bot: Bot, olga: Colleague, hubspot: HubSpot) -> None:
    assert "Not connected." in look(olga)
    answer = connect(olga, "hubspot", f" Bearer {TOKEN}\n")
    assert answer.status_code == 303, answer.text
    page = look(olga)
    assert "HubSpot is connected." in page
    assert "Connected by <bdi>Olga" in page
    a_lead(bot)
    bot.deliver()
    assert len(hubspot.contacts) == 1
    kept = str(bot.rows("SELECT * FROM office_settings")) + str(bot.rows("SELECT * FROM audit"))
    assert (TOKEN in kept, TOKEN in page) == (False, False)
    assert "connected a system, or let it go" in unescape(olga.client.get("/console/settings/audit").text)


def test_the_leads_from_before_are_sent_by_a_button_and_are_there_once(
    bot: Bot, olga: Colleague, hubspot: HubSpot
) -> None:
    a_lead(bot)
    bot.deliver()
    page = look(olga)
    assert "Send all leads" not in page
    refused = olga.client.post(f"{PATH}/hubspot/leads", data=olga.form(page, "connections/hubspot"))
    assert (refused.status_code, "is not connected" in refused.text) == (409, True)
    connect(olga, "hubspot", TOKEN)
    for _ in range(2):
        sent = olga.client.post(f"{PATH}/hubspot/leads", data=olga.form(look(olga), "leads"))
        assert sent.status_code == 303
        bot.deliver()
    assert "1 leads wait for HubSpot." in look(olga)
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 1


def test_it_is_let_go_again(bot: Bot, olga: Colleague, hubspot: HubSpot) -> None:
    connect(olga, "hubspot", TOKEN)
    gone = olga.client.post(f"{PATH}/hubspot/let-go", data=olga.form(look(olga), "let-go"))
    assert gone.status_code == 303
    assert "HubSpot hears of nothing more." in look(olga)
    a_lead(bot)
    bot.deliver()
    assert hubspot.contacts == {}
    assert bot.rows("SELECT 1 FROM outbox WHERE carrier = 'hubspot'") == []


@pytest.mark.parametrize(
    ("given", "fault", "words"),
    [
        ("pat-eu1-wrong", None, "HubSpot does not take this token."),
        (TOKEN, Answer(403, b"{}"), "it may not read and write contacts"),
        ("two words", None, "must be the token alone"),
        (" ", None, "write it into the field, whole"),
        ("x" * 2001, None, "write it into the field, whole"),
    ],
)
def test_what_hubspot_does_not_take_is_not_kept(
    bot: Bot, olga: Colleague, hubspot: HubSpot, given: str, fault: Answer | None, words: str
) -> None:
    hubspot.faults = [("GET /crm/v3/properties", fault, False)] if fault else []
    answer = connect(olga, "hubspot", given)
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert given.strip() not in answer.text or not given.strip()
    assert "Not connected." in look(olga)


def test_where_hubspot_is_away_it_is_kept_and_said(bot: Bot, olga: Colleague, hubspot: HubSpot) -> None:
    hubspot.faults = [("GET /crm/v3/properties", Answer(503), False)]
    assert connect(olga, "hubspot", TOKEN).status_code == 303
    page = look(olga)
    assert "it could not be tried" in page
    assert "Connected by <bdi>Olga" in page


def test_your_own_system_gets_a_secret_that_is_shown_once(bot: Bot, olga: Colleague, receiver: CrmReceiver) -> None:
    answer = connect(olga, "crm_webhook", receiver.url)
    assert answer.status_code == 200
    secret = unescape(answer.text).split("<code")[1].split(">")[1].split("<")[0]
    assert secret not in look(olga)
    a_lead(bot)
    bot.deliver()
    [asked] = receiver.asked
    sign = hmac.new(secret.encode(), asked.body, "sha256").hexdigest()
    assert asked.headers["X-Relaystack-Signature"] == f"sha256={sign}"
    assert "Address: it must be" in unescape(connect(olga, "crm_webhook", "ftp://x").text)


def test_a_token_that_is_mended_lets_what_stood_still_go_on(bot: Bot, olga: Colleague, hubspot: HubSpot) -> None:
    connect(olga, "hubspot", TOKEN)
    hubspot.token = "pat-eu1-newer"
    a_lead(bot)
    bot.deliver()
    assert hubspot.contacts == {}
    assert stopped(bot) == ["hubspot"]
    assert connect(olga, "hubspot", hubspot.token).status_code == 303
    assert stopped(bot) == []
    deliver(bot)
    assert len(hubspot.contacts) == 1


def test_delivery_that_runs_goes_by_what_is_connected_meanwhile(
    bot: Bot, twin: Twin, olga: Colleague, hubspot: HubSpot
) -> None:
    with bot.served() as address:
        twin.webhook_url = f"{address}/webhook"
        amina = twin.customer("Amina")
        twin.says(amina, "hi")
        twin.wait_for(lambda: twin.sent)
        connect(olga, "hubspot", TOKEN)
        for words in ("2", "250k"):
            twin.says(amina, words)
        twin.wait_for(lambda: hubspot.contacts)
        olga.client.post(f"{PATH}/hubspot/let-go", data=olga.form(look(olga), "let-go"))
        sent = len(twin.sent)
        twin.says(amina, "menu")
        twin.wait_for(lambda: len(twin.sent) > sent)


def test_another_process_goes_by_it_within_seconds(
    make_bot: Callable[..., Bot], bot: Bot, olga: Colleague, hubspot: HubSpot
) -> None:
    other = make_bot(secret_key=KEY, hubspot_api_url=hubspot.url)
    assert "hubspot" not in other.parts.conversation_settings.can
    connect(olga, "hubspot", TOKEN)
    other.parts.connected.look()
    assert "hubspot" in other.parts.conversation_settings.can
    assert other.parts.connected.current().hubspot_token == TOKEN


def test_with_another_key_it_is_asked_for_again_and_the_bot_goes_on(
    make_bot: Callable[..., Bot], bot: Bot, olga: Colleague, hubspot: HubSpot
) -> None:
    connect(olga, "hubspot", TOKEN)
    other = make_bot(secret_key="another-key-of-the-office-not-guessed", hubspot_api_url=hubspot.url)
    ida = Colleague(other, "Ida", "owner")
    assert "cannot be read any more" in look(ida)
    a_lead(other)
    assert connect(ida, "hubspot", TOKEN).status_code == 303
    assert "Connected by <bdi>Ida" in look(ida)


def test_what_the_server_sets_comes_first(make_bot: Callable[..., Bot], bot: Bot, olga: Colleague) -> None:
    connect(olga, "hubspot", TOKEN)
    other = make_bot(secret_key=KEY, hubspot_token="pat-of-the-server")
    assert other.parts.connected.current().hubspot_token == "pat-of-the-server"
    assert "Connected on the server." in look(Colleague(other, "Ida", "owner"))


def test_without_a_key_nothing_is_kept(make_bot: Callable[..., Bot]) -> None:
    olga = Colleague(make_bot(), "Olga", "owner")
    page = look(olga)
    assert "SECRET_KEY" in page
    assert "connections/hubspot" not in page
    sign = olga.form(unescape(olga.client.get("/console/settings/team").text), "team/invite")
    assert olga.client.post(f"{PATH}/hubspot", data={**sign, "given": TOKEN}).status_code == 409


@pytest.mark.parametrize("role", ["manager", "consultant", "marketing", "viewer"])
def test_nobody_but_the_owner_sees_it(bot: Bot, role: str) -> None:
    one = Colleague(bot, role.capitalize(), role)
    look(one, 403)
    me = unescape(one.client.get("/console/settings/me").text)
    sign = {"csrf_token": me.split('name="csrf_token" value="')[1].split('"')[0]}
    assert one.client.post(f"{PATH}/hubspot", data={**sign, "given": TOKEN}).status_code == 403
    assert bot.rows("SELECT 1 FROM office_settings WHERE name = 'connections'") == []


def test_a_form_of_before_a_colleagues_change_is_refused(bot: Bot, olga: Colleague) -> None:
    before = look(olga)
    connect(olga, "hubspot", TOKEN)
    assert connect(olga, "hubspot", TOKEN, page=before).status_code == 409
