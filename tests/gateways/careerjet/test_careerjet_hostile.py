"""What an ill or hostile Careerjet sends, and what people forge, breaks nothing and reaches nobody else."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from bot import Bot
from fakes.careerjet import Careerjet as Fake
from gateways.careerjet.careerjet_tools import forges, says, search, words_of

from metatwin import Customer, Twin
from relaystack.engine.events import JobsFound
from relaystack.services.delivery import settlement
from relaystack.services.outbox import outbox
from relaystack.services.privacy import subject_requests


def answer(*jobs: Any, **more: Any) -> bytes:
    """A page of Careerjet's with these openings."""
    return json.dumps({"type": "JOBS", "hits": len(jobs), "pages": 1, "jobs": jobs, **more}).encode()


def job(**parts: Any) -> dict[str, Any]:
    """An opening."""
    return {"title": "Nurse", "url": "https://x.example/1", **parts}


def test_an_answer_without_an_end_is_not_read_to_its_end(careerjet: Fake) -> None:
    careerjet.body = answer(job(title="x" * 20_000_000))
    assert search(careerjet.url)["outcome"] == "failed"


def test_nor_one_that_unpacks_to_more_than_it_says(careerjet: Fake) -> None:
    careerjet.headers["Content-Encoding"] = "gzip"
    careerjet.body = gzip.compress(answer(job(title="x" * 50_000_000)))
    assert search(careerjet.url)["outcome"] == "failed"


@pytest.mark.parametrize("title", ["<" * 200_000, "&" * 200_000, "<b" * 100_000])
def test_a_title_that_is_slow_to_read_holds_nobody_up(careerjet: Fake, title: str) -> None:
    careerjet.body = answer(job(title=title))
    before = process_time()
    assert search(careerjet.url, seconds=20)["openings"][0]["url"] == "https://x.example/1"
    assert process_time() - before < 5


def test_a_title_cannot_turn_the_words_around_it(careerjet: Fake) -> None:
    careerjet.body = answer(job(title="Nurse\u202e\u2066 \x1b[31m\u0007esruN"))
    assert search(careerjet.url)["openings"][0]["title"] == "Nurse [31mesruN"


def test_nor_end_what_is_bold_in_them(careerjet: Fake) -> None:
    careerjet.body = answer(job(title="*Nurse* ~now~ `5*`", company="*Care"))
    [opening] = search(careerjet.url)["openings"]
    assert (opening["title"], opening["company"]) == ("Nurse now 5", "Care")


@pytest.mark.parametrize(
    "salary",
    [
        {"salary_min": 10**400}, {"salary_min": float("inf")}, {"salary_min": float("nan")}, {"salary_min": [1]},
        {"salary_min": -5}, {"salary_min": True},
    ],
)  # fmt: skip
def test_pay_that_is_none_is_not_told_in_figures(careerjet: Fake, salary: dict[str, Any]) -> None:
    careerjet.body = answer(job(salary_currency_code="EUR", salary_type="Y", **salary))
    [opening] = search(careerjet.url)["openings"]
    assert "salary" not in opening


def test_pay_is_told_from_the_lower_end(careerjet: Fake) -> None:
    careerjet.body = answer(job(salary_currency_code="EUR", salary_type="Y", salary_min=9, salary_max=5))
    assert search(careerjet.url)["openings"][0]["salary"] == {"low": 5, "high": 9, "currency": "EUR", "per": "Y"}


@pytest.mark.parametrize(("hits", "told"), [(10**300, 1_000_000_000), (-5, 1), (True, 1), ("62", 1), (1.5, 1)])
def test_a_number_of_hits_is_one_that_can_be_said(careerjet: Fake, hits: Any, told: int) -> None:
    careerjet.body = answer(job(), hits=hits)
    assert search(careerjet.url)["hits"] == told


@pytest.mark.parametrize(
    "body", [b"{}", b'{"type": "JOBS"}', b'{"jobs": [5, {}, null]}', b'{"type": "NEWS", "jobs": 5}']
)
def test_an_answer_that_says_nothing_is_a_failure_and_not_no_openings(careerjet: Fake, body: bytes) -> None:
    careerjet.body = body
    assert search(careerjet.url)["outcome"] == "failed"


