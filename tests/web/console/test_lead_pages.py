"""Leads in the console: are they found, worked on by two people at once, and is it known who did what?"""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from bot import Bot
from web.api.api_tools import ADA, ask, say
from web.console.colleagues import FIELD, Colleague
from werkzeug.test import TestResponse

FAITH = "15550120009"
PATH = "/console/leads"


@pytest.fixture
def leads(bot: Bot, people: dict[str, int]) -> Bot:
    """Ada Lovelace is lead 1, Faith Moyo lead 2."""
    say(bot, FAITH, "hi", "3", "Faith Moyo", "faith@example.org")
    bot.rows("UPDATE whatsapp_leads SET budget = 250000, country_of_interest = 'Portugal' WHERE id = 1")
    return bot


def look(one: Colleague, path: str = "", status: int = 200, **asked: Any) -> str:
    """A page of the leads, as it is read."""
    answer = one.client.get(PATH + path, query_string=asked)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def names(one: Colleague, **asked: Any) -> list[str]:
    """Whom the table lists."""
    return re.findall(r'<td><a href="/console/leads/\d+"><bdi>(.*?)</bdi>', look(one, **asked))


def keep(one: Colleague, page: str = "", path: str = "/1", **fields: str) -> TestResponse:
    """Send the form of a lead: as the page that is open has it, or as it is now."""
    hidden = {name: value for name, value, _ in FIELD.findall(page or look(one, path))}
    return one.client.post(PATH + path, data={**hidden, **fields})


def test_the_table_is_narrowed_down(leads: Bot, maya: Colleague) -> None:
    assert names(maya) == ["Faith Moyo", "Ada Lovelace"]
    assert keep(maya, stage="qualified", owner_id=str(maya.id), due_on="2020-01-31").status_code == 303
    for asked in (
        {"stage": "qualified"}, {"owner": maya.id}, {"country": "Portugal"}, {"budget": "200,000"}, {"due": "1"},
        {"q": "lovelace"}, {"q": ADA},
    ):  # fmt: skip
        assert names(maya, **asked) == ["Ada Lovelace"], asked
    assert names(maya, owner="none") == names(maya, stage="new") == ["Faith Moyo"]
    assert names(maya, source="advert") == names(maya, budget="250001") == names(maya, q="%") == []
    assert names(maya, source="direct", stage="qualified") == ["Ada Lovelace"]
    keep(maya, stage="won")
    assert names(maya, due="1") == []  # nothing is left to do


def test_stages_are_counted_and_summed(leads: Bot, maya: Colleague) -> None:
    keep(maya, stage="qualified")
    stages = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in
              re.findall(r'<a class="card stage".*?</a>', look(maya, country="Portugal"), re.DOTALL)]  # fmt: skip
    assert stages[:4] == ["All 1 USD 250,000", "New 0 USD 0", "Contacted 0 USD 0", "Qualified 1 USD 250,000"]


def test_the_name_that_whatsapp_tells_finds_too(leads: Bot, maya: Colleague) -> None:
    leads.rows("UPDATE contacts SET profile_name = 'Łucja' WHERE phone = '15550120009'")
    leads.rows("UPDATE whatsapp_leads SET name = NULL WHERE id = 2")
    assert names(maya, q="ucja") == ["Łucja"]


@pytest.mark.parametrize("asked", [{"stage": "x"}, {"owner": "-1"}, {"budget": "x"}, {"source": "x"}, {"cursor": "x"}])
def test_what_nobody_offers_is_not_there(leads: Bot, maya: Colleague, asked: dict[str, str]) -> None:
    look(maya, status=404, **asked)


