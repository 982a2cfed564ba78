"""Does each change of a lead reach the CRMs, once, and is it told where it does not?"""

from collections.abc import Callable
from datetime import timedelta

from bot import Bot
from fakes.crm import CrmReceiver
from fakes.hubspot import TOKEN, HubSpot
from fakes.web import Answer
from services.crm_tools import PHONE, SECRET, deliver, lead, reasons, talk, waiting
from services.meta_json import post, said
from services.service_tools import age, heard, web_of, words_to
from services.staff.staff_tools import joined
from web.api.api_tools import ask

from metatwin import Twin
from relaystack.models import CarrierState, OutboxItem
from relaystack.services.carriers import kinds
from relaystack.services.monitoring import start_notes

Make = Callable[..., Bot]


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


def test_what_staff_plan_with_a_lead_is_told_with_names_and_days(with_webhook: Bot, receiver: CrmReceiver) -> None:
    lead(with_webhook)
    planned = {"owner_id": joined(with_webhook, "Maya", "consultant").id, "due_on": "2031-12-01"}
    ask(with_webhook, "PATCH", "/api/leads/1", json=planned)
    ask(with_webhook, "PATCH", "/api/leads/1", 422, json={"owner_id": 99})
    deliver(with_webhook)
    told = receiver.bodies[-1]["data"]
    assert told["change"]["told"] == {"owner": "Maya", "due_on": "2031-12-01"}
    assert (told["lead"]["owner"], told["lead"]["due_on"], told["lead"]["next_action"]) == ("Maya", "2031-12-01", "")


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


def test_a_wrong_token_stops_hubspot_only_and_resume_lets_it_go_on(
    make_bot: Make, hubspot: HubSpot, receiver: CrmReceiver, twin: Twin
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
        assert any(
            "hubspot: sending is stopped" in note
            for note in start_notes.notes(connection, bot.parts.conversation_settings.can)
        )
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
    make_bot: Make, hubspot: HubSpot, receiver: CrmReceiver
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
    make_bot: Make, with_hubspot: Bot, hubspot: HubSpot
) -> None:
    talk(with_hubspot, "hi", "2", "250k")
    age(with_hubspot, timedelta(minutes=1), OutboxItem.created_at)
    without = make_bot()
    without.deliver()  # a worker without the token
    assert "hubspot: 1 changes of leads wait and nothing delivers them: HUBSPOT_TOKEN" in reasons(without)
    with without.parts.database.transaction() as connection:
        notes = start_notes.notes(connection, without.parts.conversation_settings.can)
    assert "1 changes of leads wait until HUBSPOT_TOKEN is set" in notes
    with_hubspot.deliver()
    assert "hubspot" not in reasons(with_hubspot)
    assert len(hubspot.contacts) == 1


def test_a_crm_that_has_been_away_for_hours_is_told(with_webhook: Bot, receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(500)]
    talk(with_webhook, "hi", "2", "250k")
    with_webhook.deliver(minute=True)
    assert "crm_webhook" not in reasons(with_webhook)
    age(with_webhook, timedelta(hours=3), OutboxItem.created_at)
    assert "crm_webhook: the oldest change of a lead waits for 3 h" in reasons(with_webhook)


def test_which_crms_are_used_is_what_the_settings_say() -> None:
    assert kinds.told_of_leads({"mail", "hubspot"}) == ["hubspot"]
    assert kinds.told_of_leads(set()) == []
