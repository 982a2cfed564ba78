"""Who comes to the console in these tests: colleagues at the inbox, and people who have written."""

import pytest
from bot import Bot
from services.staff.staff_tools import joined
from web.api.api_tools import furnished
from web.console.colleagues import Colleague
from web.console.visitors import Visitor


@pytest.fixture
def people(bot: Bot) -> dict[str, int]:
    """Two people who have written; Ada is the first."""
    return furnished(bot)


@pytest.fixture
def maya(bot: Bot, people: dict[str, int]) -> Colleague:
    """A consultant."""
    return Colleague(bot, "Maya")


@pytest.fixture
def omar(bot: Bot, people: dict[str, int]) -> Colleague:
    """Another one."""
    return Colleague(bot, "Omar")


@pytest.fixture
def mona(bot: Bot) -> Colleague:
    """A manager."""
    return Colleague(bot, "Mona", "manager")


@pytest.fixture
def otto(bot: Bot) -> Colleague:
    """An owner."""
    return Colleague(bot, "Otto", "owner")


@pytest.fixture
def ada(bot: Bot) -> Visitor:
    """A consultant at a browser, who is in."""
    joined(bot, "Ada", "consultant")
    visitor = Visitor(bot, "Ada")
    visitor.sign_in()
    return visitor
