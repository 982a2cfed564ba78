"""Meta gives unclear answers: how long is a person silent, and what can staff do?"""

from datetime import timedelta

import pytest
from bot import Bot
from services.service_tools import BOOKING, MENU, age, heard, words_to

from metatwin import Customer, Twin


def _release(bot: Bot, who: str) -> str:
    done = bot.app.test_cli_runner().invoke(args=["release", who, "--by", "lea"])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("answers", [["500"] * 2, ["502-html", "500"], ["500"] * 5])
def test_unclear_answers_keep_nobody_silent_for_two_minutes_once_meta_is_well(
    listening: Bot, twin: Twin, amina: Customer, answers: list[str]
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = list(answers)
    for _ in answers:
        listening.deliver(minute=True)
        age(listening, timedelta(seconds=65))
    listening.deliver(minute=True)
    assert words_to(twin, amina) == [MENU, BOOKING]


def test_an_unclear_answer_is_not_sent_again_before_its_status_could_come(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["500", "500"]
    for _ in range(2):
        listening.deliver(minute=True)
        age(listening, timedelta(seconds=55))
        listening.deliver(minute=True)
        age(listening, timedelta(seconds=10))
    assert len(twin.requests) == 2
    listening.deliver(minute=True)
    assert words_to(twin, amina) == [MENU]


def test_staff_release_one_person_and_it_says_what_was_in_doubt(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"), (ben, "hi"))
    twin.faults.status_webhooks = False
    twin.faults.answers = ["drop-before", "drop-before"]
    listening.deliver(minute=True)
    said = _release(listening, f"+{amina.phone}")
    assert "leave now: 2" in said
    assert "In doubt were 1" in said
    listening.deliver(minute=True)
    assert words_to(twin, amina) == [MENU, BOOKING]
    assert words_to(twin, ben) == []
    noted = listening.one('SELECT action, "by", contact_id FROM audit')
    assert (noted["action"], noted["by"]) == ("person.release", "lea")
    assert "nothing waits" in _release(listening, str(noted["contact_id"]))
    assert len(listening.rows("SELECT 1 FROM audit")) == 1


def test_a_person_that_nobody_knows_is_said(bot: Bot) -> None:
    done = bot.app.test_cli_runner().invoke(args=["release", "+15550009999"])
    assert done.exit_code != 0
    assert "There is no contact" in done.output
