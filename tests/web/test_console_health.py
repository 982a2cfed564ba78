"""Can staff see in words how the bot does, try again what has failed, and set going what stands still?"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from bot import Bot
from web.api.api_tools import ADA, ask, at_meta, furnished, sign_in, sign_of
from web.api.test_api_upkeep import fail, give_up
from werkzeug.test import TestResponse

from metatwin import Twin
from relaystack.services.outbox import carrier_states
from relaystack.services.staff import tokens

PAGE = "/console/settings/health"


def visit(bot: Bot, *scopes: str) -> TestResponse:
    """The page as somebody with these scopes sees it."""
    _, secret = tokens.create(bot.parts.database, "Layla", list(scopes))
    sign_in(bot, secret)
    return bot.client.get(PAGE)


def press(bot: Bot, page: TestResponse, path: str) -> TestResponse:
    """A button of the page, and the page that it leads to."""
    return bot.client.post(f"{PAGE}/{path}", data={"csrf_token": sign_of(page)}, follow_redirects=True)


def audited(bot: Bot, subject: str) -> list[tuple[str, str]]:
    """What stands in the audit of it."""
    return [(one["action"], one["by"]) for one in ask(bot, "GET", f"/api/audit?subject={subject}")["items"]]


def test_all_is_well_in_words(bot: Bot) -> None:
    page = visit(bot, "stats:read").text
    assert "WhatsApp takes and brings messages." in page
    assert ("needs a look" in page, "What has failed" in page) == (False, False)


def test_what_is_not_connected_says_what_to_ask_for(make_bot: Callable[..., Bot]) -> None:
    page = visit(make_bot(), "stats:read").text
    assert "No CRM is connected. The owner can connect one under Connections." in page
    assert "The CRM has everything." not in page
    page = visit(make_bot(hubspot_token="t"), "stats:read").text
    assert ("The CRM has everything." in page, "No CRM" in page) == (True, False)


def test_what_is_wrong_stands_under_its_subject_without_commands(bot: Bot) -> None:
    furnished(bot)
    fail(bot)
    page = visit(bot, "stats:read").text
    assert "E-mails need a look." in page
    assert "1 given up within a day." in page
    assert "flask" not in page


def test_what_has_failed_is_tried_again_and_noted(bot: Bot, twin: Twin) -> None:
    at_meta(twin, ADA)
    furnished(bot)
    id = give_up(bot)
    page = visit(bot, "stats:read", "failed:read", "failed:write")
    assert ("not on WhatsApp" in page.text, 'title="need somebody">1<' in page.text) == (True, True)
    after = press(bot, page, f"failed/{id}/retry")
    assert "Waits to be sent again." in after.text
    assert "Waits to be sent again." not in bot.client.get(PAGE).text  # said once
    assert "Nothing has failed." in after.text
    bot.deliver(minute=True)
    assert len(twin.sent) == 1
    [(action, by)] = audited(bot, f"failed:{id}")
    assert (action, by.startswith("Layla")) == ("failed.retry", True)
    assert press(bot, after, f"failed/{id}/retry").status_code == 404


def test_what_is_given_up_is_gone_and_noted(bot: Bot) -> None:
    furnished(bot)
    fail(bot)
    page = visit(bot, "stats:read", "failed:read", "failed:write")
    for id in ("item:1", "update:1"):
        assert "Given up." in press(bot, page, f"failed/{id}/drop").text
        assert [action for action, _ in audited(bot, f"failed:{id}")] == ["failed.drop"]
    assert ask(bot, "GET", "/api/failed")["items"] == []


def test_what_stands_still_goes_on(bot: Bot) -> None:
    with bot.parts.database.transaction() as connection:
        carrier_states.stop(connection, "templates", 132016, "paused: see `flask x`", datetime.now(UTC))
    page = visit(bot, "stats:read", "failed:write")
    assert "WhatsApp templates stand still since" in page.text
    assert "It goes on." in press(bot, page, "stopped/templates/resume").text
    assert "stand still" not in bot.client.get(PAGE).text
    assert [action for action, _ in audited(bot, "carrier:templates")] == ["carrier.resume"]


@pytest.mark.parametrize("path", ["failed/item:1/retry", "failed/item:1/drop", "stopped/whatsapp/resume"])
def test_who_only_reads_changes_nothing(bot: Bot, path: str) -> None:
    furnished(bot)
    fail(bot)
    page = visit(bot, "stats:read", "failed:read")
    assert ("Try again" in page.text, "Give up" in page.text, "cnt" in page.text) == (False, False, False)
    assert press(bot, page, path).status_code == 403
    assert len(ask(bot, "GET", "/api/failed")["items"]) == 2


@pytest.mark.parametrize("id", ["item:9999999999999999999999", "x", "item:99"])
def test_what_is_not_there_is_said(bot: Bot, id: str) -> None:
    page = visit(bot, "stats:read", "failed:write")
    assert "no such failure" in press(bot, page, f"failed/{id}/drop").text
