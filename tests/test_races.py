"""Two web processes, one person: is everything there once, whoever is first?"""

import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import count
from threading import Event
from typing import Any

import pytest
from bot import SECRET, TOKEN, Bot
from databases import fresh_database
from processes import web_alone
from services.booking_tools import consultant
from services.meta_json import body, said, system
from services.payment_tools import FEE, payment
from services.service_tools import MENU, wait_for
from services.test_booking_chat import say, tap, times
from sqlalchemy import text

from metatwin.bodies import encode, sign
from relaystack.settings import Settings
from stripetwin import StripeTwin
from stripetwin.objects import event

pytestmark = pytest.mark.slow

Json = dict[str, Any]
PEOPLE = 8
_numbers = count(1)


@dataclass(frozen=True)
class Webs:
    """Two web processes on one database, and a look into that."""

    urls: Sequence[str]
    bot: Bot

    def post(self, number: int, message: Json, contacts: Sequence[Json] = ()) -> int:
        """Post a webhook with one message to a process; the HTTP status of the answer."""
        raw = encode(body(self.bot, [message], contacts=contacts))
        head = {"X-Hub-Signature-256": sign(SECRET, raw), "Content-Type": "application/json"}
        request = urllib.request.Request(self.urls[number % len(self.urls)], raw, head)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)

    def at_once(self, *messages: Json, contacts: Sequence[Json] = ()) -> None:
        """Post messages at the same moment, each to another process than the one before."""
        with ThreadPoolExecutor(len(messages)) as pool:
            posts = [pool.submit(self.post, n, message, contacts) for n, message in enumerate(messages)]
            assert [post.result() for post in posts] == [200] * len(messages)


LONDON = "447700900990"  # a number that tells its clock: who books with another is asked for it


@dataclass(frozen=True)
class Somebody:
    """A person of whom nobody has heard."""

    phone: str
    bsuid: str

    @property
    def contacts(self) -> list[Json]:
        """How Meta names them beside a message, with both identifiers."""
        return [{"profile": {"name": "X"}, "wa_id": self.phone, "user_id": self.bsuid}]

    def rows(self, webs: Webs, table: str, more: str = "") -> list[dict[str, Any]]:
        """The rows of all contacts that go by one of their identifiers."""
        return webs.bot.rows(
            f"SELECT t.* FROM {table} t JOIN contacts c ON c.id = t.contact_id"
            f" WHERE (c.phone = :phone OR c.bsuid = :bsuid) {more} ORDER BY t.id",
            phone=self.phone,
            bsuid=self.bsuid,
        )

    def ids(self, webs: Webs) -> list[int]:
        """The ids of those contacts."""
        query = "SELECT id FROM contacts WHERE phone = :phone OR bsuid = :bsuid ORDER BY id"
        return [row["id"] for row in webs.bot.rows(query, phone=self.phone, bsuid=self.bsuid)]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def webs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webs]:
    """Two web processes without delivery: what they post stays where it can be counted."""
    folder = tmp_path_factory.mktemp("webs")
    with fresh_database(request, folder) as url, ExitStack() as running:
        settings = Settings(
            database_url=url, whatsapp_token="twin-token", phone_number_id="106540352242922", verify_token="verify",
            app_secret=SECRET, api_token=TOKEN, graph_api_url="http://127.0.0.1:9",
            stripe_secret_key="sk_test", stripe_webhook_secret=StripeTwin().secret, stripe_api_url="http://127.0.0.1:9",
        )  # fmt: skip
        bot = Bot(settings)
        yield Webs([running.enter_context(web_alone(settings, folder)) for _ in range(2)], bot)
        bot.close()


@pytest.fixture
def people() -> list[Somebody]:
    """Some people that no other test knows."""
    return [Somebody(f"1555022{n:04}", f"US.{n}") for n in (next(_numbers) for _ in range(PEOPLE))]


def answers(webs: Webs, person: Somebody) -> list[str]:
    """The first lines of what was answered, in the order in which it will leave."""
    rows = person.rows(webs, "whatsapp_messages", "AND t.key IN (SELECT key FROM outbox)")
    return [row["message"].splitlines()[0] for row in rows]


def test_three_quick_messages_to_different_processes_are_one_conversation(webs: Webs, people: list[Somebody]) -> None:
    for person in people:
        webs.at_once(*(said(words, person.phone, person.bsuid) for words in ("hi", "5", "6")))
    for person in people:
        assert len(person.ids(webs)) == 1
        assert len(person.rows(webs, "whatsapp_messages", "AND t.direction = 'incoming'")) == 3
        assert len(answers(webs, person)) == 3
        assert answers(webs, person)[0] == MENU  # the first message ever opens it, whichever it was


@pytest.mark.parametrize("forms", [("5511987{}", "551187{}"), ("52551{}4", "521551{}4")], ids=["Brazil", "Mexico"])
def test_first_messages_under_two_forms_of_one_number_make_one_contact(webs: Webs, forms: tuple[str, str]) -> None:
    for n in range(PEOPLE):
        dialled, other = (form.format(f"{600_000 + n}") for form in forms)
        webs.at_once(said("hi", dialled), said("5", other))
        assert len(Somebody(dialled, "-").ids(webs)) == 1
        assert Somebody(other, "-").ids(webs) == []
        assert len(answers(webs, Somebody(dialled, "-"))) == 2


