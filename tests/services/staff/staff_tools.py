"""What tests of the staff share: people who were invited and have come."""

from bot import Bot

from relaystack.services.staff import team, welcome
from relaystack.services.staff.members import Member
from relaystack.services.staff.team import Actor
from relaystack.services.storage.one_time import Purpose

PASSWORD = "violet-Tractor-71-marmalade"
OWNER, MANAGER = Actor("Olga", over_owners=True), Actor("Max", over_owners=False)


def address_of(name: str) -> str:
    """Where they get their letters."""
    return f"{name.lower()}@example.com"


def invited(bot: Bot, name: str, role: str) -> str:
    """Somebody who has not come yet: the secret of their link."""
    return team.invite(bot.parts.database, team.OPERATOR, address_of(name), name, role)[1]


def joined(bot: Bot, name: str, role: str) -> Member:
    """Somebody who was invited and has come."""
    return welcome.use(bot.parts.database, Purpose.WELCOME, invited(bot, name, role), PASSWORD, "Nexora")
