"""Do CRMs hear what becomes of the appointments of a lead, and of nobody else's?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import Bot
from fakes.crm import CrmReceiver
from fakes.hubspot import TOKEN, HubSpot
from services.booking_tools import consultant, contact, tomorrow
from services.crm_tools import SECRET, deliver
from services.payment_tools import hear, hold, paid_bot, payment
from services.test_booking_chat import choices, say, tap, times

from relaystack.models import BookingState
from relaystack.services.inbox.authors import Operator
from relaystack.services.inbox.booking_desk import BookingDesk
from stripetwin import StripeTwin


def desk(bot: Bot) -> BookingDesk:
    """Changes that nobody is told of."""
    return BookingDesk(bot.parts.database, bot.parts.conversation_settings, Operator(), tell=False)


def told(bot: Bot, receiver: CrmReceiver) -> list[dict[str, Any]]:
    """What has come of appointments."""
    bot.rows("DELETE FROM outbox WHERE carrier <> 'crm_webhook'")
    deliver(bot)
    changes = (body["data"]["change"]["told"] for body in receiver.bodies)
    return [change for change in changes if "appointment" in change]


def test_booked_moved_and_cancelled_in_the_chat_are_told_after_the_lead(
    with_webhook: Bot, receiver: CrmReceiver
) -> None:
    consultant(with_webhook)
    say(with_webhook, "hi", "5")
    tap(with_webhook, times(with_webhook)[0])
    tap(with_webhook, choices(with_webhook)["Change the time"])
    tap(with_webhook, times(with_webhook)[0])
    tap(with_webhook, choices(with_webhook)["Call it off"])
    tap(with_webhook, choices(with_webhook)["Yes, call it off"])
    changes = told(with_webhook, receiver)
    assert [change["appointment"] for change in changes] == ["booked", "moved", "cancelled"]
    assert receiver.bodies[0]["type"] == "lead.created"
    assert (changes[0]["consultant"], changes[0]["minutes"]) == ("Lea", 30)
    assert datetime.fromisoformat(changes[0]["begins_at"]) < datetime.fromisoformat(changes[1]["begins_at"])
    assert receiver.bodies[-1]["data"]["lead"]["interest"] == "Book Consultation"


def test_what_staff_make_of_it_reaches_hubspot_as_a_note_and_of_no_lead_nothing(
    make_bot: Callable[..., Bot], hubspot: HubSpot
) -> None:
    bot = make_bot(hubspot_token=TOKEN, hubspot_api_url=hubspot.url)
    member = consultant(bot).id
    stranger = contact(bot)
    assert desk(bot).make(stranger, member, tomorrow(9))
    assert not bot.rows("SELECT 1 FROM outbox WHERE carrier = 'hubspot'")
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    [row] = bot.rows("SELECT id FROM bookings WHERE contact_id <> :who", who=stranger)
    assert desk(bot).move(row["id"], member, tomorrow(15))
    bot.rows("UPDATE bookings SET begins_at = :past", past=datetime.now(UTC) - timedelta(hours=1))
    assert desk(bot).end(row["id"], BookingState.NO_SHOW)
    bot.rows("DELETE FROM outbox WHERE carrier <> 'hubspot'")
    deliver(bot)
    notes = [note["properties"]["hs_note_body"] for note in hubspot.notes.values()]
    for what in ("booked", "moved", "no-show"):
        assert sum(f"appointment: {what}<" in one for one in notes) == 1
    assert all("consultant: Lea" in one for one in notes if "appointment:" in one)


def test_money_is_told_when_it_came_and_when_it_went_back(
    make_bot: Callable[..., Bot], stripe: StripeTwin, receiver: CrmReceiver
) -> None:
    bot = paid_bot(lambda **more: make_bot(crm_webhook_url=receiver.url, crm_webhook_secret=SECRET, **more), stripe)
    session = hold(bot, stripe)
    assert "appointment" not in str(receiver.bodies)  # it is no appointment before it is paid
    hear(bot, stripe, stripe.pays(session))
    assert desk(bot).refund(payment(bot)["booking_id"], "a mistake")
    bot.deliver(minute=True)
    hear(bot, stripe, stripe.tells("charge.refunded", session.charge))
    changes = told(bot, receiver)
    assert [change["appointment"] for change in changes] == ["paid", "booked", "refunded"]
    assert (changes[0]["amount"], changes[2]["amount"]) == ("AED 350.00", "AED 350.00")
