"""The first page of a day: does it show who waits, what came in and what is due, to those who may see it?"""

from datetime import timedelta

import pytest
from bot import Bot
from web.api.api_tools import ADA, BEARER, furnished, sign_in

from relaystack.services.staff import tokens

LATER = timedelta(minutes=31)


@pytest.fixture
def office(bot: Bot) -> Bot:
    """A bot that knows two people; for one of them the conversation was taken, so she waits."""
    people = furnished(bot)
    assert bot.client.post(f"/api/conversations/{people[ADA]}/handover", headers=BEARER).status_code == 200
    return bot


def visit(bot: Bot, *scopes: str) -> str:
    """The page as somebody with these scopes sees it."""
    _, secret = tokens.create(bot.parts.database, "Layla", list(scopes))
    sign_in(bot, secret)
    return bot.client.get("/console", follow_redirects=True).text


def test_who_waits_stands_there_with_minutes_and_a_link(office: Bot) -> None:
    page = visit(office, "conversations:read")
    assert "One person waits" in page
    assert 'id="waits-1" href="/console/inbox/1"' in page
    assert ("Ada Lovelace" in page, "qwxz vvbn" in page, "0 min" in page) == (True, True, True)
    assert 'class="pill since num wait"' in page
    office.let_time_pass(LATER)
    later = office.client.get("/console/today").text
    assert ("31 min" in later, 'class="pill since num late"' in later) == (True, True)


def test_who_waits_longest_stands_first(office: Bot) -> None:
    office.let_time_pass(LATER)
    office.client.post("/api/conversations/2/handover", headers=BEARER)
    page = visit(office, "conversations:read")
    assert "2 people wait" in page
    assert page.index('id="waits-1"') < page.index('id="waits-2"')
    assert '<span class="cnt" title="need somebody">2</span>' in page  # in the navigation


def test_what_came_in_and_what_is_open(office: Bot) -> None:
    page = visit(office, "leads:read", "unanswered:read")
    assert "1 since yesterday" in page
    assert ("Ada Lovelace" in page, "no budget said" in page) == (True, True)
    office.rows("UPDATE whatsapp_leads SET created_at = '2026-01-05 10:00:00'")
    assert "None since yesterday" in office.client.get("/console/today").text


def test_programmes_past_their_day_are_flagged(office: Bot) -> None:
    office.rows("UPDATE investment_programs SET review_by = '2031-01-01', expires_on = NULL")
    office.rows("UPDATE investment_programs SET review_by = '2024-02-29' WHERE code = 'gr-golden-visa'")
    page = visit(office, "programs:read")
    assert page.count("overdue since") == 1
    assert "overdue since 01 Mar 2024" in page


def test_each_block_is_for_its_scope_alone(office: Bot) -> None:
    titles = {
        "conversations:read": "Who waits for a person", "leads:read": "New leads", "unanswered:read": "Open questions",
        "programs:read": "Programmes due", "stats:read": "All is well",
    }  # fmt: skip
    for scope, title in titles.items():
        page = visit(office, scope)
        assert [shown for shown in titles.values() if shown in page] == [title]
    assert "Ada" not in page


def test_nothing_new_costs_no_words(office: Bot) -> None:
    visit(office, "conversations:read")
    part = office.client.get("/console/today/waiting", headers={"HX-Request": "true"})
    again = {"HX-Request": "true", "If-None-Match": part.headers["ETag"]}
    assert part.headers["ETag"].strip('"') in part.text  # the part itself asks with it
    same = office.client.get("/console/today/waiting", headers=again)
    assert (same.status_code, same.data) == (304, b"")
    office.client.post("/api/conversations/2/handover", headers=BEARER)
    changed = office.client.get("/console/today/waiting", headers=again)
    assert (changed.status_code, 'id="waits-2"' in changed.text) == (200, True)


def test_a_part_of_who_is_signed_out_leads_the_whole_page_to_the_sign_in(office: Bot) -> None:
    answer = office.client.get("/console/today/waiting", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"], answer.text) == (401, "true", "")


def test_who_reads_no_conversation_gets_no_part_of_them(office: Bot) -> None:
    visit(office, "leads:read")
    assert office.client.get("/console/today/waiting").status_code == 403
