"""People in the console: are they found, is consent kept with its words, is all of somebody given or erased?"""

import json
import re
from html import unescape
from typing import Any

import pytest
from bot import Bot
from sqlalchemy import select
from web.api.api_tools import ADA, EVE, ask, say
from web.console.colleagues import FIELD, FORM, Colleague
from werkzeug.test import TestResponse

from relaystack.models import Contact
from relaystack.services.privacy import personal
from relaystack.web.console.people import readable

PATH = "/console/people"
WORDS = "I agree that Nexora sends me offers on WhatsApp."


def look(one: Colleague, path: str = "", status: int = 200, **asked: Any) -> str:
    """A page of the people, as it is read."""
    answer = one.client.get(PATH + path, query_string=asked)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def names(one: Colleague, **asked: Any) -> list[str]:
    """Whom the list shows."""
    return re.findall(r'<td><a href="/console/people/\d+"><bdi>(.*?)</bdi>', look(one, **asked))


def send(one: Colleague, path: str, action: str, page: str = "", **fields: str) -> TestResponse:
    """Send a form of a page: of the one that is open, or of the one that is there now."""
    text = page or look(one, path)
    form = next(form for form in FORM.findall(text) if f'action="{PATH}{path}{action}"' in form)
    hidden = {name: value for name, value, _ in FIELD.findall(form)}
    return one.client.post(f"{PATH}{path}{action}", data={**hidden, **fields})


@pytest.fixture
def known(bot: Bot, people: dict[str, int]) -> Bot:
    """Ada Lovelace (1) speaks French; Eve (2) said stop."""
    bot.rows("UPDATE contacts SET profile_name = 'Ada Lovelace', language = 'fr' WHERE id = 1")
    bot.rows("UPDATE contacts SET profile_name = 'Eve' WHERE id = 2")
    say(bot, EVE, "stop", "1")
    return bot


def agree(one: Colleague, page: str = "", **fields: str) -> TestResponse:
    """Record that Ada agreed."""
    return send(one, "/1", "/consent", page, **{"way": "phone", "how": "", "words": WORDS, **fields})


def test_the_list_is_narrowed_down(known: Bot, maya: Colleague) -> None:
    assert names(maya) == ["Eve", "Ada Lovelace"]
    assert agree(maya, how="form of the fair").status_code == 303
    assert names(maya, standing="stopped") == ["Eve"]
    assert names(maya, standing="agreed") == names(maya, language="fr") == names(maya, q="lovel") == ["Ada Lovelace"]
    assert names(maya, q=f"+{ADA}") == ["Ada Lovelace"]
    assert names(maya, standing="neither") == names(maya, q="%") == names(maya, q="love", standing="stopped") == []
    page = look(maya, standing="agreed")
    assert "by phone, form of the fair" in page
    assert WORDS in page
    look(maya, status=404, standing="x")


def test_long_lists_come_in_pages_also_by_the_time_of_a_stop(known: Bot, maya: Colleague) -> None:
    more = "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 159) SELECT i, 'P', "
    moment = "'2026-01-01 00:00:00.000000'"
    at = f"{moment}, {moment}, {moment} FROM n"
    known.rows(f"INSERT INTO contacts (id, profile_name, opted_out_at, created_at, updated_at) {more}{at}")
    lists: list[dict[str, Any]] = [{}, {"standing": "stopped"}]
    for asked in lists:
        first = look(maya, **asked)
        older = re.search(r'<p class="more"><a href="/console/people\?([^"]+)"', first)
        assert older
        second = maya.client.get(f"{PATH}?{older[1]}").text
        shown = re.findall(r'href="/console/people/(\d+)"', first + second)
        assert len(shown) == len(set(shown)) == (62 if not asked else 61)


def test_consent_is_kept_with_its_words_and_each_time(known: Bot, maya: Colleague) -> None:
    assert agree(maya).status_code == 303
    assert send(maya, "/1", "/consent/withdraw", way="e-mail", how="of Monday").status_code == 303
    assert agree(maya, way="chat", words="Offers? Yes.").status_code == 303
    page = look(maya, "/1")
    entries = re.findall(r"<span class=\"t\">(Agreed|Took it back)</span><span class=\"d\"><bdi>(.*?)</bdi>", page)
    assert entries == [("Agreed", "in the chat"), ("Took it back", "by e-mail, of Monday"), ("Agreed", "by phone")]
    assert WORDS in page
    say(known, ADA, "menu", "stop", "1")  # then they do so themselves
    page = look(maya, "/1")
    assert "wrote that they want no more messages" in page
    assert "said stop on" in page
    assert 'action="/console/people/1/consent"' not in page


def test_an_odd_form_is_refused_in_words(known: Bot, maya: Colleague) -> None:
    for fields, words in (
        ({"way": "x"}, "Choose how"), ({"words": " \u200b"}, "Write the words"),
        ({"words": "x" * 2001}, "2,000 characters"), ({"how": "x" * 201}, "200 characters"),
    ):  # fmt: skip
        answer = agree(maya, **fields)
        assert (answer.status_code, words in answer.text) == (422, True), fields
    assert names(maya, standing="agreed") == []


