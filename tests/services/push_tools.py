"""What tests of notifications share."""

from bot import Bot
from fakes.push import PushBrowser

from relaystack.gateways.push_keys import PushKeys
from relaystack.services.staff import browsers
from relaystack.services.staff.browsers import Subscription
from relaystack.services.staff.members import Member

KEY = "a long random text"


def switched_on(bot: Bot, browser: PushBrowser, member: Member) -> None:
    """Somebody is told in this browser."""
    subscription = Subscription(**browser.told)
    subscription.check(secure=False)
    browsers.switch_on(bot.parts.database, member, subscription, PushKeys(KEY).public, "Firefox")
