"""A carrier is one row: does all that tells carriers apart follow from it, also for one that is new?"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from services.handover_tools import mail_settings
from services.meta_json import post, said
from services.service_tools import age

from relaystack import create_app
from relaystack.carriers import allowed, make_carriers
from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.models import CarrierState
from relaystack.services.carriers import kinds
from relaystack.services.carriers.kind import Audience, CarrierKind, Priority
from relaystack.services.delivery import claims, failed
from relaystack.services.delivery.delivery import Delivery
from relaystack.services.outbox import carrier_states, outbox
from relaystack.services.outbox.outbox import Item
from relaystack.services.outbox.retry import GiveUp
from relaystack.settings import Settings

ANN, BEN = "15550190001", "15550190002"
WHATSAPP = kinds.KINDS["whatsapp"]
LETTERS = CarrierKind("letters", Audience.PERSON, "letters", refusal=WHATSAPP.refusal)
BROADCASTS = replace(WHATSAPP, name="broadcasts", priority=Priority.BULK, account="whatsapp")
EVERYTHING = {
    **mail_settings(25), "confirm_by_email": True, "upload_documents": True, "careerjet_api_key": "key",
    "careerjet_user_ip": "192.0.2.1", "hubspot_token": "token", "crm_webhook_url": "https://crm.example.com/x",
    "alarm_webhook_url": "https://alarms.example.com/x",
    "secret_key": "a long random text", "stripe_secret_key": "sk", "stripe_webhook_secret": "whsec",
}  # fmt: skip


class Letterbox:
    """The other side of a carrier that is new."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        self.taken.append(outgoing.key)
        return Delivered()

    async def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def letterbox(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    """The bot has a new carrier to persons: its row and what makes it, and nothing else."""
    monkeypatch.setitem(kinds.KINDS, LETTERS.name, LETTERS)
    box = Letterbox()
    bot.parts.carriers = {**make_carriers(bot.settings, bot.parts.book), LETTERS.name: box}
    return box


def _planted(bot: Bot, carrier: str, *keys: str, contact: int = 1) -> None:
    """Items of a carrier that are due."""
    now = datetime.now(UTC)
    row = {"carrier": carrier, "contact_id": contact, "payload": {"text": "Good day"}, "due_at": now}
    with bot.parts.database.transaction() as connection:
        outbox.post(connection, [{**row, "key": key} for key in keys], now)


def _keys(bot: Bot) -> list[Any]:
    return [row["key"] for row in bot.rows("SELECT key FROM outbox ORDER BY id")]


def _claimed(bot: Bot, *carriers: str, rate: int = 80) -> list[str]:
    pace, room = claims.Pace(rate, 60), dict.fromkeys(carriers, 250)
    return [item.carrier for item in claims.claim(bot.parts.database, "w", pace, room)]


def _of_somebody_who_said_stop(carrier: str) -> Item:
    now = datetime.now(UTC)
    return Item(
        id=1, worker="w", claimed_at=now, key="k", carrier=carrier, contact_id=1, payload={"text": "x"}, attempts=1,
        orphaned=False, phone=ANN, bsuid=None, opted_out_at=now, last_inbound_at=now, created_at=now,
    )  # fmt: skip


def test_what_reaches_people_says_when_it_may_not_or_is_no_carrier() -> None:
    with pytest.raises(TypeError, match="letters reaches people"):
        CarrierKind("letters", Audience.PERSON, "letters")
    with pytest.raises(TypeError, match="letters reaches people"):
        replace(LETTERS, refusal=None)
    assert CarrierKind("letters", Audience.STAFF, "letters").refusal is None


@pytest.mark.parametrize("name", kinds.to_people())
def test_nothing_leaves_to_who_has_said_stop(name: str) -> None:
    refused = claims.refusal(_of_somebody_who_said_stop(name), datetime.now(UTC))
    assert refused is not None
    assert refused.by_us


def test_what_waits_is_taken_back_at_a_stop_whatever_would_carry_it(bot: Bot, letterbox: Letterbox) -> None:
    post(bot, [said("hi", ANN)])
    bot.deliver()
    for name in ("whatsapp", "customer_mail", LETTERS.name):
        _planted(bot, name, f"{name}/to-a-person")
    _planted(bot, "mail", "mail/to-staff")
    post(bot, [said("stop", ANN)])
    assert [key for key in _keys(bot) if "/to-" in str(key)] == ["mail/to-staff"]
    _planted(bot, LETTERS.name, "late")
    bot.deliver()
    assert letterbox.taken == []
    assert "asked for no more" in bot.one("SELECT reason FROM given_up WHERE key = 'late'")["reason"]


def test_what_may_not_leave_is_not_put_back_by_hand_either(bot: Bot, letterbox: Letterbox) -> None:
    post(bot, [said("hi", ANN), said("stop", ANN)])
    _planted(bot, LETTERS.name, "late")
    bot.deliver()
    number = bot.one("SELECT id FROM given_up WHERE key = 'late'")["id"]
    settings = bot.parts.conversation_settings
    [(_, why, is_good)] = failed.retry(bot.parts.database, settings, [failed.FailedId("item", number)], "Layla")
    assert (is_good, letterbox.taken) == (False, [])
    assert "asked for no more" in why


def test_a_new_carrier_delivers_by_its_row_alone(bot: Bot, letterbox: Letterbox) -> None:
    post(bot, [said("hi", ANN)])
    _planted(bot, LETTERS.name, "one", "two")
    assert "letters" in str(bot.client.get("/webhook/health").get_json()["waiting"])
    bot.deliver()
    assert (letterbox.taken, _keys(bot)) == (["one", "two"], [])


@pytest.mark.usefixtures("loud")
def test_a_fault_before_the_carrier_is_even_asked_strands_nobody(
    bot: Bot, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person's items were claimed again each minute, never sent, never listed."""

    def broken(item: Item, now: datetime, metas_now: datetime | None) -> GiveUp | None:
        if item.key == "first":
            raise ZeroDivisionError
        return None

    monkeypatch.setitem(kinds.KINDS, LETTERS.name, replace(LETTERS, refusal=broken))
    post(bot, [said("hi", ANN)])
    _planted(bot, LETTERS.name, "first", "second")
    bot.deliver()
    bot.deliver()
    assert (letterbox.taken, _keys(bot)) == (["second"], [])
    assert "ZeroDivisionError" in bot.one("SELECT reason FROM given_up WHERE key = 'first'")["reason"]


def test_a_bulk_send_never_stands_before_a_reply(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both go by one number: what it may send goes to the replies first, however long the others have waited."""
    monkeypatch.setitem(kinds.KINDS, BROADCASTS.name, BROADCASTS)
    post(bot, [said("hi", ANN), said("hi", BEN)])
    bot.rows("DELETE FROM outbox")
    for contact in (1, 2):
        _planted(bot, BROADCASTS.name, *(f"{contact}/{number}" for number in range(9)), contact=contact)
    post(bot, [said("5", ANN), said("5", BEN)])
    a_half_second = 5
    assert _claimed(bot, "broadcasts", "whatsapp", rate=10) == ["whatsapp"] * 2 + ["broadcasts"] * (a_half_second - 2)


def test_what_goes_by_one_number_stops_with_it(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, BROADCASTS.name, BROADCASTS)
    post(bot, [said("hi", ANN)])
    _planted(bot, BROADCASTS.name, "a", "b")
    with bot.parts.database.transaction() as connection:
        kinds.stop(connection, BROADCASTS.name, 190, "a dead token", bot.parts.database.now(connection))
    assert _claimed(bot, "broadcasts", "whatsapp") == []
    assert bot.one("SELECT count(*) AS n FROM outbox WHERE key LIKE 'stopped/whatsapp/%'") == {"n": 1}
    with bot.parts.database.transaction() as connection:
        assert carrier_states.resume(connection, "whatsapp", bot.parts.database.now(connection))
    age(bot, timedelta(seconds=1), CarrierState.refilled_at)  # so that the rate has room for all three
    assert _claimed(bot, "broadcasts", "whatsapp") == ["whatsapp", "broadcasts", "broadcasts"]


def test_a_carrier_without_a_row_delivers_nothing(bot: Bot) -> None:
    carriers = {"pigeons": Letterbox()}
    with pytest.raises(TypeError, match="pigeons"):
        Delivery(bot.parts.database, carriers, lambda: bot.parts.conversation_settings, claims.Pace(80, 60))


def test_each_carrier_can_be_made_and_has_its_row(settings: Settings) -> None:
    assert sorted(allowed(replace(settings, **EVERYTHING))) == sorted(kinds.KINDS)  # type: ignore[arg-type]


@pytest.mark.parametrize("names", [(), tuple(mail_settings(25)), ("hubspot_token",), tuple(EVERYTHING)])
def test_what_can_be_done_is_what_carriers_were_made_for(make_bot: Callable[..., Bot], names: tuple[str, ...]) -> None:
    bot = make_bot(**{name: EVERYTHING[name] for name in names})
    made = make_carriers(bot.settings, bot.parts.book)
    assert bot.parts.conversation_settings.can == kinds.can(made)
    assert ("search_jobs" in bot.parts.conversation_settings.can) == ("jobs" in made)
    for carrier in made.values():
        asyncio.run(carrier.close())


def test_carriers_that_are_handed_in_say_what_can_be_done(settings: Settings) -> None:
    app = create_app(replace(settings, **EVERYTHING), {"whatsapp": Letterbox()})  # type: ignore[arg-type]
    can = app.extensions["relaystack"].conversation_settings.can
    assert can.isdisjoint({"mail", "search_jobs", "hubspot"})


def test_no_two_carriers_share_an_account_that_is_none() -> None:
    assert {kind.shares for kind in kinds.KINDS.values()} <= kinds.KINDS.keys()