def test_an_odd_charset_is_no_matter(careerjet: Fake) -> None:
    careerjet.headers["Content-Type"] = "application/json; charset=hex"
    assert search(careerjet.url)["hits"] == 2


def test_long_links_make_a_message_of_fewer_openings_and_none_is_lost(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    links = [f"https://x.example/{n}/" + "u" * 900 for n in range(5)]
    endless = job(url="https://x.example/" + "u" * 5000)
    careerjet.body = answer(*(job(title=f"Job {n}", url=link) for n, link in enumerate(links)), endless)
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    says(searching, twin, amina, "1")  # more
    searching.deliver()
    told = words_of(twin)[-2:]
    assert [link for words in told for link in links if link in words] == links
    assert all("Main menu" in words for words in told)


def test_a_forged_tap_holds_up_nobody(searching: Bot, twin: Twin, amina: Customer) -> None:
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    forges(searching, twin, amina, "jobs.found.more?more=abc&code=AE")
    ben = twin.customer("Ben", phone="15550140002")
    says(searching, twin, ben, "hi", "4", "UAE")
    searching.deliver()
    assert searching.rows("SELECT 1 FROM outbox") == []
    assert "Senior Software Engineer" in words_of(twin)[-1]


def _stop(bot: Bot, twin: Twin, customer: Customer) -> None:
    says(bot, twin, customer, "stop")


def _taken_over(bot: Bot, twin: Twin, customer: Customer) -> None:
    says(bot, twin, customer, "human")


@pytest.mark.parametrize("leave", [_stop, _taken_over])
def test_nothing_of_a_search_reaches_somebody_who_has_left_while_it_lasted(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake, leave: Callable[..., None]
) -> None:
    says(searching, twin, amina, "hi")
    searching.deliver()
    says(searching, twin, amina, "nurse in Canada")
    careerjet.when_asked = lambda: leave(searching, twin, amina)
    searching.deliver()
    assert len(careerjet.asked) == 1
    assert not any("Senior Software Engineer" in words for words in words_of(twin))
    assert searching.rows("SELECT 1 FROM outbox WHERE carrier = 'jobs'") == []


def test_what_was_found_for_somebody_who_is_erased_by_then_leaves_nothing(
    searching: Bot, twin: Twin, amina: Customer
) -> None:
    says(searching, twin, amina, "hi")
    searching.deliver()
    says(searching, twin, amina, "nurse in Canada")
    database = searching.parts.database
    with database.transaction() as connection:  # a worker that was frozen: its claim has run out
        [item] = outbox.claim(connection, "jobs", "slow", 1, datetime.now(UTC), timedelta(0))
    [row] = searching.rows("SELECT id FROM contacts")
    assert isinstance(subject_requests.erase(database, searching.settings.media_dir, row["id"], "test"), dict)
    told = len(twin.sent)
    found = {"outcome": "refused", "name": "Canada", "country": "CA", "openings": [], "hits": 0}
    settlement.settle(
        database, [(item, settlement.Done(event=JobsFound("jobs.found", found)))], searching.parts.conversation_settings
    )
    searching.deliver()
    assert len(twin.sent) == told
    for table in ("outbox", "whatsapp_messages", "whatsapp_sessions", "whatsapp_leads"):
        assert searching.rows(f"SELECT 1 FROM {table}") == [], table


def test_who_begins_two_searches_reads_each_as_what_it_is(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    says(searching, twin, amina, "hi", "nurse in Canada", "driver in Canada", "nurse in Toronto")
    searching.deliver()
    assert [(asked.query["keywords"], asked.query.get("location")) for asked in careerjet.asked] == [
        ("nurse", None), ("driver", None), ("nurse", "Toronto"),
    ]  # fmt: skip
    told = "\n".join(words_of(twin))
    for words in ("for “nurse” in Canada", "for “driver” in Canada", "for “nurse” in Toronto, Canada"):
        assert words in told
