"""Are lists kept under a name, narrowed by who has the conversation, and is the next one at hand when one is closed?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from web.console.colleagues import Colleague

pytestmark = pytest.mark.usefixtures("people")


def listed(one: Colleague, query: str) -> list[int]:
    """Whose conversations stand in a list, in its order."""
    page = one.look(f"?{query}")
    found = [(page.find(f'class="conv" href="/console/inbox/{id}?'), id) for id in (1, 2)]
    return [id for at, id in sorted(found) if at >= 0]


def test_a_list_shows_whom_the_bot_has_or_one_of_us(maya: Colleague) -> None:
    maya.do("take")
    assert (listed(maya, "view=all&having=people"), listed(maya, "view=all&having=bot")) == ([1], [2])
    maya.do("hand-back")
    assert listed(maya, "view=all&having=people") == []
    assert sorted(listed(maya, "view=all&having=nonsense")) == [1, 2]


def test_a_view_is_kept_shared_and_taken_away(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    asked = "view=all&having=people&language=en"
    assert "Keep as a view" not in maya.look("?view=all")
    page = maya.look(f"?{asked}")
    fields = {**maya.form(page, "views"), "name": "English, ours", "shared": "1"}
    assert maya.client.post(f"/console/inbox/views?{asked}", data=fields).status_code == 303
    theirs = omar.look("?view=mine")
    assert 'title="shared by Maya"' in theirs
    assert "English, ours" in theirs
    assert "Take the view" not in omar.look(f"?{asked}")
    page = maya.look(f"?{asked}")
    fields = maya.form(page, "views/1/remove")
    sign = {"csrf_token": omar.form(omar.look("?view=mine&stopped=1"), "views")["csrf_token"]}
    omar.client.post(f"/console/inbox/views/1/remove?{asked}", data=sign)
    assert "English, ours" in maya.look("?view=mine")
    maya.client.post(f"/console/inbox/views/1/remove?{asked}", data=fields)
    assert "English, ours" not in omar.look("?view=mine")
    audited = bot.rows("SELECT action FROM audit WHERE action LIKE 'inbox.view%' ORDER BY id")
    assert [row["action"] for row in audited] == ["inbox.view_add", "inbox.view_remove"]


def test_views_of_leads_and_of_the_inbox_are_apart(maya: Colleague) -> None:
    fields = {**maya.form(maya.look("?view=all&stopped=1"), "views"), "name": "Stopped"}
    maya.client.post("/console/inbox/views?view=all&stopped=1", data=fields)
    assert "Stopped" not in maya.client.get("/console/leads").text
    answer = maya.client.post("/console/inbox/views?view=all&stopped=1", data=fields)
    assert "You have a view with this name" in maya.client.get(answer.location).text


def test_who_closes_one_may_go_on_to_the_next(bot: Bot, maya: Colleague) -> None:
    for id in (1, 2):
        maya.do("take", path=f"/{id}")
    first, second = listed(maya, "view=mine")
    page = maya.look(f"/{first}?view=mine")
    fields = {**maya.form(page, "close"), "next": "1"}
    answer = maya.client.post(f"/console/inbox/{first}/close?view=mine", data=fields)
    assert f"/console/inbox/{second}?view=mine" in answer.location
    fields = {**maya.form(maya.look(f"/{second}?view=mine"), "close"), "next": "1"}
    answer = maya.client.post(f"/console/inbox/{second}/close?view=mine", data=fields)
    assert answer.location.endswith("/console/inbox?view=mine")


def test_beside_the_words_stands_who_it_is(bot: Bot, maya: Colleague) -> None:
    bot.rows("UPDATE contacts SET phone = '971501112233' WHERE id = 1")
    page = maya.look()
    here = datetime.now(UTC) + timedelta(hours=4)
    assert "United Arab Emirates" in page
    assert f"{here:%a %H:%M}" in page or f"{here - timedelta(minutes=1):%a %H:%M}" in page
    assert "Book an appointment" in page


def test_the_colour_tells_how_long_words_may_still_go(bot: Bot, maya: Colleague) -> None:
    seen = {}
    for hours in (1, 21, 23.5):
        wrote = datetime.now(UTC) - timedelta(hours=hours)
        bot.rows("UPDATE contacts SET last_inbound_at = :wrote WHERE id = 1", wrote=wrote)
        page = maya.look()
        seen[hours] = page.partition('<i class="dot ')[2].partition('"')[0]
    assert seen == {1: "far", 21: "soon", 23.5: "late"}