def test_what_they_said_meanwhile_is_seen_first(known: Bot, maya: Colleague, omar: Colleague) -> None:
    page = look(omar, "/1")
    agree(maya)
    answer = agree(omar, page, words="others")
    assert answer.status_code == 409
    assert "has changed since you read it" in answer.text
    stale = look(maya, "/1")
    say(known, ADA, "menu", "stop", "1")
    assert send(maya, "/1", "/consent/withdraw", stale, way="phone").status_code == 409
    page = re.sub('name="version" value="[^"]*"', 'name="other" value=""', page)  # forged: without a version
    answer = agree(omar, page)
    assert (answer.status_code, "only they can take that back" in answer.text) == (409, True)


def test_all_of_somebody_is_told_in_words_and_as_json(known: Bot, maya: Colleague, mona: Colleague) -> None:
    agree(maya)
    page = look(mona, "/1/data")
    for words in ("Ada Lovelace", "ada@example.com", "from you", WORDS, "Messages", "Maya"):
        assert words in page, words
    assert "whatsapp_messages" not in page
    assert EVE not in page
    told = mona.client.get(f"{PATH}/1/data.json")
    assert told.headers["Content-Disposition"] == 'attachment; filename="person-1.json"'
    assert {"contacts", "consent_entries", "whatsapp_messages"} <= json.loads(told.text)["tables"].keys()
    noted = [one["action"] for one in ask(known, "GET", "/api/audit?subject=contact:1")["items"]]
    assert noted[:2] == ["contact.export"] * 2


def test_every_kind_of_record_has_words(known: Bot) -> None:
    with known.parts.database.reading() as connection:
        row = connection.execute(select(Contact.__table__).where(Contact.id == 1)).one()
        places = personal.places(connection, personal.marks_of(connection, row._mapping))
    assert {place.name for place in places} == readable.TOLD.keys()
    odd = {(place.name, column) for place in places for column in readable.TOLD[place.name][1]
           if column not in place.table.__table__.columns}  # fmt: skip
    assert odd == set()


def test_who_is_erased_is_found_nowhere(known: Bot, mona: Colleague) -> None:
    wrong = send(mona, "/1", "/erase", typed="Ada")
    assert (wrong.status_code, "Type exactly: Ada Lovelace" in wrong.text) == (422, True)
    page = look(mona, "/1")
    done = send(mona, "/1", "/erase", page, typed=" ada  LOVELACE ")
    assert done.status_code == 303
    receipt = unescape(mona.client.get(done.location).text)
    assert "Receipt of an erasure" in receipt
    assert "Messages" in receipt
    assert "Lovelace" not in receipt
    assert names(mona) == ["Eve"]
    assert names(mona, q="lovel") == names(mona, q=ADA) == names(mona, language="fr") == []
    assert "Lovelace" not in mona.client.get(f"{PATH}.csv").text
    look(mona, "/1", 404)
    look(mona, "/1/data", 404)
    assert send(mona, "/1", "/erase", page, typed="Ada Lovelace").status_code == 404


def test_a_number_names_a_person_as_well(known: Bot, mona: Colleague) -> None:
    assert send(mona, "/1", "/erase", typed=f"+{ADA[:4]} {ADA[4:]}").status_code == 303


def test_each_role_does_what_is_its_own(known: Bot, maya: Colleague, mona: Colleague) -> None:
    vera, mark, page = Colleague(known, "Vera", "viewer"), Colleague(known, "Mark", "marketing"), look(mona, "/1")
    assert 'action="' + PATH not in look(vera, "/1")
    assert "Erase this person" not in look(maya, "/1")
    sign = {name: value for name, value, _ in FIELD.findall(look(maya, "/1"))}["csrf_token"]
    refused = [
        mark.client.get(PATH), mark.client.get(f"{PATH}.csv"), maya.client.get(f"{PATH}/1/data"),
        maya.client.get(f"{PATH}/1/data.json"),
        maya.client.post(f"{PATH}/1/erase", data={"csrf_token": sign, "typed": "Ada Lovelace"}),
        agree(vera, re.sub(r'name="csrf_token" value="[^"]*"', f'name="csrf_token" value="{_sign(vera)}"', page)),
        maya.client.post(f"{PATH}/1/consent", data={"way": "phone", "words": WORDS}),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [403] * 7
    assert len(names(vera)) == 2


def _sign(one: Colleague) -> str:
    return str({name: value for name, value, _ in FIELD.findall(look(one))}["csrf_token"])


def test_a_sheet_of_people_is_audited(known: Bot, maya: Colleague) -> None:
    agree(maya)
    lines = maya.client.get(f"{PATH}.csv", query_string={"standing": "agreed"}).text.splitlines()
    assert len(lines) == 2
    assert WORDS in lines[1]
    assert ask(known, "GET", "/api/audit")["items"][0]["action"] == "people.export"
