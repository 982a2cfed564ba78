"""Does each change of a lead reach the CRMs, once, whatever happens on the way?"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from bot import Bot
from fakes.crm import CrmReceiver
from fakes.hubspot import TOKEN
from fakes.hubspot import HubSpot as FakeHubSpot
from fakes.web import Answer
from meta_json import post, said
from service_tools import age, heard, web_of, words_to

from metatwin import Twin
from relaystack.models import CarrierState, OutboxItem
from relaystack.services import crm, start_notes

PHONE = "15550180001"
SECRET = "a-secret-of-the-webhook"
Make = Callable[..., Bot]


@pytest.fixture
def hubspot() -> Iterator[FakeHubSpot]:
    """An empty HubSpot."""
    fake = FakeHubSpot()
    yield fake
    fake.close()


@pytest.fixture
def receiver() -> Iterator[CrmReceiver]:
    """A system that takes webhooks."""
    fake = CrmReceiver()
    yield fake
    fake.close()


@pytest.fixture
def with_hubspot(make_bot: Make, hubspot: FakeHubSpot) -> Bot:
    """A bot that tells HubSpot."""
    return make_bot(hubspot_token=TOKEN, hubspot_api_url=hubspot.url)


@pytest.fixture
def with_webhook(make_bot: Make, receiver: CrmReceiver) -> Bot:
    """A bot that tells the company's own system."""
    return make_bot(crm_webhook_url=receiver.url, crm_webhook_secret=SECRET)


def talk(bot: Bot, *words: str, phone: str = PHONE) -> None:
    """The person writes these; what the bot would answer is left aside."""
    for one in words:
        assert post(bot, [said(one, phone)]) == 200
    bot.rows("DELETE FROM outbox WHERE carrier NOT IN ('hubspot', 'crm_webhook')")


def lead(bot: Bot, name: str = "Ann Example", email: str = "ann@example.com") -> None:
    talk(bot, "hi", "3", name, email)


def deliver(bot: Bot, by: timedelta = timedelta(minutes=12)) -> None:
    """Deliver until all has been tried, at most a dozen times; between two tries some time passes."""
    for _ in range(12):
        bot.deliver()
        if not waiting(bot):
            return
        age(bot, by, *(OutboxItem.due_at, CarrierState.refilled_at, CarrierState.held_until, CarrierState.probe_at))


def waiting(bot: Bot) -> int:
    return len(bot.rows("SELECT 1 FROM outbox"))


def reasons(bot: Bot) -> str:
    return str(bot.client.get("/webhook/health").get_json()["reasons"])


# --- what is posted -------------------------------------------------------------------------------------------


def test_without_a_crm_nothing_waits_for_one(bot: Bot) -> None:
    lead(bot)
    assert waiting(bot) == 0


def test_every_change_is_posted_once_and_what_is_no_change_is_not(with_webhook: Bot, receiver: CrmReceiver) -> None:
    talk(with_webhook, "hi", "2", "250k")
    talk(with_webhook, "menu", "2", "250k")  # the same again
    talk(with_webhook, "menu", "2", "300k")
    lead(with_webhook)
    deliver(with_webhook)
    assert [(b["type"], b["data"]["change"]["told"].get("budget")) for b in receiver.bodies] == [
        ("lead.created", 250_000), ("lead.changed", 300_000), ("lead.changed", None),
    ]  # fmt: skip
    last = receiver.bodies[-1]["data"]
    assert last["change"]["wants_consultant"] is True
    assert last["change"]["told"]["name"] == "Ann Example"
    assert (last["lead"]["budget"], last["lead"]["email"]) == (300_000, "ann@example.com")
    assert last["lead"]["phone"] == PHONE
    assert "ann@example.com" in [one["words"] for one in last["conversation"] if one["from"] == "customer"]


