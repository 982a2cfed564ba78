"""What happens when Meta takes no more templates from us, or none that are marketing, until a person acts?"""

from datetime import timedelta

import pytest
from bot import Bot
from services.meta_json import post, status
from services.service_tools import MENU, age, heard, words_to
from services.template_tools import NEWS, REMINDER, agrees, flask, send

from metatwin import Customer, Twin
from relaystack.services.message_templates.template_sending import CannotSend


@pytest.fixture(autouse=True)
def _everybody_agrees(ready: Bot) -> None:
    agrees(ready)


def reasons(bot: Bot) -> str:
    return "\n".join(bot.client.get("/webhook/health").get_json()["reasons"])


def given_up(bot: Bot) -> list[object]:
    return [row["reason"] for row in bot.rows("SELECT reason FROM given_up ORDER BY id")]


@pytest.mark.parametrize("code", [131048, 131064])
@pytest.mark.parametrize("told_by", ["answer", "status"])
def test_one_refusal_holds_all_templates_back(ready: Bot, twin: Twin, code: int, told_by: str) -> None:
    if told_by == "answer":
        twin.faults.answers = [code]
    send(ready, "consultation_reminder", REMINDER, "1")
    ready.deliver()
    if told_by == "status":
        assert post(ready, statuses=[status(twin.sent[-1].wamid, "failed", code=code)]) == 200
    asked = len(twin.requests)
    with pytest.raises(CannotSend, match=f"is held back: templates: sending is stopped since .*, code {code}: "):
        send(ready, "consultation_reminder", REMINDER, "2")
    assert f"code {code}" in reasons(ready)
    assert "`flask resume templates`" in reasons(ready)
    assert len(twin.requests) == asked


def test_what_waits_already_is_not_sent_but_kept_for_later(ready: Bot, twin: Twin) -> None:
    for cause in "123":
        send(ready, "consultation_reminder", REMINDER, cause)
    twin.faults.answers = [131048]
    ready.deliver()
    asked = len(twin.requests)
    for _ in range(3):  # what waited behind the refused one
        age(ready, timedelta(minutes=1))
        ready.deliver()
    assert len(twin.requests) == asked
    assert ["is held back" in str(reason) for reason in given_up(ready)] == [False, True, True]
    resumed = ready.app.test_cli_runner().invoke(args=["resume", "templates"])
    assert resumed.output == "templates: sending goes on.\n"
    assert reasons(ready) == ""
    ready.app.test_cli_runner().invoke(args=["failed", "retry", "--all"])
    for _ in range(3):
        age(ready, timedelta(minutes=1))
        ready.deliver()
    assert [sent.type for sent in twin.sent].count("template") == 3


def test_answers_to_customers_go_on(ready: Bot, twin: Twin, ben: Customer) -> None:
    twin.faults.answers = [131048]
    send(ready, "consultation_reminder", REMINDER, "1")
    ready.deliver()
    heard(twin, (ben, "hi"))
    ready.deliver()
    assert words_to(twin, ben) == [MENU]
    assert "templates: sending is stopped" in reasons(ready)  # a reply that goes through says nothing about them


def test_marketing_alone_is_held_back_where_meta_takes_none(ready: Bot, twin: Twin) -> None:
    twin.faults.answers = [131063]
    send(ready, "new_programme", NEWS, "1")
    ready.deliver()
    with pytest.raises(CannotSend, match="is held back: marketing: sending is stopped"):
        send(ready, "new_programme", NEWS, "2")
    send(ready, "consultation_reminder", REMINDER, "3")
    ready.deliver()
    assert twin.sent[-1].body["template"]["name"] == "consultation_reminder"
    assert "marketing: sending is stopped since" in flask(ready, "list").output


def test_a_refusal_from_before_staff_resumed_says_nothing_new(ready: Bot, twin: Twin) -> None:
    send(ready, "consultation_reminder", REMINDER, "1")
    ready.deliver()
    late = status(twin.sent[-1].wamid, "failed", code=131048)
    twin.faults.answers = [131048]
    send(ready, "consultation_reminder", REMINDER, "2")
    age(ready, timedelta(minutes=1))
    ready.deliver()
    ready.app.test_cli_runner().invoke(args=["resume", "templates"])
    assert post(ready, statuses=[late]) == 200
    assert reasons(ready) == ""
    send(ready, "consultation_reminder", REMINDER, "3")
