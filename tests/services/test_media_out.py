"""Does the brochure go by the id that Meta gave it, and by its link whenever there is none?"""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bot import Bot
from fakes.files import FileHost
from services.service_tools import BROCHURE, HOUR, age, heard, wait_for, web_of, words_to

from metatwin import Customer, Twin
from metatwin.messages import Sent
from relaystack.models import GivenUp, Upload
from relaystack.settings import ROOT

PDF = b"%PDF-1.4 brochure"
DAY = timedelta(days=1)


@pytest.fixture
def site() -> Iterator[FileHost]:
    """The company's web site, with the brochure."""
    site = FileHost(PDF)
    yield site
    site.close()


@pytest.fixture
def bot(make_bot: Callable[..., Bot], site: FileHost, tmp_path: Path) -> Bot:
    """The bot of a company whose brochure lies there."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "nexora", content, ignore=shutil.ignore_patterns("transcripts"))
    brand = content / "brand.yaml"
    brand.write_text(brand.read_text().replace("https://nexorainvestments.com/brochure", f"{site.url}/brochure"))
    return make_bot(content_dir=content, upload_documents=True)


def asks(bot: Bot, twin: Twin, customer: Customer) -> Sent:
    """The customer asks for the brochure; what comes."""
    heard(twin, (customer, "menu"), (customer, "6"))
    bot.deliver()
    return [sent for sent in twin.sent if sent.customer_id == customer.id][-1]


def uploads(twin: Twin) -> int:
    return sum(request.what == "upload" for request in twin.file_requests)


def test_the_first_goes_by_link_at_once_and_the_second_by_id(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, site: FileHost
) -> None:
    link = f"{site.url}/brochure.pdf"
    named = {"filename": "Nexora Investments brochure.pdf", "caption": f"{BROCHURE}\n{link}"}
    assert asks(listening, twin, amina).body["document"] == {"link": link, **named}
    media_id = listening.one("SELECT media_id FROM uploads")["media_id"]
    assert asks(listening, twin, ben).body["document"] == {"id": media_id, **named}
    assert asks(listening, twin, amina).body["document"] == {"id": media_id, **named}
    assert (uploads(twin), len(site.asked)) == (1, 1)
    file = twin.file(media_id)
    assert file
    assert file.data == PDF


def test_many_who_ask_at_once_cause_one_upload(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, site: FileHost
) -> None:
    for customer in (amina, ben, twin.customer("Carl")):
        heard(twin, (customer, "menu"), (customer, "6"))
    listening.deliver()
    assert (uploads(twin), len(site.asked), listening.rows("SELECT 1 FROM outbox")) == (1, 1, [])


def test_an_id_is_renewed_some_days_before_it_ends_and_used_meanwhile(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    asks(listening, twin, amina)
    first = listening.one("SELECT media_id FROM uploads")["media_id"]
    age(listening, 27 * DAY, Upload.uploaded_at, Upload.expires_at)
    assert asks(listening, twin, amina).body["document"]["id"] == first
    assert uploads(twin) == 2
    assert asks(listening, twin, amina).body["document"]["id"] not in ("", first)
    assert uploads(twin) == 2


def test_an_id_that_has_ended_is_not_used(listening: Bot, twin: Twin, amina: Customer) -> None:
    asks(listening, twin, amina)
    age(listening, 31 * DAY, Upload.uploaded_at, Upload.expires_at)
    assert "link" in asks(listening, twin, amina).body["document"]
    assert "id" in asks(listening, twin, amina).body["document"]


@pytest.mark.parametrize("code", [None, 100, 131009, 131052, 131053], ids=str)
def test_an_id_that_meta_has_forgotten_gives_way_to_the_link(
    listening: Bot, twin: Twin, amina: Customer, code: int | None
) -> None:
    asks(listening, twin, amina)
    age(listening, 2 * DAY, Upload.uploaded_at)
    heard(twin, (amina, "menu"))
    listening.deliver()
    if code is None:
        twin.pass_time(31 * 24 * 60)
    else:
        twin.faults.answers = [code]
    assert "link" in asks_for_file(listening, twin, amina).body["document"]
    assert listening.rows("SELECT 1 FROM given_up") == []
    assert words_to(twin, amina).count(BROCHURE) == 2
    assert "link" in asks(listening, twin, amina).body["document"]  # which causes a new upload
    assert "id" in asks(listening, twin, amina).body["document"]
    assert uploads(twin) == 2


def asks_for_file(bot: Bot, twin: Twin, customer: Customer) -> Sent:
    """The same without the menu; what is tried again at once may be due a moment from now."""

    def has_left() -> bool:
        bot.deliver()
        return not bot.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp'")

    heard(twin, (customer, "6"))
    wait_for(has_left)
    return [sent for sent in twin.sent if sent.customer_id == customer.id][-1]


def test_an_id_that_meta_never_takes_does_not_cause_an_upload_each_time(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    asks(listening, twin, amina)
    heard(twin, (amina, "menu"))
    listening.deliver()
    twin.faults.answers = [131053]
    assert "link" in asks_for_file(listening, twin, amina).body["document"]
    assert "link" in asks(listening, twin, amina).body["document"]
    assert uploads(twin) == 1


def test_a_message_that_is_refused_by_link_too_is_given_up(listening: Bot, twin: Twin, amina: Customer) -> None:
    asks(listening, twin, amina)
    heard(twin, (amina, "menu"))
    listening.deliver()
    twin.faults.answers = [100, 100]
    asks_for_file(listening, twin, amina)
    assert listening.one("SELECT carrier, code, attempts FROM given_up") == {
        "carrier": "whatsapp", "code": 100, "attempts": 2,
    }  # fmt: skip


def test_a_link_without_a_file_is_tried_some_times_a_day_and_the_message_goes_by_it(
    listening: Bot, twin: Twin, amina: Customer, site: FileHost
) -> None:
    site.status = 404
    assert "link" in asks(listening, twin, amina).body["document"]
    for _ in range(6):
        age(listening, HOUR)
        listening.deliver()
    assert "HTTP 404; given up after 5 tries" in listening.one("SELECT reason FROM given_up")["reason"]
    assert "link" in asks(listening, twin, amina).body["document"]
    assert len(site.asked) == 5
    site.status = 200
    with listening.parts.database.transaction() as connection:
        connection.execute(GivenUp.__table__.delete())  # type: ignore[attr-defined]  # as if it had been another day's
    asks(listening, twin, amina)
    assert "id" in asks(listening, twin, amina).body["document"]


def test_a_site_that_hangs_holds_up_no_message(
    make_bot: Callable[..., Bot], bot: Bot, twin: Twin, amina: Customer, site: FileHost
) -> None:
    with web_of(bot, twin):
        twin.faults.uploads = ["hang"]
        heard(twin, (amina, "menu"), (amina, "6"))
        bot.parts.thread.start()
        twin.wait_for(lambda: len(twin.sent) == 2 and uploads(twin))
        twin.says(amina, "menu")
        twin.wait_for(lambda: len(twin.sent) == 3)
        twin.release()
        twin.wait_for(lambda: bot.rows("SELECT 1 FROM uploads"))
        bot.parts.thread.stop()


def test_nothing_is_uploaded_where_that_is_switched_off(
    make_bot: Callable[..., Bot], bot: Bot, twin: Twin, amina: Customer, site: FileHost
) -> None:
    without = make_bot(content_dir=bot.settings.content_dir)
    with web_of(without, twin):
        asks(without, twin, amina)
        assert "link" in asks(without, twin, amina).body["document"]
    assert (uploads(twin), site.asked) == (0, [])


def test_a_file_that_meta_cannot_use_after_all_goes_once_more_by_its_link(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    """Meta accepts the id, and says by a status that it could not use it; to two people at once."""
    asks(listening, twin, amina)
    heard(twin, (amina, "menu"), (ben, "menu"))
    listening.deliver()
    heard(twin, (amina, "6"), (ben, "6"))
    twin.faults.status_only, twin.faults.hold = {"failed": 131053}, True
    listening.deliver()
    assert ["id" in sent.body["document"] for sent in twin.sent[-2:]] == [True, True]
    twin.faults.hold = False
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert listening.rows("SELECT 1 FROM given_up") == []
    listening.deliver()
    assert ["link" in sent.body["document"] for sent in twin.sent[-2:]] == [True, True]
    twin.wait_for(lambda: twin.unacknowledged == 0)
    age(listening, HOUR)
    listening.deliver()
    assert (
        listening.rows("SELECT code, attempts FROM given_up") == [{"code": 131053, "attempts": 2}] * 2
    )  # staff see it
    assert words_to(twin, amina).count(BROCHURE) == 3
    assert words_to(twin, ben).count(BROCHURE) == 2
