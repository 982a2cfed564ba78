"""Does somebody switch on notifications in a browser of theirs, try them, and end them from anywhere?"""

from collections.abc import Callable, Iterator

import pytest
from bot import Bot
from fakes.push import PushBrowser, PushService
from web.api.api_tools import furnished, sign_of
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from relaystack.services.staff import browsers

PAGE = "/console/settings/notifications"


@pytest.fixture
def bot(make_bot: Callable[..., Bot]) -> Bot:
    """One that may notify browsers."""
    return make_bot(secret_key="a long random text")


@pytest.fixture
def people(bot: Bot) -> dict[str, int]:
    """Two people who have written."""
    return furnished(bot)


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service."""
    service = PushService()
    yield service
    service.close()


def post(one: Colleague, path: str = "", **fields: str) -> TestResponse:
    """Send a form of the page."""
    sign = sign_of(one.client.get(PAGE))
    return one.client.post(f"{PAGE}/browsers{path}", data={"csrf_token": sign, **fields})


def rows(bot: Bot) -> list[int]:
    """Whose browsers are told."""
    return [row["member_id"] for row in bot.rows("SELECT member_id FROM push_subscriptions ORDER BY id")]


def test_it_is_switched_on_tried_and_ended(bot: Bot, maya: Colleague, service: PushService) -> None:
    browser = service.browser("mayas")
    assert post(maya, **browser.told).status_code == 303
    page = maya.client.get(PAGE).text
    assert "This browser tells you from now on." in page
    assert browser.endpoint not in page
    assert post(maya, "/1/try").status_code == 303
    bot.deliver(minute=True)
    assert browser.shown == [
        {"title": "Notifications work here", "body": "This is how it looks.", "tag": "try", "path": "/console/"}
    ]
    assert "last told" in maya.client.get(PAGE).text
    assert post(maya, "/1/end").status_code == 303
    assert rows(bot) == []
    assert post(maya, "/1/try").status_code == 409
    done = bot.rows("SELECT action FROM audit WHERE action LIKE 'member.browser%' ORDER BY id")
    assert [row["action"] for row in done] == ["member.browser_on", "member.browser_off"]


def test_a_browser_tells_who_switched_it_on_last(
    bot: Bot, maya: Colleague, omar: Colleague, service: PushService
) -> None:
    shared = service.browser("shared")
    assert [post(one, **shared.told).status_code for one in (maya, omar)] == [303, 303]
    assert rows(bot) == [omar.id]


def test_who_knows_an_address_alone_takes_it_from_nobody(
    bot: Bot, maya: Colleague, omar: Colleague, service: PushService
) -> None:
    hers, his = service.browser("hers"), service.browser("his")
    post(maya, **hers.told)
    assert post(omar, **{**his.told, "endpoint": hers.endpoint}).status_code == 409
    assert rows(bot) == [maya.id]


def test_nobody_ends_or_tries_a_colleagues_browser(
    bot: Bot, maya: Colleague, omar: Colleague, service: PushService
) -> None:
    browser = service.browser("hers")
    post(maya, **browser.told)
    assert post(omar, "/1/try").status_code == 409
    post(omar, "/1/end")
    bot.deliver(minute=True)
    assert (rows(bot), browser.asked) == ([maya.id], [])


def test_there_is_an_end_to_the_browsers_of_one(bot: Bot, maya: Colleague, service: PushService) -> None:
    told = [post(maya, **service.browser(f"b{number}").told).status_code for number in range(browsers.MOST + 1)]
    assert told == [303] * browsers.MOST + [409]


ODD = {
    "no address": {"endpoint": ""}, "a file": {"endpoint": "file:///etc/passwd"},
    "a user": {"endpoint": "https://me:you@example.com/x"}, "no name": {"endpoint": "https://[::1]/x"},
    "lines": {"endpoint": "https://example.com/x\r\nA: b"}, "long": {"endpoint": "https://example.com/" + "x" * 1001},
    "no key": {"p256dh": ""}, "no point": {"p256dh": "B" + "A" * 86}, "not base64": {"p256dh": "é" * 87},
    "short secret": {"auth": "AAAA"}, "long secret": {"auth": "A" * 5000},
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_no_browser_says_is_refused_in_words(
    bot: Bot, maya: Colleague, service: PushService, odd: dict[str, str]
) -> None:
    answer = post(maya, **{**service.browser("x").told, **odd})
    assert answer.status_code == 409
    assert "Please try again." in answer.text
    assert rows(bot) == []


def test_who_reads_no_conversations_is_told_nothing(bot: Bot, people: dict[str, int], service: PushService) -> None:
    mark = Colleague(bot, "Mark", "marketing")
    fields = {"csrf_token": sign_of(mark.client.get("/console/settings/me")), **service.browser("x").told}
    assert mark.client.post(f"{PAGE}/browsers", data=fields).status_code == 403
    assert rows(bot) == []


def test_a_forged_form_switches_nothing_on(bot: Bot, maya: Colleague, browser_told: dict[str, str]) -> None:
    assert maya.client.post(f"{PAGE}/browsers", data=browser_told).status_code == 403
    assert rows(bot) == []


@pytest.fixture
def browser_told(service: PushService) -> dict[str, str]:
    """What a browser hands our server."""
    return PushBrowser(service, "x").told


def test_the_worker_comes_to_whoever_asks_and_is_looked_at_anew(bot: Bot) -> None:
    script = bot.client.get("/console/service-worker.js")
    assert (script.status_code, script.mimetype) == (200, "text/javascript")
    assert script.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in script.headers["Content-Security-Policy"]


def test_without_a_key_the_page_says_so(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(secret_key="")
    furnished(bot)
    page = Colleague(bot, "Maya").client.get(PAGE).text
    assert "not set up here yet" in page
    assert "data-push" not in page
