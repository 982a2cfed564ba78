"""Is what is new seen within seconds, and does "nothing new" cost no page?"""

import re
from datetime import timedelta

import pytest
from bot import Bot
from services.service_tools import heard, web_of
from services.template_tools import approved
from web.api.api_tools import ADA, say
from web.console.colleagues import Colleague

from metatwin import Twin
from relaystack.services.inbox import presence

PARTS = ("/list?view=waiting", "/1/news?view=waiting")


@pytest.mark.parametrize("part", PARTS)
def test_nothing_new_is_304_and_something_new_is_not(bot: Bot, maya: Colleague, part: str) -> None:
    maya.look()  # who reads for the first time is noted, and that is no news
    for work in (lambda: say(bot, ADA, "Hello?"), lambda: maya.do("take"), lambda: maya.do("notes", note="Calls")):
        for _ in range(2):  # a minute may pass in between, and waiting is told in minutes
            known = {"If-None-Match": maya.client.get(f"/console/inbox{part}").headers["ETag"]}
            again = maya.client.get(f"/console/inbox{part}", headers=known)
            if again.status_code == 304:
                break
        assert (again.status_code, again.data) == (304, b"")
        work()
        assert maya.client.get(f"/console/inbox{part}", headers=known).status_code == 200


def test_what_a_part_shows_is_what_the_page_asks_again_for(maya: Colleague) -> None:
    page = maya.client.get("/console/inbox/1").text
    assert re.findall(r'hx-get="(.*?)"', page) == ["/console/inbox/1/news?view=waiting"]
    assert re.findall(r'hx-get="(.*?)"', maya.client.get("/console/inbox").text) == ["/console/inbox/list?view=waiting"]


def test_who_looks_and_who_writes_is_seen_by_others_and_ends_by_itself(
    bot: Bot, maya: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar, (address, known) = Colleague(bot, "Omar"), ("/console/inbox/1/news", "")

    def omar_is(writing: str) -> tuple[int, bool, bool]:
        nonlocal known
        sign = omar.form(omar.look(), "messages")["csrf_token"]
        assert (
            omar.client.post("/console/inbox/1/here", data={"csrf_token": sign, "writing": writing}).status_code == 204
        )
        answer = maya.client.get(address, headers={"If-None-Match": known})
        known = answer.headers["ETag"]
        return answer.status_code, "Omar</bdi> looks at this" in answer.text, "Omar</bdi> writes here" in answer.text

    assert omar_is("") == (200, True, False)
    assert omar_is("1") == (200, False, True)
    assert omar_is("1")[0] == 304
    assert "Omar</bdi> writes" not in omar.look()
    monkeypatch.setattr(presence, "WRITES", timedelta(0))
    assert "Omar</bdi> looks at this" in maya.look()
    monkeypatch.setattr(presence, "LOOKS", timedelta(0))
    assert "looks at this" not in maya.look()
    assert maya.client.get(address, headers={"If-None-Match": known}).status_code == 200


def test_ticks_move_without_a_reload(bot: Bot, twin: Twin) -> None:
    with web_of(bot, twin):
        ada = twin.customer("Ada", phone=ADA)
        heard(twin, (ada, "hi"))
        maya = Colleague(bot, "Maya")
        maya.do("messages", text="Hello")
        tag = maya.client.get("/console/inbox/1/news").headers["ETag"]
        bot.deliver()
        twin.wait_for(lambda: twin.unacknowledged == 0)
        answer = maya.client.get("/console/inbox/1/news", headers={"If-None-Match": tag})
    assert (answer.status_code, "delivered</span>" in answer.text or "sent</span>" in answer.text) == (200, True)


def test_after_24_hours_the_composer_is_the_template_picker(bot: Bot, twin: Twin) -> None:
    with web_of(bot, twin):
        heard(twin, (twin.customer("Ada Lovelace", phone=ADA), "hi"))
        approved(bot, twin)
        bot.let_time_pass(timedelta(hours=25))
        maya = Colleague(bot, "Maya")
        page = maya.look("/1?template=follow_up")
        assert "Only a template reaches them" in page
        assert 'name="text"' not in page
        assert 'name="value.first_name" value="Ada"' in page
        wanting = maya.do("templates", page, **{"value.first_name": "Ada", "value.topic": ""})
        assert (wanting.status_code, "topic must be filled in" in wanting.text) == (409, True)
        filled = {"value.first_name": "Ada", "value.topic": "the Portugal Golden Visa"}
        assert maya.do("templates", page, **filled).status_code == 303
        assert maya.do("templates", page, **filled).status_code == 303
    [sent] = bot.rows("SELECT author, message FROM whatsapp_messages WHERE kind = 'template'")
    assert sent["author"] == f"member {maya.id}"
    assert "the Portugal Golden Visa" in sent["message"]
    assert "Maya took this over" in maya.look()


def test_a_template_is_not_sent_unseen_either(bot: Bot, twin: Twin) -> None:
    with web_of(bot, twin):
        heard(twin, (twin.customer("Ada Lovelace", phone=ADA), "hi"))
        approved(bot, twin)
        bot.let_time_pass(timedelta(hours=25))
    maya, omar = Colleague(bot, "Maya"), Colleague(bot, "Omar")
    page = omar.look("/1?template=follow_up")
    filled = {"value.first_name": "Ada", "value.topic": "Malta"}
    assert maya.do("templates", maya.look("/1?template=follow_up"), **filled).status_code == 303
    asked = omar.do("templates", page, **filled)
    assert (asked.status_code, "Send all the same?" in asked.text, 'value="Malta"' in asked.text) == (409, True, True)
    assert bot.one("SELECT count(*) AS n FROM whatsapp_messages WHERE kind = 'template'") == {"n": 1}


def test_a_failed_message_says_why_and_is_tried_again_by_who_may(bot: Bot, maya: Colleague) -> None:
    maya.do("messages", text="Hello")
    key = bot.one("SELECT key FROM whatsapp_messages WHERE message = 'Hello'")["key"]
    bot.rows("UPDATE whatsapp_messages SET status = 'failed', error_title = 'the phone was off' WHERE key = :k", k=key)
    columns = "key, carrier, contact_id, about_contact_id, payload, attempts, created_at"
    bot.rows(
        f"INSERT INTO given_up ({columns}, code, reason) SELECT {columns}, 1, 'x' FROM outbox WHERE key = :k", k=key
    )
    bot.rows("DELETE FROM outbox WHERE key = :k", k=key)
    page = maya.look()
    assert "Not delivered: the phone was off" in page
    assert "Try again" in page
    number = bot.one("SELECT id FROM given_up")["id"]
    vic = Colleague(bot, "Vic", "viewer")
    assert "Try again" not in vic.look()
    fields = vic.form(vic.client.get("/console/settings/me").text, "name")
    assert vic.client.post(f"/console/inbox/1/retry/{number}", data=fields).status_code == 403
    assert maya.do(f"retry/{number}", path="/1").status_code == 303
    assert bot.one("SELECT status FROM whatsapp_messages WHERE key = :k", k=key) == {"status": "queued"}
    fields = maya.form(maya.look(), "messages")
    assert maya.client.post(f"/console/inbox/2/retry/{number}", data=fields).status_code == 404
