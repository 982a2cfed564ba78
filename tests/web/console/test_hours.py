"""Does the office set its hours and holidays, and do its pages go by them?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.service_tools import let_schedule_be_read
from web.api.api_tools import sign_of
from web.console.colleagues import FIELD, FORM, Colleague
from werkzeug.test import TestResponse

PAGE = "/console/settings/hours"
TIMES = {"monday.0.from": "09:00", "monday.0.until": "13:00", "monday.1.from": "14:00", "monday.1.until": "18:00"}


@pytest.fixture
def rana(bot: Bot, people: dict[str, int]) -> Colleague:
    """A manager."""
    return Colleague(bot, "Rana", "manager")


def send(one: Colleague, action: str = "", page: str = "", **fields: str) -> TestResponse:
    """Send a form of the page, as it is now or was."""
    form = next(form for form in FORM.findall(page or one.client.get(PAGE).text) if f'action="{PAGE}{action}"' in form)
    usual = {"promise": "30", "alarm": "120"} if not action else {}
    hidden = {name: value for name, value, _ in FIELD.findall(form)}
    return one.client.post(PAGE + action, data={**hidden, **usual, **fields})


def test_the_hours_are_kept_shown_and_in_the_audit(rana: Colleague) -> None:
    assert send(rana, **TIMES, alarm="90").status_code == 303
    page = rana.client.get(PAGE).text
    assert 'name="monday.1.until" value="18:00"' in page
    assert 'name="alarm" inputmode="numeric" pattern="[0-9]{1,5}" required value="90"' in page
    assert "changed the hours of the office" in rana.client.get("/console/settings/audit").text


def test_holidays_come_and_go(rana: Colleague) -> None:
    assert send(rana, "/holidays", day="2026-12-25", name="<b>Christmas</b>").status_code == 303
    page = rana.client.get(PAGE).text
    assert "Friday, 25 December 2026" in page
    assert "&lt;b&gt;Christmas&lt;/b&gt;" in page
    assert send(rana, "/holidays/remove").status_code == 303
    assert "Christmas" not in rana.client.get(PAGE).text


@pytest.mark.parametrize("odd", [
    {"monday.0.until": ""}, {"monday.0.from": "10:00", "monday.0.until": "09:00"}, {"promise": "soon"},
    {"monday.0.from": "25:00", "monday.0.until": "26:00"}, {"promise": "-1"}, {"alarm": "99999"}, {"alarm": "30"},
])  # fmt: skip
def test_odd_hours_are_refused_in_words_and_nothing_that_was_typed_is_lost(
    bot: Bot, rana: Colleague, odd: dict[str, str]
) -> None:
    answer = send(rana, **{**TIMES, "tuesday.0.from": "08:15", "tuesday.0.until": "12:00", **odd})
    assert answer.status_code == 422
    assert 'name="tuesday.0.from" value="08:15"' in answer.text
    assert bot.rows("SELECT name FROM office_settings") == []


@pytest.mark.parametrize("day", ["", "2026-13-01", "tomorrow"])
def test_an_odd_day_is_no_holiday(rana: Colleague, day: str) -> None:
    assert send(rana, "/holidays", day=day).status_code == 422


def test_two_who_change_it_at_once_are_told(rana: Colleague) -> None:
    page = rana.client.get(PAGE).text
    assert send(rana, page=page, **TIMES).status_code == 303
    assert send(rana, page=page, promise="10").status_code == 409


def test_a_consultant_does_not_set_them(maya: Colleague) -> None:
    assert maya.client.get(PAGE).status_code == 403
    sign = sign_of(maya.client.get("/console/settings/me"))
    assert maya.client.post(PAGE, data={"csrf_token": sign, **TIMES}).status_code == 403


def test_who_waits_longer_than_promised_is_marked(bot: Bot, maya: Colleague, rana: Colleague) -> None:
    maya.do("take")
    bot.let_time_pass(timedelta(minutes=20))
    assert 'class="pill num wait"' in maya.look("?view=waiting")
    send(rana, promise="15")
    let_schedule_be_read(bot)
    assert 'class="pill num late"' in maya.look("?view=waiting")
    assert "late" in maya.client.get("/console/today").text
    closed = (datetime.now(UTC) + timedelta(days=3)).strftime("%A").lower()
    send(rana, **{f"{closed}.0.from": "09:00", f"{closed}.0.until": "10:00"}, promise="15")
    let_schedule_be_read(bot)
    assert 'class="pill num wait"' in maya.look("?view=waiting")
