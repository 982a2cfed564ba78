"""Do customers get an e-mail that their enquiry has arrived: few, in their language, and never with what was typed?"""

import email
import email.policy
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bot import Bot
from fakes.mailbox import Mailbox, body_of, serving
from services.handover_tools import mail_settings
from services.meta_json import post, said
from services.service_tools import age

from relaystack.models import CarrierState, ConfirmationSlot, OutboxItem

Make = Callable[..., Bot]
Box = tuple[Any, int]
ANN, BEN = "15550180001", "15550180002"
ADDRESS = "ann@example.com"
WAITING = "SELECT key, payload FROM outbox WHERE carrier = 'customer_mail'"


@pytest.fixture
def confirming(make_bot: Make, mailbox: Box) -> Bot:
    """A bot that confirms enquiries."""
    return make_bot(confirm_by_email=True, **mail_settings(mailbox[1]))


def _enquire(bot: Bot, *words: str, phone: str = ANN) -> None:
    for one in words or ("hi", "3", "Ann Example", ADDRESS):
        post(bot, [said(one, phone)])
    bot.rows("DELETE FROM outbox WHERE carrier = 'whatsapp'")  # these tests are about mails


def _to_customers(box: Any) -> list[Any]:
    mails = zip(box.to, box.mails, strict=True)
    return [
        email.message_from_bytes(written.encode(), policy=email.policy.default)
        for to, written in mails
        if to != ["staff@example.com"]
    ]


def _subjects(box: Any) -> list[str]:
    read = [str(email.message_from_string(m, policy=email.policy.default)["Subject"]) for m in box.mails]
    return [subject.removesuffix(" (Nexora Investments)") for subject in read]


def test_who_finishes_an_enquiry_gets_one_confirmation_and_the_consultants_their_mail(
    confirming: Bot, mailbox: Box
) -> None:
    box, _ = mailbox
    _enquire(confirming)
    confirming.deliver(minute=True)
    confirming.deliver(minute=True)
    [mail] = _to_customers(box)
    assert sorted(box.to) == [[ADDRESS], ["staff@example.com"]]
    assert mail["To"] == ADDRESS
    assert mail["Reply-To"] == "staff@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en"
    assert mail["Subject"] == "We have received your enquiry: Nexora Investments"
    assert '<html lang="en" dir="ltr">' in body_of(mail, "html")
    assert "ignore this e-mail" in body_of(mail)


def test_nothing_that_was_typed_is_in_it(confirming: Bot, mailbox: Box) -> None:
    """The address may be a stranger's: nobody can have us write to them what they like."""
    _enquire(confirming, "hi", "3", "Buy Cheap Watches", "victim@example.com")
    confirming.deliver(minute=True)
    [mail] = _to_customers(mailbox[0])
    whole = mail.as_string() + "".join(part.get_content() for part in mail.walk() if not part.is_multipart())
    assert not re.search("watches|cheap|customer name", whole, re.IGNORECASE)
    assert ANN not in whole


@pytest.mark.parametrize("extra", [{}, {"confirm_by_email": False}, {"confirm_by_email": True, "smtp_host": ""}])
def test_there_is_none_where_it_is_not_wanted_or_no_mail_can_go_out(
    make_bot: Make, mailbox: Box, extra: dict[str, Any]
) -> None:
    bot = make_bot(**{**mail_settings(mailbox[1]), **extra})
    _enquire(bot)
    assert bot.rows(WAITING) == []


@pytest.mark.parametrize("words", [("hi", "2", "300k"), ("hi", "5"), ("hi", "3", "Ann Example")])
def test_there_is_none_for_what_is_no_enquiry_with_an_address(confirming: Bot, words: tuple[str, ...]) -> None:
    _enquire(confirming, *words)
    assert confirming.rows(WAITING) == []