def test_long_lists_come_in_pages(leads: Bot, maya: Colleague) -> None:
    more = "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 159) SELECT i, '', "
    at = "'2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM n"
    leads.rows(f"INSERT INTO contacts (id, profile_name, created_at, updated_at) {more}{at}")
    leads.rows(f"INSERT INTO whatsapp_leads (contact_id, notes, created_at, updated_at) {more}{at}")
    first = look(maya, stage="new")
    older = re.search(r'<p class="more"><a href="/console/leads\?([^"]+)"', first)
    assert older
    second = maya.client.get(f"{PATH}?{older[1]}").text
    assert [page.count('<td><a href="/console/leads/') for page in (first, second)] == [50, 12]


def test_what_is_next_is_kept_told_and_audited(leads: Bot, maya: Colleague) -> None:
    fields = {"stage": "contacted", "owner_id": str(maya.id), "next_action": "Call about Portugal", "notes": "a\r\nb"}
    assert keep(maya, due_on="2031-12-01", **fields).status_code == 303
    lead = ask(leads, "GET", "/api/leads/1")
    assert (lead["stage"], lead["owner"], lead["owner_id"]) == ("contacted", "Maya", maya.id)
    assert (lead["next_action"], lead["due_on"], lead["notes"]) == ("Call about Portugal", "2031-12-01", "a\nb")
    page = look(maya, "/1")
    assert "Kept." in page
    history = page.split('id="history"')[1]
    assert "Maya changed a lead" in re.sub("<[^>]+>", "", history)
    assert "owner: <bdi>nothing</bdi>" in history
    keep(maya, owner_id="", due_on="", next_action="")
    lead = ask(leads, "GET", "/api/leads/1")
    assert (lead["owner_id"], lead["due_on"], lead["next_action"], lead["stage"]) == (None, None, "", "contacted")


def test_two_people_never_overwrite_each_other_unseen(leads: Bot, maya: Colleague, omar: Colleague) -> None:
    seen = look(omar, "/1")
    keep(maya, stage="qualified", notes="Wants a villa")
    answer = keep(omar, seen, stage="contacted", notes="Called, no answer", owner_id="", next_action="", due_on="")
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "Maya has changed this since you read it" in re.sub(r" \(member \d+\)", "", page)
    assert "Called, no answer</textarea>" in page
    assert "Now: <bdi>Wants a villa</bdi>" in page
    assert "Now: <bdi>Qualified</bdi>" in page
    assert ask(leads, "GET", "/api/leads/1")["notes"] == "Wants a villa"
    assert keep(omar, page, notes="Wants a villa. Called, no answer").status_code == 303
    lead = ask(leads, "GET", "/api/leads/1")
    assert (lead["notes"], lead["stage"]) == ("Wants a villa. Called, no answer", "qualified")


def test_what_the_person_tells_meanwhile_is_seen_as_well(leads: Bot, maya: Colleague) -> None:
    seen = look(maya, "/1")
    say(leads, ADA, "menu", "3", "Ada King", "ada@example.net")
    answer = keep(maya, seen, notes="Called")
    assert answer.status_code == 409
    assert "The person has told us something since you read it" in answer.text
    assert "ada@example.net" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stage": "x"}, "Choose a stage"),
        ({"owner_id": "99"}, "not in the team"),
        ({"owner_id": "x"}, "Choose an owner"),
        ({"due_on": "tomorrow"}, "Write the day like"),
        ({"next_action": "x" * 201}, "200 characters"),
    ],
)
def test_an_odd_form_is_refused_in_words(leads: Bot, maya: Colleague, fields: dict[str, str], words: str) -> None:
    answer = keep(maya, **{"next_action": "Call", **fields})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert 'value="Call"' in answer.text or "next_action" in fields
    assert ask(leads, "GET", "/api/leads/1")["next_action"] == ""


def test_who_only_reads_changes_nothing(leads: Bot, people: dict[str, int]) -> None:
    viewer = Colleague(leads, "Vera", "viewer")
    page = look(viewer, "/1")
    assert "<textarea" not in page
    sign = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    assert viewer.client.post(f"{PATH}/1", data={"csrf_token": sign, "stage": "won"}).status_code == 403
    marketing = Colleague(leads, "Mark", "marketing")
    look(marketing, status=403)
    look(marketing, "/1", 403)
    look(marketing, ".csv", 403)
    assert ask(leads, "GET", "/api/leads/1")["stage"] == "new"


