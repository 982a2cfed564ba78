"""Tags: are people filed under them, found by them, and is a tag the same however it is written?"""

import re
from html import unescape

import pytest
from bot import Bot
from web.api.api_tools import ask
from web.console.colleagues import Colleague

HOSTILE = '"><b>x'


def shown(page: str) -> list[str]:
    """The tags of the person who is shown."""
    return re.findall(r'<li class="tag"><a [^>]+><bdi>(.*?)</bdi>', page)


def listed(one: Colleague, **asked: str) -> list[str]:
    """Whose conversations a list of the inbox holds."""
    page = one.client.get("/console/inbox", query_string={"view": "all", **asked}).text
    return re.findall(r'class="conv" href="/console/inbox/(\d+)', page)


def tag(one: Colleague, words: str, path: str = "/1") -> int:
    """Give a person a tag; the status."""
    return one.do("tags", path=path, tag=words).status_code


def test_a_person_is_filed_and_found_under_tags(bot: Bot, maya: Colleague) -> None:
    assert [tag(maya, words) for words in ("VIP", "  Golden   visa ", "王小明", HOSTILE)] == [303] * 4
    page = maya.look()
    assert sorted(shown(page)) == sorted(["VIP", "Golden visa", "王小明", HOSTILE])
    assert f"<bdi>{HOSTILE}" not in maya.client.get("/console/inbox/1").text
    assert '<option value="Golden visa">' in page
    assert [listed(maya, tag=words) for words in ("vip", "GOLDEN VISA", "王小明", HOSTILE, "golden")] == [["1"]] * 4 + [
        []
    ]
    rows = maya.client.get("/console/inbox?view=all").text
    assert '<span class="tag clip"><bdi>Golden visa</bdi></span>' in rows
    assert ask(bot, "GET", "/api/contacts/1")["tags"] == ask(bot, "GET", "/api/conversations/1")["tags"]
    assert set(ask(bot, "GET", "/api/contacts")["items"][-1]["tags"]) >= {"VIP"}


def test_small_and_capital_letters_are_the_same(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    tag(maya, "Straße")
    assert tag(omar, "STRASSE", "/2") == 303
    assert tag(omar, "straße") == 303
    assert (shown(omar.look("/2")), shown(omar.look())) == (["Straße"], ["Straße"])
    assert len(bot.rows("SELECT 1 FROM audit WHERE action = 'tag.add'")) == 2
    assert sorted(listed(maya, tag="strasse")) == ["1", "2"]
    assert maya.do("tags/remove", path="/2", tag="sTRASSe").status_code == 303
    assert listed(maya, tag="Straße") == ["1"]
    fields = maya.form(maya.look(), "tags")
    assert maya.client.post("/console/inbox/2/tags/remove", data={**fields, "tag": "Straße"}).status_code == 404


@pytest.mark.parametrize("words", ["", " \n ", "x" * 41, "\u200b", "a\u202eb", "a\u0007"])
def test_an_odd_tag_is_refused_in_words(bot: Bot, maya: Colleague, words: str) -> None:
    answer = maya.do("tags", tag=words)
    assert answer.status_code == 422
    assert "A tag is a word or a few" in answer.text
    assert bot.rows("SELECT 1 FROM contact_tags") == []


def test_twenty_are_enough(maya: Colleague) -> None:
    assert {tag(maya, f"tag {number}") for number in range(20)} == {303}
    answer = maya.do("tags", tag="one more")
    assert answer.status_code == 409
    assert "20 tags are enough" in answer.text
    assert tag(maya, "TAG 3") == 303  # is there already


def test_who_gave_and_took_it_stands_in_the_audit(bot: Bot, maya: Colleague) -> None:
    tag(maya, "VIP")
    maya.do("tags/remove", tag="VIP")
    page = unescape(Colleague(bot, "Olga", "owner").client.get("/console/settings/audit").text)
    assert "gave a person a tag" in page
    assert "took a tag away" in page
    assert "Maya" in page


def test_tags_are_for_who_may_write_and_go_with_the_person(bot: Bot, maya: Colleague) -> None:
    tag(maya, "VIP")
    vera = Colleague(bot, "Vera", "viewer")
    page = vera.look()
    assert shown(page) == ["VIP"]
    assert 'action="/console/inbox/1/tags' not in page
    fields = maya.form(maya.look(), "tags")
    assert vera.client.post("/console/inbox/1/tags", data={**fields, "tag": "x"}).status_code in {400, 403}
    assert "VIP" in str(ask(bot, "GET", "/api/contacts/1/export")["tables"]["contact_tags"])
    ask(bot, "DELETE", "/api/contacts/1")
    assert bot.rows("SELECT 1 FROM contact_tags") == []
    assert "VIP" not in maya.client.get("/console/inbox?view=all").text
    assert maya.client.post("/console/inbox/1/tags", data={**fields, "tag": "x"}).status_code == 404


def test_the_filter_stays_with_what_is_done(maya: Colleague) -> None:
    tag(maya, "VIP & more")
    page = maya.client.get("/console/inbox/1?view=all&tag=VIP+%26+more").text
    assert 'href="/console/inbox?view=mine&amp;tag=VIP+%26+more"' in page
    answer = maya.client.post("/console/inbox/1/take?view=all&tag=VIP+%26+more", data=maya.form(unescape(page), "take"))
    assert "tag=VIP+%26+more" in answer.location