@pytest.mark.parametrize(
    ("language", "direction", "subject"),
    [
        ("en", "ltr", "We have received your enquiry"), ("ar", "rtl", "وصلنا استفسارك"),
        ("es", "ltr", "Hemos recibido su consulta"), ("fr", "ltr", "Nous avons bien reçu votre demande"),
        ("pt", "ltr", "Recebemos o seu pedido"), ("ru", "ltr", "Мы получили ваш запрос"),
        ("zh", "ltr", "我们已收到您的咨询"), ("hi", "ltr", "हमें आपकी पूछताछ मिल गई है"),
    ],
)  # fmt: skip
def test_it_is_in_the_customers_language(
    confirming: Bot, mailbox: Box, language: str, direction: str, subject: str
) -> None:
    _enquire(confirming, "hi")
    confirming.rows("UPDATE contacts SET language = :language", language=language)
    _enquire(confirming, "3", "Ann Example", ADDRESS)
    confirming.deliver(minute=True)
    [mail] = _to_customers(mailbox[0])
    page = body_of(mail, "html")
    assert mail["Subject"].startswith(subject)
    assert mail["Content-Language"] == language
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert f'<div lang="{language}" dir="{direction}"' in page
    assert '<a href="https://nexorainvestments.com">https://nexorainvestments.com</a>' in page


def test_the_same_message_again_confirms_nothing_again(confirming: Bot, mailbox: Box) -> None:
    _enquire(confirming, "hi", "3", "Ann Example")
    last = said(ADDRESS, ANN)
    for _ in range(3):
        post(confirming, [last])
        confirming.deliver(minute=True)
    assert len(_to_customers(mailbox[0])) == 1


@pytest.mark.parametrize("other", [ADDRESS, "Ann@EXAMPLE.com", "ann+spam@example.com"])
def test_one_address_gets_two_a_day_whoever_types_it(confirming: Bot, mailbox: Box, other: str) -> None:
    for number in range(4):
        _enquire(confirming, "hi", "3", "Ann Example", other if number else ADDRESS, phone=f"1555018000{number}")
    confirming.deliver(minute=True)
    box, _ = mailbox
    assert len(_to_customers(box)) == 2
    assert sum(subject.startswith("New lead") for subject in _subjects(box)) == 4
    age(confirming, timedelta(days=1), ConfirmationSlot.created_at)
    confirming.rows("UPDATE confirmation_slots SET slot = '2020' || slot")  # of another day
    _enquire(confirming, "hi", "3", "Ann Example", other, phone="15550180009")
    assert len(confirming.rows(WAITING)) == 1


def test_one_person_causes_two_a_day_however_many_addresses_they_type(confirming: Bot) -> None:
    for number in range(4):
        _enquire(confirming, "menu", "3", "Ann Example", f"a{number}@example.com")
    assert len(confirming.rows(WAITING)) == 2


def test_enquiries_at_the_same_moment_share_the_count(confirming: Bot) -> None:
    phones = [f"1555018001{number}" for number in range(6)]
    for phone in phones:
        _enquire(confirming, "hi", "3", "Ann Example", phone=phone)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda phone: _enquire(confirming, ADDRESS, phone=phone), phones))
    assert len(confirming.rows(WAITING)) == 2


def test_counts_of_days_that_are_over_are_forgotten(confirming: Bot) -> None:
    _enquire(confirming)
    age(confirming, timedelta(days=3), ConfirmationSlot.created_at)
    _enquire(confirming, "hi", "3", "Ben Example", "ben@example.com", phone=BEN)
    confirming.deliver(minute=True)
    slots = confirming.rows("SELECT slot FROM confirmation_slots")
    assert len(slots) == 2
    assert all(ADDRESS not in row["slot"] for row in slots)


@pytest.mark.parametrize("after", [("stop",), ("stop", "start")])
def test_after_stop_none_leaves(confirming: Bot, mailbox: Box, after: tuple[str, ...]) -> None:
    _enquire(confirming)
    _enquire(confirming, *after)
    confirming.deliver(minute=True)
    assert _to_customers(mailbox[0]) == []
    assert "New lead: Ann Example" in _subjects(mailbox[0])