def test_the_sheet_takes_the_filter_and_is_audited(leads: Bot, maya: Colleague) -> None:
    keep(maya, next_action="=1+1", due_on="2031-12-01", owner_id=str(maya.id))
    lines = look(maya, ".csv", owner=maya.id).splitlines()
    assert len(lines) == 2
    assert '"owner","next_action","due_on"' in lines[0]
    assert '"Maya","\'=1+1","2031-12-01"' in lines[1]
    assert leads.one("SELECT count(*) AS n FROM audit WHERE action = 'leads.export'")["n"] == 1


def test_who_leaves_leaves_their_leads_to_the_others(leads: Bot, maya: Colleague, omar: Colleague) -> None:
    keep(omar, owner_id=str(maya.id))
    assert names(omar, owner=maya.id) == ["Ada Lovelace"]
    maya.leave()
    assert names(omar, owner="none") == ["Faith Moyo", "Ada Lovelace"]
    assert keep(omar, owner_id=str(maya.id)).status_code == 422


def test_all_that_is_known_stands_on_one_page(leads: Bot, maya: Colleague) -> None:
    say(leads, ADA, "menu", "how much is the greek golden visa?")
    page = look(maya, "/1")
    for words in ("ada@example.com", "USD 250,000", "qwxz vvbn", "Greece", "/console/inbox/1", f"+{ADA}"):
        assert words in page, words
    look(maya, "/99", 404)


def test_what_is_written_is_words(leads: Bot, maya: Colleague) -> None:
    keep(maya, next_action='"><script>x</script>', notes="</textarea><b>")
    for path in ("", "/1"):
        assert "<script>x" not in maya.client.get(PATH + path).text
    assert "</textarea><b>" not in maya.client.get(f"{PATH}/1").text


def test_due_is_by_the_clock_of_the_office(leads: Bot, maya: Colleague) -> None:
    today = datetime.now(leads.parts.conversation_settings.house.zone).date()
    keep(maya, due_on=str(today))
    assert names(maya, due="1") == ["Ada Lovelace"]
    keep(maya, due_on=str(today + timedelta(days=1)))
    assert names(maya, due="1") == []


def test_what_is_due_stands_on_today_for_who_works_on_it(leads: Bot, maya: Colleague, omar: Colleague) -> None:
    def today(one: Colleague) -> str:
        return unescape(one.client.get("/console/today").text)

    assert "To do with leads" not in today(maya)
    keep(maya, owner_id=str(maya.id), due_on="2020-01-31", next_action="Call about Portugal")
    keep(maya, path="/2", due_on="2020-02-01", next_action="Send the list")
    assert [words in today(maya) for words in ("Call about Portugal", "Send the list")] == [True, True]
    assert [words in today(omar) for words in ("Call about Portugal", "Send the list")] == [False, True]


def test_the_conversation_leads_to_the_lead(leads: Bot, maya: Colleague) -> None:
    assert 'href="/console/leads/1"' in maya.look("/1")


def test_what_staff_keep_is_the_persons_too(leads: Bot, maya: Colleague, people: dict[str, int]) -> None:
    keep(maya, owner_id=str(maya.id), next_action="Call about Portugal", due_on="2031-12-01")
    [lead] = ask(leads, "GET", f"/api/contacts/{people[ADA]}/export")["tables"]["whatsapp_leads"]
    assert (lead["next_action"], lead["due_on"], lead["owner_id"]) == ("Call about Portugal", "2031-12-01", maya.id)
    ask(leads, "DELETE", f"/api/contacts/{people[ADA]}")
    look(maya, "/1", 404)
    assert names(maya) == ["Faith Moyo"]
    assert leads.one("SELECT count(*) AS n FROM audit WHERE subject = 'lead:1'")["n"] == 0
