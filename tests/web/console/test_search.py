"""Search: is what is looked for found, in any script, by who may read it, and never again once it was erased?"""

import re
from html import unescape
from typing import Any

import pytest
from bot import Bot
from web.api.api_tools import ADA, EVE, ask, say
from web.console.colleagues import Colleague

HOSTILE = [
    '"', "'", '"a" OR "b', "*", "a*", "NEAR(a b)", "AND", "OR NOT", "^a", "-a", "a:b", "text:a", "{text}: a", "%", "_",
    "\\", "a & !b | c", "<->", "a <-> b", ":*", "'a':*", "(", "))", "; DROP TABLE contacts", "x" * 10_000,
    "x " * 5_000, "希" * 5_000, "\u0301", "\u0301 \u0308", "\ufdfa" * 3_000, "\ud7a3", "😀",
    "🇵🇹 x", "\u202e", "%s %(a)s",
    "<script>alert(1)</script>",
]  # fmt: skip


def found(one: Colleague, words: str, **more: Any) -> str:
    """The page of a search."""
    answer = one.client.get("/console/search", query_string={"q": words, **more})
    assert answer.status_code == 200, answer.text
    return answer.text


def block(page: str, name: str) -> str:
    """One of the page's lists, as it is read."""
    start = page.partition(f'<div class="card" id="{name}">')[2]
    return unescape(start.partition("</ul>")[0])


def marked(page: str) -> list[str]:
    """What is marked of what was said."""
    return re.findall(r"<mark>(.*?)</mark>", block(page, "said"))