@pytest.mark.parametrize("first", ["phone", "bsuid"])
@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("named", ["both", "one"])
def test_a_message_by_phone_and_one_by_bsuid_at_once(
    webs: Webs, people: list[Somebody], first: str, known: bool, named: str
) -> None:
    """One person wherever anything says so. Where nothing does, there are two, and a person is told when it shows."""
    one_person = known or named == "both"
    for person in people[: PEOPLE // 2]:
        if known:
            webs.post(0, said("hi", person.phone, person.bsuid))
        both = [said("5", phone=person.phone), said("6", bsuid=person.bsuid)]
        webs.at_once(*both[:: 1 if first == "phone" else -1], contacts=person.contacts if named == "both" else ())
        assert len(person.ids(webs)) == (1 if one_person else 2)
        webs.at_once(*[said("menu", person.phone, person.bsuid) for _ in range(2)])
        assert len(person.rows(webs, "identity_conflicts")) == (0 if one_person else 1)
        assert len(answers(webs, person)) == 4 + known


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_a_repeat_while_the_first_is_still_being_handled_is_nothing_new(
    webs: Webs, people: list[Somebody], known: bool
) -> None:
    """The first is held in the middle of its transaction, its contact made and its message not yet."""
    person, bot = people[0], webs.bot
    if known:
        webs.post(0, said("hi", person.phone, person.bsuid))
    message, sent = said("5", person.phone, person.bsuid), Event()
    is_sqlite = bot.parts.database.is_sqlite

    def post(number: int) -> int:
        sent.set()
        return webs.post(number, message)

    with ThreadPoolExecutor(4) as pool:
        with bot.parts.database.transaction() as held:
            if not is_sqlite:  # there a transaction alone keeps everybody else from writing
                held.execute(text("LOCK TABLE whatsapp_messages IN SHARE MODE"))
            posts = [pool.submit(post, number) for number in range(4)]
            wait_for(lambda: sent.is_set() if is_sqlite else _waiting(bot) == len(webs.urls))
        assert [done.result() for done in posts] == [200] * 4
    assert len(person.ids(webs)) == 1
    assert len(person.rows(webs, "whatsapp_messages", "AND t.direction = 'incoming'")) == 1 + known
    assert len(answers(webs, person)) == 1 + known


def _waiting(bot: Bot) -> int:
    """How many transactions wait for another one; asked anew each time, since one transaction sees one answer."""
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return len(bot.rows(query))


def test_a_change_and_the_first_message_under_the_new_number_at_once_keep_a_stop(
    webs: Webs, people: list[Somebody]
) -> None:
    """Either the contact was re-keyed in time, or there are two and a note; nobody who said stop gets an answer."""
    for old, new in zip(people[::2], people[1::2], strict=True):
        webs.post(0, said("hi", old.phone, old.bsuid))
        webs.post(1, said("stop", old.phone, old.bsuid))
        change = system(
            "user_changed_number", from_=old.phone, wa_id=new.phone, user_id=new.bsuid, previous_user_id=old.bsuid
        )
        webs.at_once(said("hello", new.phone, new.bsuid), change)
        webs.post(0, said("menu", new.phone, new.bsuid))
        assert len(new.ids(webs)) == 1
        assert len(old.ids(webs)) == len(old.rows(webs, "identity_conflicts"))
        stopped = webs.bot.rows("SELECT opted_out_at FROM contacts WHERE phone = :phone", phone=new.phone)
        assert stopped != [{"opted_out_at": None}]


def test_two_webhooks_of_one_payment_at_once_confirm_it_once(webs: Webs, people: list[Somebody]) -> None:
    """Both are held until both are under way: each believes that nothing is paid yet."""
    person, bot = replace(people[0], phone=LONDON), webs.bot
    twins = [StripeTwin(webhook_url=url.replace("/webhook", "/payments/stripe")) for url in webs.urls]
    consultant(bot, consulting=FEE)
    say(bot, "hi", "5", phone=person.phone)
    tap(bot, times(bot, person.phone)[0], person.phone)
    page = {"id": "cs_1", "status": "complete", "payment_status": "paid", "payment_intent": "pi_1", "currency": "aed",
            "amount_total": FEE.fee, "metadata": {"reference": payment(bot)["reference"]}}  # fmt: skip
    told = event("checkout.session.completed", page)
    with ThreadPoolExecutor(len(twins)) as pool:
        with bot.parts.database.transaction() as held:
            if not bot.parts.database.is_sqlite:
                held.execute(text("SELECT id FROM contacts WHERE phone = :phone FOR UPDATE"), {"phone": person.phone})
            posts = [pool.submit(twin.tell, told) for twin in twins]
            wait_for(lambda: bot.parts.database.is_sqlite or _waiting(bot) == len(twins))
        assert [done.result() for done in posts] == [200, 200]
    assert answers(webs, person)[-1].startswith("✅ Your consultation is booked:")
    assert len(answers(webs, person)) == 4  # menu, times, held, booked
    assert payment(bot)["state"] == "paid"
    assert len(bot.rows("SELECT 1 FROM outbox WHERE carrier = 'mail' AND key LIKE 'payment/%'")) == 1
    assert bot.rows("SELECT 1 FROM outbox WHERE carrier = 'payment_hold'") == []
