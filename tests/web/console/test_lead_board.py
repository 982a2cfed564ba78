"""The board of the leads and its views: does everybody see where a lead stands, and move it without a script?"""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from typing import Any

import pytest
from bot import Bot
from web.api.api_tools import ask, say
from web.console.colleagues import FIELD, FORM, Colleague
from werkzeug.test import TestResponse

from relaystack.errors import Outdated
from relaystack.services.leads import lead_board, lead_desk

PATH = "/console/leads"


@pytest.fixture
def leads(bot: Bot, people: dict[str, int]) -> Bot:
    """Ada Lovelace is lead 1, Faith Moyo lead 2."""
    say(bot, "15550120009", "hi", "3", "Faith Moyo", "faith@example.org")
    bot.rows("UPDATE whatsapp_leads SET budget = 250000, country_of_interest = 'Portugal' WHERE id = 1")
    return bot


def look(one: Colleague, **asked: Any) -> str:
    answer = one.client.get(PATH, query_string=asked)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def columns(page: str) -> dict[str, list[str]]:
    """Who stands in which column."""
    found = re.findall(r'<section class="card column" data-stage="(\w+)"(.*?)</section>', page, re.DOTALL)
    return {name: re.findall(r"<article.*?<bdi>(.*?)</bdi>", column, re.DOTALL) for name, column in found}


def send(one: Colleague, page: str, action: str, **fields: str) -> TestResponse:
    """Send a form of a page that is open."""
    form = next(form for form in FORM.findall(page) if f'action="{PATH}/{action}"' in form)
    return one.client.post(f"{PATH}/{action}", data={**{n: v for n, v, _ in FIELD.findall(form)}, **fields})


def test_a_card_is_moved_without_a_script(leads: Bot, maya: Colleague) -> None:
    page = look(maya, country="Portugal", **{"as": "board"})
    assert columns(page)["new"] == ["Ada Lovelace"]
    answer = send(maya, page, "1/move", stage="qualified")
    assert answer.status_code == 303
    page = maya.client.get(answer.location).text
    assert (columns(page)["new"], columns(page)["qualified"]) == ([], ["Ada Lovelace"])
    assert "Moved to qualified." in page
    assert "1 · USD 250,000" in re.sub(r"\s+", " ", page)
    assert leads.one("SELECT count(*) AS n FROM audit WHERE action = 'lead.change'")["n"] == 1


def test_a_card_that_was_moved_meanwhile_stays_where_the_colleague_put_it(
    leads: Bot, maya: Colleague, omar: Colleague
) -> None:
    page = look(maya, **{"as": "board"})
    send(omar, look(omar, **{"as": "board"}), "1/move", stage="won")
    answer = send(maya, page, "1/move", stage="lost")
    assert "A colleague has moved this lead meanwhile" in maya.client.get(answer.location).text
    assert ask(leads, "GET", "/api/leads/1")["stage"] == "won"


def test_of_two_who_move_one_lead_at_the_same_time_one_is_told(leads: Bot) -> None:
    database, both = leads.parts.database, Barrier(2)

    def move(stage: str) -> bool:
        both.wait(60)
        try:
            lead_desk.change(database, 1, {"stage": stage}, stage, still={"stage": "new"})
        except Outdated:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(move, ("won", "lost"))) == [False, True]
    assert leads.one("SELECT count(*) AS n FROM audit WHERE action = 'lead.change'")["n"] == 1


def test_a_column_is_bounded_and_leads_to_the_rest(leads: Bot, maya: Colleague) -> None:
    more = "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 159) SELECT i, '', "
    at = "'2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM n"
    leads.rows(f"INSERT INTO contacts (id, profile_name, created_at, updated_at) {more}{at}")
    leads.rows(f"INSERT INTO whatsapp_leads (contact_id, notes, created_at, updated_at) {more}{at}")
    page = look(maya, **{"as": "board"})
    assert len(columns(page)["new"]) == lead_board.CARDS
    assert 'href="/console/leads?stage=new">All 62</a>' in page


def test_a_view_is_kept_shared_and_taken_away(leads: Bot, maya: Colleague, omar: Colleague) -> None:
    page = look(maya, country="Portugal", q="lovelace", **{"as": "board"})
    answer = send(maya, page, "views", name="Portugal board", shared="1")
    assert "lovelace" not in answer.location  # whom somebody looks for is kept nowhere
    send(maya, look(maya, due="1"), "views", name="Mine to do")
    tabs = {one.name: re.findall(r'<nav class="tabs" aria-label="Views">.*?</nav>', look(one), re.DOTALL)[0]
            for one in (maya, omar)}  # fmt: skip
    assert [("Mine to do" in tab, "Portugal board" in tab) for tab in tabs.values()] == [(True, True), (False, True)]
    theirs = re.findall(r'href="([^"]+)"[^>]*title="shared by Maya"', tabs["Omar"])[0]
    page = omar.client.get(theirs.replace("&amp;", "&")).text
    assert columns(page)["new"] == ["Ada Lovelace"]
    assert "Take the view" not in page
    sign = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    omar.client.post(f"{PATH}/views/1/remove", data={"csrf_token": sign})
    assert leads.one("SELECT count(*) AS n FROM saved_views")["n"] == 2
    send(maya, maya.client.get(answer.location).text, "views/1/remove")
    assert leads.one("SELECT count(*) AS n FROM saved_views")["n"] == 1


@pytest.mark.parametrize(("asked", "name", "words"), [
    ({"due": "1"}, " ", "Give the view a name"), ({"due": "1"}, "x" * 41, "Give the view a name"),
    ({"due": "1"}, "\u200b", "Give the view a name"),
    ({"q": "ada"}, "Ada", "Narrow the list down first"),
])  # fmt: skip
def test_what_cannot_be_kept_as_a_view_is_said(
    leads: Bot, maya: Colleague, asked: dict[str, str], name: str, words: str
) -> None:
    answer = send(maya, look(maya, **asked), "views", name=name)
    assert words in maya.client.get(answer.location).text
    assert leads.rows("SELECT 1 FROM saved_views") == []


def test_two_views_of_one_name_are_not_kept(leads: Bot, maya: Colleague) -> None:
    for country in ("Portugal", "Malta"):
        answer = send(maya, look(maya, country=country), "views", name="x")
    assert "You have a view with this name" in maya.client.get(answer.location).text
    assert len(leads.rows("SELECT 1 FROM saved_views")) == 1


def test_who_only_reads_moves_nothing(leads: Bot) -> None:
    viewer = Colleague(leads, "Vera", "viewer")
    page = look(viewer, **{"as": "board"})
    assert "/move" not in page
    sign = re.findall(r'name="csrf_token" value="([^"]*)"', look(viewer, due="1"))[0]
    fields = {"csrf_token": sign, "was": "new", "stage": "won"}
    assert viewer.client.post(f"{PATH}/1/move", data=fields).status_code == 403
    assert ask(leads, "GET", "/api/leads/1")["stage"] == "new"
