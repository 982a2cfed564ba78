"""Whom does a provider that hangs keep waiting? Only who needs it."""

import socket
from collections.abc import Callable, Iterator

import pytest
from aiohttp import ClientTimeout
from bot import Bot
from fakes.careerjet import Careerjet
from services.service_tools import BOOKING, BROCHURE, MENU, asked_for, heard, wait_for, web_of, words_to

from metatwin import Customer, Twin
from relaystack.carriers import make_carriers
from relaystack.services.delivery.claims import Pace
from relaystack.services.delivery.delivery import Delivery
from relaystack.worker import DeliveryThread

Make = Callable[..., Bot]


@pytest.fixture
def careerjet() -> Iterator[Careerjet]:
    """A job search that hangs until it is opened."""
    fake = Careerjet()
    fake.open.clear()
    yield fake
    fake.close()


@pytest.fixture
def silent_server() -> Iterator[socket.socket]:
    """A server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield server


def _narrow(bot: Bot) -> DeliveryThread:
    """A worker with room for two deliveries of each carrier."""
    parts = bot.parts
    carriers = make_carriers(bot.settings, parts.book, ClientTimeout(total=8))
    thread = DeliveryThread(
        lambda: Delivery(parts.database, carriers, lambda: parts.conversation_settings, Pace(1000, 60), in_flight=2)
    )
    thread.start()
    return thread


def test_job_searches_that_hang_take_no_room_from_messages(
    make_bot: Make, twin: Twin, amina: Customer, careerjet: Careerjet
) -> None:
    bot = make_bot(careerjet_api_key="k", careerjet_user_ip="192.0.2.1", careerjet_api_url=careerjet.url)
    seekers = [twin.customer(f"Person {n}", phone=f"1555014{n:04}") for n in range(4)]
    with web_of(bot, twin):
        for seeker in seekers:
            heard(twin, (seeker, "hi"), (seeker, "4"), (seeker, "Canada"))
        worker = _narrow(bot)
        try:
            wait_for(lambda: len(careerjet.asked) == 2)
            twin.wait_for(lambda: {len(words_to(twin, seeker)) for seeker in seekers} == {2})
            heard(twin, (amina, "hi"), (amina, "5"))
            twin.wait_for(lambda: words_to(twin, amina) == [MENU, BOOKING])
            assert len(careerjet.asked) == 2
            careerjet.open.set()
            twin.wait_for(lambda: {len(words_to(twin, seeker)) for seeker in seekers} == {3})
        finally:
            careerjet.open.set()
            worker.stop()


def test_a_mail_server_that_hangs_delays_no_message(
    make_bot: Make, twin: Twin, amina: Customer, silent_server: socket.socket
) -> None:
    bot = make_bot(
        smtp_host="127.0.0.1", smtp_port=silent_server.getsockname()[1], smtp_tls="none", mail_from="a@example.com",
        admin_email="b@example.com",
    )  # fmt: skip
    askers = [twin.customer(f"Person {n}", phone=f"1555014{n:04}") for n in range(3)]
    with web_of(bot, twin):
        for asker in askers:
            heard(twin, (asker, "hi"), (asker, "3"), (asker, "Ann Example"), (asker, "ann@example.com"))
        worker = _narrow(bot)
        try:
            wait_for(lambda: len(bot.rows("SELECT 1 FROM outbox WHERE carrier = 'mail' AND attempts = 1")) == 2)
            heard(twin, (amina, "hi"), (amina, "5"))
            twin.wait_for(lambda: words_to(twin, amina) == [MENU, BOOKING])
        finally:
            silent_server.close()
            worker.stop()
    assert words_to(twin, amina) == [MENU, BOOKING]
    assert bot.rows("SELECT DISTINCT carrier FROM outbox") == [{"carrier": "mail"}]


def test_a_person_whose_messages_hang_takes_the_room_of_one(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    """Three of Amina's wait in the worker's hands; there is room for two people all the same."""
    heard(twin, (amina, "hi"), (amina, "5"), (amina, "6"))
    twin.faults.answers = ["hang"]
    worker = _narrow(listening)
    try:
        twin.wait_for(lambda: asked_for(twin, amina) == 1)
        wait_for(lambda: len(listening.rows("SELECT 1 FROM outbox WHERE attempts = 1")) >= 2)
        heard(twin, (ben, "hi"), (ben, "5"))
        worker.wake()
        twin.wait_for(lambda: words_to(twin, ben) == [MENU, BOOKING])
        assert asked_for(twin, amina) == 1
        twin.release()
        twin.wait_for(lambda: words_to(twin, amina) == [MENU, BOOKING, BROCHURE])
    finally:
        worker.stop()
