"""Who has a conversation, is it closed or put off, and do two people never change that unseen by each other?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.staff.staff_tools import OWNER
from web.api.api_tools import ADA, ask, say
from web.console.colleagues import Colleague

from relaystack.services.staff import team

pytestmark = pytest.mark.usefixtures("people")


def listed(one: Colleague, view: str) -> set[int]:
    """Whose conversations stand in a view."""
    page = one.look(f"?view={view}")
    return {id for id in (1, 2) if f'class="conv" href="/console/inbox/{id}?' in page}


def held(bot: Bot) -> bool:
    """Whether consultants have Ada's conversation."""
    return ask(bot, "GET", "/api/conversations/1")["with_consultants_until"] is not None


def test_who_takes_it_has_it_and_the_bot_is_silent(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    assert listed(maya, "unassigned") == set()
    assert maya.do("take").status_code == 303
    assert (held(bot), listed(maya, "mine"), listed(omar, "mine")) == (True, {1}, set())
    assert "Maya took this over" in omar.look()
    [entry] = [one for one in ask(bot, "GET", "/api/audit?subject=contact:1")["items"] if "take" in one["action"]]
    assert (entry["by"], entry["changes"]["assignee_id"]) == ("Maya", [None, maya.id])


@pytest.mark.parametrize("role", ["marketing", "viewer"])
def test_nobody_has_it_who_may_not_answer(bot: Bot, maya: Colleague, omar: Colleague, role: str) -> None:
    vera = Colleague(bot, "Vera", role)
    assert "Vera" not in maya.look()
    assert maya.do("assign", member=vera.id).status_code == 409
    maya.do("assign", member=omar.id)
    team.give_role(bot.parts.database, OWNER, omar.id, role)
    assert bot.one("SELECT assignee_id FROM contacts WHERE id = 1") == {"assignee_id": None}


def test_what_somebody_had_who_is_removed_is_nobodys(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    omar.do("take")
    omar.leave()
    assert listed(maya, "unassigned") == {1}


def test_the_bot_gets_it_back_with_words_or_without(bot: Bot, maya: Colleague) -> None:
    for fields, more in (({"silently": "1"}, 0), ({}, 1)):
        maya.do("take")
        before = bot.one("SELECT count(*) AS n FROM whatsapp_messages")["n"]
        hidden = {name: value for name, value in maya.form(maya.look(), "hand-back").items() if name != "silently"}
        maya.client.post("/console/inbox/1/hand-back", data={**hidden, **fields})
        assert bot.one("SELECT count(*) AS n FROM whatsapp_messages")["n"] == before + more
        assert (held(bot), listed(maya, "mine")) == (False, set())
    assert "Maya gave this back to the bot" in maya.look()


def test_it_is_given_to_a_colleague_and_to_nobody(maya: Colleague, omar: Colleague) -> None:
    maya.do("assign", member=omar.id)
    assert (listed(maya, "mine"), listed(omar, "mine")) == (set(), {1})
    assert "Maya gave this to Omar" in maya.look()
    omar.do("assign", member="")
    assert listed(omar, "mine") == set()


@pytest.mark.parametrize("member", ["99", "9" * 18])
def test_it_is_given_to_nobody_who_is_not_there(bot: Bot, maya: Colleague, member: str) -> None:
    assert maya.do("assign", member=member).status_code == 409
    assert bot.one("SELECT assignee_id FROM contacts WHERE id = 1") == {"assignee_id": None}


def test_it_is_not_given_to_who_was_removed(maya: Colleague, omar: Colleague) -> None:
    page = maya.look()
    omar.leave()
    assert "not in the team any more" in maya.do("assign", page, member=omar.id).text
    assert "Omar" not in maya.look()


def test_what_another_changed_meanwhile_is_not_overwritten(maya: Colleague, omar: Colleague) -> None:
    page = omar.look()
    maya.do("take")
    refused = omar.do("assign", page, member=omar.id)
    assert (refused.status_code, "changed since you read it" in refused.text) == (409, True)
    assert listed(maya, "mine") == {1}


def test_closed_it_is_out_of_sight_until_the_customer_writes(bot: Bot, maya: Colleague) -> None:
    maya.do("take")
    assert listed(maya, "waiting") == {1}
    maya.do("close")
    assert [listed(maya, view) for view in ("waiting", "mine", "closed")] == [set(), set(), {1}]
    assert "Maya closed this" in maya.look()
    say(bot, ADA, "One more thing")
    assert [listed(maya, view) for view in ("waiting", "mine", "closed")] == [{1}, {1}, set()]


def test_closed_it_is_opened_again_by_hand(maya: Colleague) -> None:
    maya.do("close")
    assert maya.do("reopen").status_code == 303
    assert listed(maya, "closed") == set()


def test_put_off_it_comes_back_by_its_day_or_by_a_word(bot: Bot, maya: Colleague) -> None:
    maya.do("take")
    maya.do("snooze", day="7")
    assert (listed(maya, "mine"), listed(maya, "waiting"), listed(maya, "all")) == (set(), set(), {1, 2})
    past = (datetime.now(UTC) - timedelta(minutes=1)).replace(tzinfo=None)
    bot.rows("UPDATE contacts SET snoozed_until = :past", past=past)
    assert listed(maya, "mine") == {1}
    maya.do("snooze", day="1")
    say(bot, ADA, "Are you there?")
    assert listed(maya, "mine") == {1}


@pytest.mark.parametrize("day", ["", "0" * 3, "99", "2020-01-01", "x", "-1"])
def test_an_odd_day_puts_nothing_off(bot: Bot, maya: Colleague, day: str) -> None:
    assert maya.do("snooze", day=day).status_code == 422
    assert bot.one("SELECT snoozed_until FROM contacts WHERE id = 1") == {"snoozed_until": None}


def test_who_waits_longest_stands_first_and_the_badge_counts_them(bot: Bot, maya: Colleague) -> None:
    for id in (2, 1):
        maya.do("take", path=f"/{id}")
    page = maya.look("?view=waiting")
    assert 'title="need somebody">2<' in page
    assert page.index("/console/inbox/1?view=waiting") < page.index("/console/inbox/2?view=waiting")


def test_a_filter_narrows_the_list(bot: Bot, maya: Colleague) -> None:
    bot.rows("UPDATE contacts SET language = 'es' WHERE id = 2")
    say(bot, ADA, "menu", "stop")
    assert listed(maya, "all&language=es") == {2}
    assert listed(maya, "all&stopped=1") == {1}
    assert listed(maya, "all&language=fr") == set()


def test_further_ones_are_a_page_away(bot: Bot, maya: Colleague) -> None:
    for number in range(55):
        say(bot, f"1555013{number:04}", "hi")
    page = maya.look("?view=all")
    further = page.split("Further ones")[0].rpartition('href="/console/inbox')[2].split('"')[0]
    assert page.count('class="conv"') == 50
    assert maya.look(further).count('class="conv"') == 7
