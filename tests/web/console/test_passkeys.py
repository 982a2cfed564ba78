"""Passkeys: added, named, used instead of password and code, removed; and what no device of theirs has signed."""

import pytest
from bot import Bot
from services.staff.authenticator import Device
from services.staff.staff_tools import PASSWORD, joined
from web.console.visitors import Visitor, let_in
from werkzeug.test import TestResponse

from relaystack.services.staff import passkeys

ME, SIGN_IN = "/console/settings/me", "/console/sign-in"


def add(visitor: Visitor, device: Device, name: str = "Phone") -> TestResponse:
    """By the form of one's own page."""
    question = visitor.send(ME, f"{ME}/passkeys/question", password=PASSWORD).get_json()
    return visitor.send(ME, f"{ME}/passkeys", credential=device.create(question), name=name)


def come(visitor: Visitor, device: Device) -> TestResponse:
    """By the form of the first page."""
    question = visitor.send(SIGN_IN, f"{SIGN_IN}/passkey/question").get_json()
    return visitor.send(SIGN_IN, f"{SIGN_IN}/passkey", credential=device.get(question))


def test_it_lets_in_without_password_and_code(ada: Visitor) -> None:
    device, again = Device(), Visitor(ada.bot, "Ada")
    assert add(ada, device).status_code == 303
    assert "<b>Phone</b>" in ada.look(ME).text
    assert let_in(come(again, device))
    assert again.is_in
    assert "last used" in again.look(ME).text


def test_an_answer_is_good_once(ada: Visitor) -> None:
    device, thief = Device(), Visitor(ada.bot)
    add(ada, device)
    question = thief.send(SIGN_IN, f"{SIGN_IN}/passkey/question").get_json()
    answer = device.get(question)
    assert Visitor(ada.bot).send(SIGN_IN, f"{SIGN_IN}/passkey", credential=answer).status_code == 303
    replayed = thief.send(SIGN_IN, f"{SIGN_IN}/passkey", credential=answer)
    assert (replayed.status_code, "took too long" in replayed.text, thief.is_in) == (401, True, False)


@pytest.mark.parametrize(
    "device",
    [Device("http://evil.example"), Device(knows_who=False)],
    ids=["another site's page", "a device that asks nobody who they are"],
)
def test_what_is_not_signed_for_us_opens_nothing(ada: Visitor, device: Device) -> None:
    real = Device()
    add(ada, real)
    device.key = real.key
    thief = Visitor(ada.bot)
    assert come(thief, device).status_code == 401
    assert not thief.is_in


def test_nor_does_another_devices_signature(ada: Visitor) -> None:
    add(ada, Device())
    assert come(Visitor(ada.bot), Device()).status_code == 401  # the same id, another key


@pytest.mark.parametrize(
    "answer", ["", "x", "{}", "[]", '{"rawId": 1, "response": {}}', '{"rawId": "a", "response": 3}']
)
def test_what_is_no_answer_is_refused_in_words(ada: Visitor, answer: str) -> None:
    assert Visitor(ada.bot).send(SIGN_IN, f"{SIGN_IN}/passkey", credential=answer).status_code == 401
    refused = ada.send(ME, f"{ME}/passkeys", credential=answer, name="x")
    assert (refused.status_code, "Please try again" in refused.text) == (409, True)


def test_a_question_for_somebody_else_adds_no_key(ada: Visitor) -> None:
    joined(ada.bot, "Ben", "consultant")
    ben = Visitor(ada.bot, "Ben")
    ben.sign_in()
    question = ada.send(ME, f"{ME}/passkeys/question", password=PASSWORD).get_json()
    assert ben.send(ME, f"{ME}/passkeys", credential=Device().create(question), name="x").status_code == 409


def test_a_removed_key_opens_nothing_and_nobody_removes_anothers(ada: Visitor) -> None:
    device = Device()
    add(ada, device)
    joined(ada.bot, "Ben", "consultant")
    ben = Visitor(ada.bot, "Ben")
    ben.sign_in()
    ben.send(ME, f"{ME}/passkeys/1/remove")
    assert come(Visitor(ada.bot), device).status_code == 303
    ada.send(ME, f"{ME}/passkeys/1/remove")
    assert come(Visitor(ada.bot), device).status_code == 401


def test_a_removed_member_comes_in_by_no_key(ada: Visitor) -> None:
    device = Device()
    add(ada, device)
    ada.bot.app.test_cli_runner().invoke(args=["staff", "remove", "ada@example.com"])
    assert come(Visitor(ada.bot), device).status_code == 401


def test_an_answer_that_is_nested_without_end_is_none(bot: Bot) -> None:
    assert Visitor(bot).send(SIGN_IN, f"{SIGN_IN}/passkey", credential="[" * 9000).status_code == 401


def test_however_often_somebody_asks_few_questions_are_kept(ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "MOST_QUESTIONS", 3)
    device, anybody = Device(), Visitor(ada.bot)
    assert add(ada, device).status_code == 303
    for _ in range(10):
        anybody.send(SIGN_IN, f"{SIGN_IN}/passkey/question")
    kept = "SELECT count(*) AS n FROM one_time_secrets WHERE purpose = 'passkey-in'"
    assert ada.bot.one(kept)["n"] == 3
    assert let_in(come(Visitor(ada.bot, "Ada"), device))
