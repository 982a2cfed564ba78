"""What tests of the CRMs share: a person who becomes a lead, and delivery that is patient."""

from datetime import timedelta

from bot import Bot
from services.meta_json import post, said
from services.service_tools import age

from relaystack.models import CarrierState, OutboxItem

PHONE = "15550180001"
SECRET = "a-secret-of-the-webhook"


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