SAID = [
    ("jose", "I asked José yesterday", "José"), ("JOSÉ", "jose said so", "jose"), ("希腊", "我想去希腊", "希腊"),
    ("希", "我想去希腊买房", "希"), ("去希腊买", "我想去希腊买房", "去希腊买"), ("елка", "Моя Ёлка", "Ёлка"),
    ("переез", "Хочу ПЕРЕЕЗД с семьёй", "ПЕРЕЕЗ"), ("हिन्दी", "मुझे हिन्दी में बताइए", "हिन्दी"),
    ("جواز", "كم سعر جواز مالطا", "جواز"), ("ไทย", "ฉันอยากไปประเทศไทย", "ไทย"), ("한국", "저는한국사람", "한국"),
    ("golden visa", "a GOLDEN, visa", "GOLDEN"), ("250", "about 250,000 euros", "250"),
    ("relocat", "our relocation plans", "relocat"), ("Straße", "in der Straße", "Straße"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said", "hit"), SAID, ids=[words for words, *_ in SAID])
def test_words_are_found_in_any_script(bot: Bot, maya: Colleague, words: str, said: str, hit: str) -> None:
    say(bot, ADA, said)
    page = found(maya, words)
    assert hit in marked(page)
    assert not marked(found(maya, "qqzzqq"))


def test_a_nul_is_refused_in_words(bot: Bot, maya: Colleague) -> None:
    answer = maya.client.get("/console/search", query_string={"q": "a\0b"})
    assert answer.status_code == 400
    assert "a sign that cannot be kept" in answer.text


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_breaks_it(bot: Bot, maya: Colleague, words: str) -> None:
    say(bot, ADA, "想去希腊 and a & b, José")
    page = found(maya, words)
    assert "<script>alert" not in page
    assert 'name="q"' in page


def test_people_are_found_by_all_that_names_them(bot: Bot, maya: Colleague) -> None:
    maya.do("details", name="Ada <b>Ångström</b> 王小明", language="")
    numbers = (ADA, f"+{ADA[:4]} {ADA[4:]}", ADA[3:9], f"00{ADA}")
    for words in ("angstrom", "ÅNGS", "王小", "小", "lovelace", "ada@example.com", "example", *numbers):
        people = block(found(maya, words), "people")
        assert "<b>Ångström" in people, words
        assert "/console/inbox/1" in people
    assert "Nobody is called so" in block(found(maya, "99999"), "people")
    maya.do("details", name="Somebody Else", language="")
    assert "Nobody is called so" in block(found(maya, "angstrom"), "people")


def test_notes_are_found_and_lead_to_where_they_stand(bot: Bot, maya: Colleague) -> None:
    maya.do("notes", note="Calls after 16:00, vegetarian")
    notes = block(found(maya, "vegeta"), "notes")
    assert "<mark>vegeta</mark>rian" in notes
    way = re.search(r'href="([^"]+)"', notes)
    assert way
    assert "vegetarian" in maya.client.get(way[1], follow_redirects=True).text
    maya.do("notes/1/remove")
    assert not block(found(maya, "vegeta"), "notes")


def test_a_hit_leads_to_the_message_however_far_back(bot: Bot, maya: Colleague) -> None:
    say(bot, ADA, "my quokka is ill", *(f"and then {number}" for number in range(60)))
    way = re.search(r'href="([^"]+)"', block(found(maya, "quokka"), "said"))
    assert way
    answer = maya.client.get(way[1])
    page = maya.client.get(answer.location).text
    anchor = answer.location.partition("#")[2]
    assert re.search(rf'id="{anchor}".*?my quokka is ill', page, re.DOTALL)
    assert "and then 2" in page
    assert "and then 59" not in page


def test_long_lists_come_in_pages_the_newest_first(bot: Bot, maya: Colleague) -> None:
    say(bot, EVE, *(f"zebra {number:02}" for number in range(35)))
    page = found(maya, "zebra")
    first = re.findall(r"zebra</mark> (\d\d)", page)
    assert first == [f"{number:02}" for number in range(34, 4, -1)]
    further = re.search(r'href="([^"]+)">Older ones', page)
    assert further
    rest = maya.client.get(unescape(further[1])).text
    assert re.findall(r"zebra</mark> (\d\d)", rest) == [f"{number:02}" for number in range(4, -1, -1)]
    assert "Older ones" not in rest
    assert maya.client.get("/console/search?q=zebra&said=x").status_code == 404
    found(maya, "zebra", said=f"0-{10**17}", people=f"0-{10**17}", notes="1-1")


def test_what_is_found_is_words_whatever_they_hold(bot: Bot, maya: Colleague) -> None:
    say(bot, ADA, "<img src=x onerror=alert(1)> the quokka & <b>others</b>")
    assert "&lt;img src=x onerror=alert(1)&gt; the <mark>quokka</mark> &amp; &lt;b&gt;others" in found(maya, "quokka")


def test_a_search_is_audited_without_its_words(bot: Bot, maya: Colleague) -> None:
    say(bot, ADA, "my quokka")
    found(maya, "quokka")
    row = bot.one("SELECT by, subject, changes FROM audit WHERE action = 'search.run'")
    assert row["by"] == "Maya"
    assert "quokka" not in str(row)
    assert "1" in str(row["changes"])
    assert "searched" in Colleague(bot, "Olga", "owner").client.get("/console/settings/audit").text


def test_who_may_not_read_conversations_may_not_search_them(bot: Bot, maya: Colleague) -> None:
    mark = Colleague(bot, "Mark", "marketing")
    assert mark.client.get("/console/search?q=ada").status_code == 403
    assert "/console/search" not in mark.client.get("/console/settings/me").text
    assert bot.app.test_client().get("/console/search?q=ada").status_code == 303


def test_who_was_erased_is_found_no_more(bot: Bot, maya: Colleague) -> None:
    maya.do("notes", note="quokka keeper")
    say(bot, ADA, "my quokka")
    maya.do("details", name="Quokka 王小明", language="")
    assert len(re.findall("quokka", found(maya, "quokka"), re.IGNORECASE)) > 3
    ask(bot, "DELETE", "/api/contacts/1")
    for words in ("quokka", "lovelace", "王小明", ADA, "example"):
        page = found(maya, words)
        assert "Nobody is called so" in page
        assert "Nobody said that" in page
        assert 'id="notes"' not in page


def test_a_message_that_gets_the_number_of_one_that_is_gone_is_found(bot: Bot, maya: Colleague) -> None:
    say(bot, EVE, "the last quokka")
    assert marked(found(maya, "quokka"))
    id = bot.one("SELECT id FROM whatsapp_messages WHERE message LIKE '%quokka%'")["id"]
    bot.rows("DELETE FROM whatsapp_messages WHERE id >= :id", id=id)
    assert not marked(found(maya, "quokka"))
    say(bot, EVE, "a numbat")
    assert marked(found(maya, "numbat"))


def test_the_worker_takes_words_in_before_anybody_asks(bot: Bot, maya: Colleague) -> None:
    say(bot, ADA, "my quokka")
    bot.deliver(minute=True)
    table = "search_upto" if "sqlite" in bot.settings.database_url else "search_messages"
    column = "id" if table == "search_upto" else "message_id"
    last = bot.one("SELECT max(id) AS id FROM whatsapp_messages")["id"]
    assert bot.one(f"SELECT max({column}) AS id FROM {table}")["id"] == last
