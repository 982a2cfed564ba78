"""Does a program find people, notes and words, and read how a conversation stands with the staff?"""

from datetime import UTC, datetime, timedelta

from bot import Bot
from services.staff.staff_tools import joined
from web.api.api_tools import ADA, ask, furnished, say

from relaystack.services.inbox import care
from relaystack.services.inbox.authors import Operator


def test_people_and_words_are_found_page_by_page(bot: Bot) -> None:
    ada = furnished(bot)[ADA]
    found = ask(bot, "GET", "/api/search?q=lovelace")
    assert [(one["contact_id"], one["email"]) for one in found["people"]["items"]] == [(ada, "ada@example.com")]
    say(bot, ADA, "the quokka is back", "the quokka is gone")
    first = ask(bot, "GET", "/api/search?q=quokka&limit=1")["said"]
    second = ask(bot, "GET", f"/api/search?q=quokka&limit=1&said={first['next']}")["said"]
    assert [one["message"] for page in (first, second) for one in page["items"]] == [
        "the quokka is gone", "the quokka is back",
    ]  # fmt: skip
    assert second["next"] is None


def test_who_searched_is_known_and_for_what_is_not(bot: Bot) -> None:
    furnished(bot)
    ask(bot, "GET", "/api/search?q=lovelace")
    [entry] = [one for one in ask(bot, "GET", "/api/audit")["items"] if one["action"] == "search.run"]
    assert "lovelace" not in str(entry).lower()


def test_no_words_find_nobody_and_odd_ones_break_nothing(bot: Bot) -> None:
    furnished(bot)
    for asked in ("", "%20", "%22%27%3B--", "*", "a" * 200, "%F0%9F%8E%89"):
        found = ask(bot, "GET", f"/api/search?q={asked}")
        assert all(page["items"] == [] for page in found.values()), asked
    ask(bot, "GET", "/api/search?q=" + "a" * 201, 422)
    ask(bot, "GET", "/api/search?q=a&said=nonsense", 422)


def test_a_contact_tells_who_has_it_and_whether_it_is_put_off_or_closed(bot: Bot) -> None:
    ada, database = furnished(bot)[ADA], bot.parts.database
    told = ask(bot, "GET", f"/api/contacts/{ada}")
    assert (told["assignee"], told["snoozed_until"], told["closed_at"], told["tags"]) == (None, None, None, [])
    maya = joined(bot, "Maya", "consultant")
    care.assign(database, ada, maya.id, Operator())
    care.snooze(database, ada, datetime.now(UTC) + timedelta(days=1), Operator())
    told = ask(bot, "GET", f"/api/conversations/{ada}")
    assert told["assignee"] == {"id": maya.id, "name": "Maya"}
    assert told["snoozed_until"]
    care.close(database, ada, Operator())
    assert ask(bot, "GET", f"/api/contacts/{ada}")["closed_at"]
