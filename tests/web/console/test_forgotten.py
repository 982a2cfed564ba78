"""Who forgot their password gets a link by e-mail; whoever asks for another learns nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bot import Bot
from fakes.mailbox import Mailbox
from services.handover_tools import mail_settings
from services.staff.staff_tools import invited, joined
from web.api.api_tools import sign_of
from web.console.visitors import Visitor, let_in

from relaystack.services.staff import attempts

PAGE, ANOTHER = "/console/forgotten", "amber-Canoe-58-thistle"


@pytest.fixture
def mailed(make_bot: Callable[..., Bot], mailbox: tuple[Mailbox, int]) -> tuple[Bot, Mailbox]:
    """A bot that can send e-mails, and where they arrive."""
    box, port = mailbox
    return make_bot(**mail_settings(port), public_url="https://bot.example.com"), box


def link_in(mail: str) -> str:
    """The link of a letter."""
    return mail.replace("=\r\n", "").replace("=3D", "=").split("https://bot.example.com")[1].split()[0]


def test_a_link_comes_by_mail_and_works_once(mailed: tuple[Bot, Mailbox]) -> None:
    bot, box = mailed
    joined(bot, "Ada", "consultant")
    ada = Visitor(bot, "Ada")
    assert "is on its way" in ada.look(ada.send(PAGE, email=" ADA@example.com").location).text
    bot.deliver(minute=True)
    assert box.to == [["ada@example.com"]]
    link = link_in(box.mails[0])
    assert ada.send(link, password=ANOTHER).location == "/console/sign-in"
    assert ada.look(link).status_code == 410
    assert let_in(ada.sign_in(ANOTHER))


def test_it_ends_after_half_an_hour(mailed: tuple[Bot, Mailbox]) -> None:
    bot, box = mailed
    joined(bot, "Ada", "consultant")
    Visitor(bot).send(PAGE, email="ada@example.com")
    bot.deliver(minute=True)
    ends = bot.one("SELECT expires_at FROM one_time_secrets")["expires_at"]
    assert ends is not None
    bot.rows("UPDATE one_time_secrets SET expires_at = '2026-01-01 00:00:00'")
    assert Visitor(bot).look(link_in(box.mails[0])).status_code == 410


@pytest.mark.parametrize("email", ["nobody@example.com", "invited@example.com", "no address"])
def test_whoever_has_no_password_gets_the_same_words_and_no_mail(mailed: tuple[Bot, Mailbox], email: str) -> None:
    bot, box = mailed
    joined(bot, "Ada", "consultant")
    invited(bot, "Invited", "consultant")

    def asked(email: str) -> tuple[int, str]:
        visitor = Visitor(bot)
        page = visitor.look(visitor.send(PAGE, email=email).location)
        return page.status_code, page.text.replace(sign_of(page), "")

    assert asked(email) == asked("ada@example.com")
    bot.deliver(minute=True)
    assert box.to == [["ada@example.com"]]


def test_nobodys_letter_box_is_filled(mailed: tuple[Bot, Mailbox]) -> None:
    bot, _ = mailed
    joined(bot, "Ada", "consultant")
    for _ in range(attempts.FOR_ACCOUNT):
        assert Visitor(bot).send(PAGE, email="ada@example.com").status_code == 303
    slowed = Visitor(bot).send(PAGE, email="ada@example.com")
    assert (slowed.status_code, "Please wait" in slowed.text) == (429, True)
    assert Visitor(bot, "Ada").sign_in().status_code == 303  # and the account itself is not kept out
    assert attempts.wait_after(99, 5) == timedelta(minutes=15)


def test_where_no_mail_is_set_up_the_page_says_whom_to_ask(bot: Bot) -> None:
    page = Visitor(bot).look(PAGE).text
    assert "Ask an owner of your team" in page
    assert 'name="email"' not in page