def test_a_webhook_of_meta_that_comes_again_makes_no_second_item(with_webhook: Bot, receiver: CrmReceiver) -> None:
    messages = [said(words, PHONE) for words in ("hi", "3", "Ann Example", "ann@example.com")]
    for message in messages:
        assert post(with_webhook, [message]) == 200
    with_webhook.rows("DELETE FROM outbox WHERE carrier <> 'crm_webhook'")
    count = waiting(with_webhook)
    deliver(with_webhook)
    for message in messages:  # also after what it made is settled
        assert post(with_webhook, [message]) == 200
    with_webhook.rows("DELETE FROM outbox WHERE carrier <> 'crm_webhook'")
    deliver(with_webhook)
    assert len(receiver.asked) == count > 0
    assert len({body["id"] for body in receiver.bodies}) == count


def test_many_messages_in_one_body_make_an_item_for_each_change(with_webhook: Bot, receiver: CrmReceiver) -> None:
    people = ["15550180011", "15550180012", "15550180013"]
    for words in ("hi", "2", "250k"):
        assert post(with_webhook, [said(words, phone) for phone in people]) == 200
    with_webhook.rows("DELETE FROM outbox WHERE carrier <> 'crm_webhook'")
    deliver(with_webhook)
    assert sorted(body["data"]["lead"]["phone"] for body in receiver.bodies) == people


