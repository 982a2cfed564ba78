"""Does each of the staff hear of what they want to hear of, and of nothing else?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from bot import Bot
from hypothesis import given
from hypothesis import strategies as st
from services.handover_tools import Box, hand_over, mail_settings
from services.service_tools import age, heard, web_of
from services.staff.staff_tools import OWNER, address_of, joined

from metatwin import Customer, Twin
from relaystack.services.notices.hearing import Hearing, Share, Topic
from relaystack.services.staff import notifications, team

OFFICE = "staff@example.com"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def mailing(make_bot: Callable[..., Bot], twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot that hears, has a mail server, and pages for staff."""
    bot = make_bot(**mail_settings(mailbox[1]), public_url="https://bot.example.com")
    with web_of(bot, twin):
        yield bot


def told(bot: Bot, box: Box) -> set[str]:
    """Who gets the one e-mail that comes of it, besides the office."""
    before = len(box[0].to)
    age(bot, timedelta(minutes=5))
    bot.deliver()
    [addresses] = box[0].to[before:]
    assert OFFICE in addresses
    assert len(set(addresses)) == len(addresses)
    return set(addresses) - {OFFICE}


def hear(bot: Bot, name: str, role: str = "consultant", **shares: Share) -> str:
    """Somebody who wants to hear of this alone; their address."""
    member = joined(bot, name, role)
    notifications.change(bot.parts.database, member, Hearing({Topic(topic): share for topic, share in shares.items()}))
    return address_of(name)


def test_who_needs_a_person_is_told_to_those_who_hear_of_it(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    new, everything = address_of(joined(mailing, "Nora", "consultant").name), hear(mailing, "Eva", help=Share.ALL)
    hear(mailing, "Leo", lead=Share.ALL)
    hear(mailing, "Nils", help=Share.NONE)
    joined(mailing, "Vic", "viewer")
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    assert told(mailing, mailbox) == {new, everything}


def test_a_colleagues_conversation_is_theirs_to_hear_of(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    mine, hers = hear(mailing, "Maya", help=Share.MINE), hear(mailing, "Omar", help=Share.MINE)
    everything = hear(mailing, "Eva", help=Share.ALL)
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    assert told(mailing, mailbox) == {mine, hers, everything}
    mailing.rows("UPDATE contacts SET assignee_id = 1")
    heard(twin, (amina, "One more thing"))
    assert told(mailing, mailbox) == {mine, everything}


def test_who_was_removed_or_may_read_no_more_hears_nothing(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    for name in ("Maya", "Omar"):
        hear(mailing, name, help=Share.ALL)
    team.remove(mailing.parts.database, OWNER, 1)
    team.give_role(mailing.parts.database, OWNER, 2, "marketing")
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    assert told(mailing, mailbox) == set()


def test_who_comes_to_answer_customers_hears_of_them(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    joined(mailing, "Mark", "marketing")
    team.give_role(mailing.parts.database, OWNER, 1, "consultant")
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    assert told(mailing, mailbox) == {address_of("Mark")}


def test_who_has_the_offices_own_address_gets_one_copy(
    make_bot: Callable[..., Bot], twin: Twin, amina: Customer, mailbox: Box
) -> None:
    bot = make_bot(**{**mail_settings(mailbox[1]), "admin_email": f"Maya <MAYA@example.com>, {OFFICE}"})
    with web_of(bot, twin):
        hear(bot, "Maya", help=Share.ALL)
        heard(twin, (amina, "hi"))
        hand_over(bot, amina)
        assert told(bot, mailbox) == {"MAYA@example.com"}


def test_a_members_address_that_is_refused_keeps_the_mail_from_nobody(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    mailbox[0].refused[hear(mailing, "Maya", help=Share.ALL)] = "550 no such user"
    other = hear(mailing, "Omar", help=Share.ALL)
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    assert told(mailing, mailbox) == {other}


@pytest.mark.parametrize(("quiet", "hour", "rests"), [
    ((time(22), time(7)), 23, True), ((time(22), time(7)), 3, True), ((time(22), time(7)), 7, False),
    ((time(12), time(13)), 12, True), ((time(12), time(13)), 13, False), (None, 3, False),
])  # fmt: skip
def test_quiet_times_are_those_of_the_office_and_let_alarms_through(
    quiet: tuple[time, time] | None, hour: int, rests: bool
) -> None:
    everything = dict.fromkeys(Topic, Share.ALL)
    hearing = Hearing(everything, quiet, "Asia/Dubai")
    now = datetime(2026, 11, 30, hour, tzinfo=UTC) - timedelta(hours=4)
    assert hearing.wants(Topic.HELP, True, now) is not rests
    assert hearing.wants(Topic.ALARM, True, now)


_TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(
    st.dictionaries(st.sampled_from(list(Topic)), st.sampled_from(list(Share))),
    st.none() | st.tuples(_TIMES, _TIMES),
    st.sampled_from(list(Topic)), st.booleans(),
)  # fmt: skip
def test_what_is_kept_means_the_same(
    shares: dict[Topic, Share], quiet: tuple[time, time] | None, topic: Topic, is_mine: bool
) -> None:
    hearing = Hearing(shares, quiet, "Asia/Dubai")
    again = Hearing.of({**hearing.kept, "of a newer version": "all", "lead2": 7})
    assert again.wants(topic, is_mine, NOON) == hearing.wants(topic, is_mine, NOON)
