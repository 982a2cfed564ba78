"""Does somebody set on a page what they hear of?"""

from unittest.mock import ANY

import pytest
from bot import Bot
from web.api.api_tools import sign_of
from web.console.colleagues import FIELD, FORM, Colleague
from werkzeug.test import TestResponse

PAGE = "/console/settings/notifications"
ALL = {"help": "all", "alarm": "all", "lead": "none", "digest": "none"}


def send(one: Colleague, page: str = "", **fields: str) -> TestResponse:
    """Send the form, as it is now or was."""
    form = next(form for form in FORM.findall(page or one.client.get(PAGE).text) if f'action="{PAGE}"' in form)
    return one.client.post(PAGE, data={**{name: value for name, value, _ in FIELD.findall(form)}, **ALL, **fields})


def hears(bot: Bot, name: str) -> object:
    """What is kept of it."""
    return bot.parts.database and bot.one("SELECT hears FROM staff_members WHERE name = :name", name=name)["hears"]


def test_it_is_kept_shown_and_in_the_audit(bot: Bot, maya: Colleague) -> None:
    assert send(maya, quiet_from="22:00", quiet_until="07:00").status_code == 303
    page = maya.client.get(PAGE).text
    assert 'name="quiet_until" aria-label="until" value="07:00"' in page
    assert '<option value="all" selected>of everybody</option>' in page
    entry = bot.one("SELECT action, changes FROM audit WHERE action = 'member.notifications'")
    assert entry == {"action": "member.notifications", "changes": ANY}


@pytest.mark.parametrize("odd", [
    {"quiet_from": "22:00"}, {"quiet_from": "25:00", "quiet_until": "07:00"}, {"help": "sometimes"}, {"due": "all"},
])  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(bot: Bot, maya: Colleague, odd: dict[str, str]) -> None:
    before = hears(bot, "Maya")
    assert send(maya, **odd).status_code == 422
    assert hears(bot, "Maya") == before


def test_two_browsers_do_not_overwrite_each_other(maya: Colleague) -> None:
    page = maya.client.get(PAGE).text
    assert send(maya, page=page).status_code == 303
    assert send(maya, page=page, lead="all").status_code == 409


def test_each_sets_their_own(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    before = hears(bot, "Omar")
    assert send(maya).status_code == 303
    assert hears(bot, "Omar") == before


def test_who_reads_no_conversations_hears_of_none(bot: Bot, people: dict[str, int]) -> None:
    mark = Colleague(bot, "Mark", "marketing")
    assert mark.client.get(PAGE).status_code == 403
    sign = sign_of(mark.client.get("/console/settings/me"))
    assert mark.client.post(PAGE, data={"csrf_token": sign, **ALL}).status_code == 403