def test_the_change_and_its_item_are_written_together_or_not_at_all(with_webhook: Bot, loud: None) -> None:
    """The database refuses the item: then the lead is not changed either, and the update is set aside whole."""
    talk(with_webhook, "hi", "2")
    is_sqlite = with_webhook.settings.database_url.startswith("sqlite")
    if is_sqlite:
        with_webhook.rows(
            "CREATE TRIGGER no_crm BEFORE INSERT ON outbox WHEN NEW.carrier = 'crm_webhook' "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    else:
        with_webhook.rows("ALTER TABLE outbox ADD CONSTRAINT no_crm CHECK (carrier <> 'crm_webhook')")
    talk(with_webhook, "250k")
    assert with_webhook.rows("SELECT 1 FROM whatsapp_leads") == []
    with_webhook.rows("DROP TRIGGER no_crm" if is_sqlite else "ALTER TABLE outbox DROP CONSTRAINT no_crm")
    said = with_webhook.app.test_cli_runner().invoke(args=["failed", "retry", "--all"])
    assert said.exit_code == 0, said.output
    assert with_webhook.one("SELECT budget FROM whatsapp_leads") == {"budget": 250_000}
    assert len(with_webhook.rows("SELECT 1 FROM outbox WHERE carrier = 'crm_webhook'")) == 1


def test_leads_from_before_the_crm_can_be_told_and_no_one_twice(make_bot: Make, receiver: CrmReceiver) -> None:
    lead(make_bot())
    bot = make_bot(crm_webhook_url=receiver.url, crm_webhook_secret=SECRET)
    runner = bot.app.test_cli_runner()
    assert runner.invoke(args=["crm", "push"]).output == "1 leads wait for crm_webhook.\n"
    runner.invoke(args=["crm", "push"])
    deliver(bot)
    [body] = receiver.bodies
    assert body["data"]["lead"]["name"] == "Ann Example"


def test_a_push_without_any_crm_says_what_is_missing(bot: Bot) -> None:
    said = bot.app.test_cli_runner().invoke(args=["crm", "push"])
    assert said.exit_code == 1
    assert "HUBSPOT_TOKEN or CRM_WEBHOOK_URL" in said.output


# --- the webhook ----------------------------------------------------------------------------------------------


def test_the_body_is_signed_and_its_id_stays_the_same_when_it_is_repeated(
    with_webhook: Bot, receiver: CrmReceiver
) -> None:
    receiver.answers = [Answer(500), Answer(hangs_up=True), Answer(503)]
    talk(with_webhook, "hi", "2", "250k")
    deliver(with_webhook)
    assert len(receiver.asked) == 4
    assert len({asked.headers["X-Relaystack-Id"] for asked in receiver.asked}) == 1
    for asked in receiver.asked:
        expected = "sha256=" + hmac.new(SECRET.encode(), asked.body, hashlib.sha256).hexdigest()
        assert asked.headers["X-Relaystack-Signature"] == expected
        body = json.loads(asked.body)
        assert body["id"] == asked.headers["X-Relaystack-Id"]
        assert str(body["timestamp"]) == asked.headers["X-Relaystack-Timestamp"]
        assert asked.headers["Content-Type"] == "application/json"


def test_a_conflict_says_that_the_receiver_has_it(with_webhook: Bot, receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(hangs_up=True), Answer(409)]
    talk(with_webhook, "hi", "2", "250k")
    deliver(with_webhook)
    assert len(receiver.asked) == 2
    assert with_webhook.rows("SELECT 1 FROM given_up") == []


def test_a_webhook_that_is_down_is_tried_for_a_day_and_then_given_up_with_the_reason(
    with_webhook: Bot, receiver: CrmReceiver
) -> None:
    receiver.answers = [Answer(502)] * 400
    talk(with_webhook, "hi", "2", "250k")
    with_webhook.deliver()
    waited = timedelta()
    for _ in range(400):
        rows = with_webhook.rows("SELECT attempts FROM outbox")
        if not rows:
            break
        with with_webhook.parts.database.transaction() as connection:
            now = with_webhook.parts.database.now(connection)
            due = connection.execute(OutboxItem.__table__.select()).one().due_at  # type: ignore[attr-defined]
        waited += due - now
        age(with_webhook, due - now + timedelta(seconds=1), OutboxItem.due_at)
        age(with_webhook, timedelta(seconds=5), CarrierState.refilled_at)
        with_webhook.deliver()
    assert timedelta(hours=24) <= waited <= timedelta(hours=32)
    given_up = with_webhook.one("SELECT carrier, code, reason FROM given_up")
    assert (given_up["carrier"], given_up["code"]) == ("crm_webhook", 502)
    assert "crm_webhook: 1 given up within a day" in reasons(with_webhook)
    receiver.answers = []
    with_webhook.app.test_cli_runner().invoke(args=["failed", "retry", "--all", "--carrier", "crm_webhook"])
    with_webhook.deliver()
    assert receiver.asked[-1].headers["X-Relaystack-Id"] == receiver.asked[0].headers["X-Relaystack-Id"]
    assert waiting(with_webhook) == 0


def test_changes_of_one_person_arrive_in_order_also_when_the_first_must_be_repeated(
    with_webhook: Bot, receiver: CrmReceiver
) -> None:
    receiver.answers = [Answer(500)]
    talk(with_webhook, "hi", "2", "250k", "menu", "2", "300k")
    deliver(with_webhook)
    assert [b["data"]["change"]["told"]["budget"] for b in receiver.bodies] == [250_000, 250_000, 300_000]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_in_production_the_webhook_may_not_lead_into_our_own_network(
    make_bot: Make, receiver: CrmReceiver, host: str
) -> None:
    url = receiver.url.replace("127.0.0.1", host)
    bot = make_bot(flask_env="production", crm_webhook_url=url, crm_webhook_secret=SECRET, upload_documents=False)
    talk(bot, "hi", "2", "250k")
    bot.deliver()
    assert receiver.asked == []
    assert "CRM_WEBHOOK_URL leads to an address that is not on the internet" in reasons(bot)
    assert waiting(bot) == 1


def test_a_redirect_is_not_followed(with_webhook: Bot, receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(302, headers=(("Location", receiver.url + "/elsewhere"),))]
    talk(with_webhook, "hi", "2", "250k")
    with_webhook.deliver()
    assert len(receiver.asked) == 1
    assert "crm_webhook: sending is stopped" in reasons(with_webhook)


# --- stopped, unserved ----------------------------------------------------------------------------------------


def test_a_wrong_token_stops_hubspot_only_and_resume_lets_it_go_on(
    make_bot: Make, hubspot: FakeHubSpot, receiver: CrmReceiver, twin: Twin
) -> None:
    both = {"crm_webhook_url": receiver.url, "crm_webhook_secret": SECRET, "hubspot_api_url": hubspot.url}
    bot = make_bot(hubspot_token="pat-wrong", **both)
    ann = twin.customer("Ann", phone=PHONE)
    with web_of(bot, twin):
        heard(twin, (ann, "hi"), (ann, "2"), (ann, "250k"))
        bot.deliver()
    assert len(receiver.asked) == 1
    assert len(words_to(twin, ann)) == 3  # the answers reach the customer
    assert "hubspot: sending is stopped" in reasons(bot)
    assert "HubSpot does not accept HUBSPOT_TOKEN" in reasons(bot)
    assert "pat-wrong" not in reasons(bot)
    with bot.parts.database.transaction() as connection:
        assert any("hubspot: sending is stopped" in note for note in start_notes.notes(connection, bot.parts.desk.can))
    age(bot, timedelta(seconds=5), CarrierState.refilled_at)
    bot.deliver()
    assert len(hubspot.asked) == 1  # nothing is tried meanwhile
    mended = make_bot(hubspot_token=TOKEN, **both)
    said_by = mended.app.test_cli_runner().invoke(args=["resume", "hubspot"])
    assert said_by.output == "hubspot: sending goes on.\n"
    mended.deliver()
    assert len(hubspot.contacts) == 1
    assert reasons(mended) == "[]"
    assert len(receiver.asked) == 1


def test_a_secret_that_the_receiver_refuses_stops_the_webhook_alone(
    make_bot: Make, hubspot: FakeHubSpot, receiver: CrmReceiver
) -> None:
    receiver.answers = [Answer(401)]
    bot = make_bot(hubspot_token=TOKEN, hubspot_api_url=hubspot.url, crm_webhook_url=receiver.url,
                   crm_webhook_secret=SECRET)  # fmt: skip
    talk(bot, "hi", "2", "250k")
    bot.deliver()
    assert len(hubspot.contacts) == 1
    assert "crm_webhook: sending is stopped" in reasons(bot)
    bot.app.test_cli_runner().invoke(args=["resume", "crm_webhook"])
    bot.deliver()
    assert (len(receiver.asked), waiting(bot)) == (2, 0)


def test_changes_that_nothing_delivers_are_told_by_the_health_page_and_at_the_start(
    make_bot: Make, with_hubspot: Bot, hubspot: FakeHubSpot
) -> None:
    talk(with_hubspot, "hi", "2", "250k")
    age(with_hubspot, timedelta(minutes=1), OutboxItem.created_at)
    without = make_bot()
    without.deliver()  # a worker without the token
    assert "hubspot: 1 changes of leads wait and nothing delivers them: HUBSPOT_TOKEN" in reasons(without)
    with without.parts.database.transaction() as connection:
        notes = start_notes.notes(connection, without.parts.desk.can)
    assert "1 changes of leads wait until HUBSPOT_TOKEN is set" in notes
    with_hubspot.deliver()
    assert "hubspot" not in reasons(with_hubspot)
    assert len(hubspot.contacts) == 1


def test_a_crm_that_has_been_away_for_hours_is_told(with_webhook: Bot, receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(500)]
    talk(with_webhook, "hi", "2", "250k")
    with_webhook.deliver()
    assert "crm_webhook" not in reasons(with_webhook)
    age(with_webhook, timedelta(hours=3), OutboxItem.created_at)
    assert "crm_webhook: the oldest change of a lead waits for 3 h" in reasons(with_webhook)


# --- HubSpot --------------------------------------------------------------------------------------------------


def test_a_lead_becomes_one_contact_and_each_change_a_note(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    talk(with_hubspot, "hi", "2", "250k")
    lead(with_hubspot)
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    properties = contact["properties"]
    assert {name: properties[name] for name in ("email", "phone", "firstname", "lastname", "relaystack_budget")} == {
        "email": "ann@example.com", "phone": f"+{PHONE}", "firstname": "Ann", "lastname": "Example",
        "relaystack_budget": "250000",
    }  # fmt: skip
    notes = hubspot.notes_of(contact["id"])
    assert len(notes) == 2
    assert "New lead from WhatsApp" in notes[0]
    assert "budget: 250000" in notes[0]
    assert "Asked for a consultant." in notes[1]
    assert "customer: ann@example.com" in notes[1]


REQUESTS = [
    "GET /crm/v3/properties", "POST /crm/v3/properties", "GET /crm/v3/objects/contacts/",
    "POST /crm/v3/objects/contacts/search", "POST /crm/v3/objects/contacts$", "POST /crm/v3/objects/notes$",
]  # fmt: skip


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("request_", REQUESTS)
def test_wherever_the_connection_breaks_there_is_one_contact_and_one_note(
    with_hubspot: Bot, hubspot: FakeHubSpot, request_: str, is_done: bool
) -> None:
    hubspot.faults = [(request_, Answer(hangs_up=True), is_done)]
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert hubspot.faults == []
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 1
    assert waiting(with_hubspot) == 0


@pytest.mark.parametrize(
    "request_",
    [
        "PATCH /crm/v3/objects/contacts",
        "GET /crm/v4",
        "POST /crm/v3/objects/notes/batch",
        "POST /crm/v3/objects/notes$",
    ],
)
def test_nor_does_a_later_change_leave_more(with_hubspot: Bot, hubspot: FakeHubSpot, request_: str) -> None:
    for budget in ("100k", "200k", "250k"):
        talk(with_hubspot, "hi", "2", budget)
    deliver(with_hubspot)
    hubspot.faults = [(request_, Answer(500), True)]
    talk(with_hubspot, "menu", "2", "300k")
    deliver(with_hubspot)
    assert hubspot.faults == []
    [contact] = hubspot.contacts
    assert len(hubspot.notes_of(contact)) == 4
    assert hubspot.contacts[contact]["properties"]["relaystack_budget"] == "300000"


def test_missing_properties_are_made_once(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    talk(with_hubspot, "hi", "2", "250k", "menu", "2", "300k")
    deliver(with_hubspot)
    assert hubspot.properties["relaystack_lead"]["hasUniqueValue"] is True
    made = hubspot.requests("POST /crm/v3/properties")
    assert made == 9
    talk(with_hubspot, "menu", "2", "400k")
    deliver(with_hubspot)
    assert hubspot.requests("POST /crm/v3/properties") == made


def test_a_property_that_another_worker_makes_meanwhile_is_as_good(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    hubspot.faults = [("POST /crm/v3/properties", Answer(409), True)]
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 1


@pytest.mark.parametrize("known", [{"email": "Ann@Example.com"}, {"phone": f"+{PHONE}"}, {"mobilephone": PHONE}])
def test_a_contact_that_hubspot_knows_is_found_and_what_staff_wrote_stays(
    with_hubspot: Bot, hubspot: FakeHubSpot, known: dict[str, str]
) -> None:
    id = hubspot.add(firstname="Dr. Ann", lastname="Example-Smith", **known)
    lead(with_hubspot)
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    properties = contact["properties"]
    assert (properties["firstname"], properties["lastname"]) == ("Dr. Ann", "Example-Smith")
    assert properties["relaystack_name"] == "Ann Example"
    assert properties["email"].lower() == "ann@example.com"  # empty before, or the same
    assert len(hubspot.notes_of(id)) >= 1


def test_a_number_that_is_another_leads_in_hubspot_makes_a_contact_of_its_own(
    with_hubspot: Bot, hubspot: FakeHubSpot
) -> None:
    hubspot.add(phone=f"+{PHONE}", relaystack_lead="7-20200101T000000000000", firstname="Before")
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 2


def test_a_conflict_with_a_contact_that_hubspot_names_updates_that_one(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    """Their second address: reading by e-mail does not find it, making a contact does."""
    id = hubspot.add(email="other@example.com")
    hubspot.contacts[id]["more_emails"] = ["ann@example.com"]
    lead(with_hubspot)
    deliver(with_hubspot)
    assert list(hubspot.contacts) == [id]
    assert hubspot.contacts[id]["properties"]["email"] == "other@example.com"
    assert hubspot.contacts[id]["properties"]["relaystack_email"] == "ann@example.com"


def test_an_address_that_is_another_contacts_is_kept_beside(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    hubspot.add(email="ann@example.com")
    lead(with_hubspot)
    deliver(with_hubspot)
    mine, other = hubspot.contacts.values()
    assert "email" not in mine["properties"]
    assert mine["properties"]["relaystack_email"] == "ann@example.com"
    assert "relaystack_lead" not in other["properties"]


def test_an_address_that_hubspot_does_not_take_costs_no_lead(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    lead(with_hubspot, email="ann@refused.example")
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    assert contact["properties"]["relaystack_email"] == "ann@refused.example"


def test_a_correction_reaches_hubspots_own_fields(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    lead(with_hubspot)
    lead(with_hubspot, "Anna Sample", "anna@example.com")
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    assert contact["properties"]["firstname"] == "Anna"
    assert contact["properties"]["lastname"] == "Sample"
    assert contact["properties"]["email"] == "anna@example.com"


def test_an_older_change_that_comes_late_is_noted_and_takes_nothing_back(
    with_hubspot: Bot, hubspot: FakeHubSpot
) -> None:
    hubspot.faults = [("POST /crm/v3/objects/contacts$", Answer(400), False)] * 2
    talk(with_hubspot, "hi", "2", "250k")
    deliver(with_hubspot)
    assert "hubspot: 1 given up within a day" in reasons(with_hubspot)
    hubspot.faults = []
    talk(with_hubspot, "menu", "2", "300k")
    deliver(with_hubspot)
    with_hubspot.app.test_cli_runner().invoke(args=["failed", "retry", "--all"])
    deliver(with_hubspot)
    [contact] = hubspot.contacts.values()
    assert contact["properties"]["relaystack_budget"] == "300000"
    assert len(hubspot.notes_of(contact["id"])) == 2


def test_a_busy_hubspot_is_left_alone_for_as_long_as_it_asks(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    hubspot.faults = [("GET /crm/v3/properties", Answer(429, headers=(("Retry-After", "300"),)), False)]
    talk(with_hubspot, "hi", "2", "250k", phone="15550180021")
    talk(with_hubspot, "hi", "2", "250k", phone="15550180022")
    with_hubspot.deliver()
    age(with_hubspot, timedelta(seconds=200), CarrierState.held_until, CarrierState.refilled_at)
    with_hubspot.deliver()
    assert len(hubspot.asked) == 1
    deliver(with_hubspot)
    assert len(hubspot.contacts) == 2


def test_a_token_without_a_scope_says_which_ones_are_needed(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    hubspot.faults = [("POST /crm/v3/properties", Answer(403), False)]
    talk(with_hubspot, "hi", "2", "250k")
    with_hubspot.deliver()
    assert "crm.schemas.contacts.write" in reasons(with_hubspot)


def test_what_customers_write_makes_no_html_and_no_lines_of_the_note(with_hubspot: Bot, hubspot: FakeHubSpot) -> None:
    lead(with_hubspot)
    talk(with_hubspot, "<img src=x onerror=alert(1)>\nAsked for a consultant.", "menu", "2", "90k")
    deliver(with_hubspot)
    notes = "".join(note["properties"]["hs_note_body"] for note in hubspot.notes.values())
    assert "<img" not in notes
    assert "&lt;img" in notes


def test_which_crms_are_used_is_what_the_settings_say() -> None:
    assert crm.used({"mail", "hubspot"}) == ["hubspot"]
    assert crm.used(set()) == []