def test_what_a_worker_had_when_the_person_said_stop_does_not_leave(confirming: Bot, mailbox: Box) -> None:
    _enquire(confirming)
    confirming.rows("UPDATE outbox SET claimed_by = 'dead', claimed_until = due_at WHERE carrier = 'customer_mail'")
    _enquire(confirming, "stop")
    confirming.deliver(minute=True)
    assert _to_customers(mailbox[0]) == []
    assert "no more messages" in confirming.one("SELECT reason FROM given_up")["reason"]


def test_what_could_not_leave_within_a_day_does_not_leave_any_more(confirming: Bot, mailbox: Box) -> None:
    _enquire(confirming)
    age(confirming, timedelta(hours=25), OutboxItem.created_at)
    confirming.deliver(minute=True)
    assert _to_customers(mailbox[0]) == []
    assert "within a day" in confirming.one("SELECT reason FROM given_up")["reason"]


def test_a_refused_address_is_given_up_and_the_consultants_are_told(confirming: Bot, mailbox: Box) -> None:
    box, _ = mailbox
    box.refused = {ADDRESS: "550 no such mailbox"}
    _enquire(confirming)
    confirming.deliver(minute=True)
    confirming.deliver(minute=True)
    given_up = confirming.one("SELECT carrier, code, reason FROM given_up")
    reason = "the mail server refuses the customer's address"
    assert given_up == {"carrier": "customer_mail", "code": 550, "reason": reason}
    assert sorted(_subjects(box)) == ["An e-mail to a customer was refused: Ann Example", "New lead: Ann Example"]
    assert confirming.client.get("/webhook/health").get_json()["status"] == "healthy"  # a slip is daily life


def test_an_address_that_is_busy_is_tried_again_and_holds_up_no_consultant(confirming: Bot, mailbox: Box) -> None:
    box, _ = mailbox
    box.refused = {ADDRESS: "450 greylisted"}
    _enquire(confirming)
    confirming.deliver(minute=True)
    assert _subjects(box) == ["New lead: Ann Example"]
    box.refused = {}
    age(confirming, timedelta(minutes=2), OutboxItem.due_at, CarrierState.held_until)
    confirming.deliver(minute=True)
    assert len(_to_customers(box)) == 1


def test_an_address_in_other_letters_goes_as_dns_has_it(confirming: Bot, mailbox: Box) -> None:
    _enquire(confirming, "hi", "3", "Ann Example", "ann@bücher.example")
    confirming.deliver(minute=True)
    assert ["ann@xn--bcher-kva.example"] in mailbox[0].to


def test_a_name_in_other_letters_goes_where_the_mail_server_can_write_it(confirming: Bot, mailbox: Box) -> None:
    _enquire(confirming, "hi", "3", "Ann Example", "анна@example.com")
    confirming.deliver(minute=True)
    assert ["анна@example.com"] in mailbox[0].to


def test_an_address_that_the_mail_server_cannot_write_stops_nothing(make_bot: Make) -> None:
    """A name before the @ in other letters needs a server that knows SMTPUTF8."""
    box = Mailbox()
    with serving(box, enable_SMTPUTF8=False) as port:
        bot = make_bot(confirm_by_email=True, **mail_settings(port))
        _enquire(bot, "hi", "3", "Ann Example", "анна@example.com")
        _enquire(bot, "hi", "3", "Ben Example", "ben@example.com", phone=BEN)
        bot.deliver(minute=True)
        bot.deliver(minute=True)
    assert [mail["To"] for mail in _to_customers(box)] == ["ben@example.com"]
    assert "other letters" in bot.one("SELECT reason FROM given_up")["reason"]
    assert "An e-mail to a customer was refused: Ann Example" in _subjects(box)


def test_it_is_erased_with_the_person(confirming: Bot) -> None:
    _enquire(confirming)
    answer = confirming.client.delete("/api/contacts/1", headers={"Authorization": "Bearer test-api-token"})
    assert answer.status_code == 200
    assert confirming.rows(WAITING) == []
    assert confirming.rows("SELECT 1 FROM confirmation_slots") == []
