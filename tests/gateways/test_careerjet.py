"""How is Careerjet asked, what is made of its answers, and how does a search reach the person?"""

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from bot import SECRET, Bot
from fakes.careerjet import Careerjet as Fake
from sqlalchemy import update

from metatwin import Customer, Twin
from metatwin.bodies import encode, envelope, message, sign
from relaystack.engine.events import JobsFound
from relaystack.engine.parcels import Parcel
from relaystack.gateways.careerjet import Careerjet
from relaystack.gateways.careerjet_locales import LOCALES
from relaystack.gateways.http import Http
from relaystack.models import JobSearch
from relaystack.services import outbox, settlement
from relaystack.settings import ROOT

IP = "192.0.2.10"
PAGE = "https://example.com/jobs"


@pytest.fixture
def careerjet() -> Iterator[Fake]:
    """A Careerjet on loopback that knows two openings."""
    fake = Fake()
    yield fake
    fake.close()


def search(url: str, country: str = "AE", seconds: float = 5, **more: str | int) -> dict[str, Any]:
    """What a search finds."""

    async def run() -> Any:
        carrier = Careerjet(Http(aiohttp.ClientTimeout(total=seconds)), url, "the-key", PAGE, IP)
        parcel = Parcel("key", {"country": country, "name": "Somewhere", "place": "jobs.found", **more})
        try:
            return (await carrier.deliver(parcel)).event
        finally:
            await carrier.close()

    event = asyncio.run(run())
    assert isinstance(event, JobsFound)
    assert event.place == "jobs.found"
    assert event.result["name"] == "Somewhere"
    return dict(event.result)


def test_the_request_is_as_careerjet_documents_it(careerjet: Fake) -> None:
    search(careerjet.url)
    [asked] = careerjet.asked
    assert asked.path == "/v4/query"
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(b"the-key:").decode()
    assert asked.headers["Referer"] == PAGE
    assert asked.query["user_ip"] == IP
    assert asked.query["user_agent"]
    assert asked.query["locale_code"] == "en_AE"
    assert asked.query["page"] == "1"
    assert not {"affid", "url"} & asked.query.keys()  # of the older API


def test_a_keyword_is_passed_on(careerjet: Fake) -> None:
    search(careerjet.url, keyword="nurse")
    search(careerjet.url)
    assert [asked.query.get("keywords") for asked in careerjet.asked] == ["nurse", None]


def test_openings_come_in_plain_words_with_their_own_links(careerjet: Fake) -> None:
    found = search(careerjet.url)
    assert (found["outcome"], found["hits"]) == ("found", 2)
    assert found["openings"] == [
        {"title": "Senior Software Engineer", "company": "Example Tech LLC", "place": "Dubai",
         "pay": "AED 25000 - 32000 per month", "url": "https://jobviewtrack.com/v2/example-0001.html",
         "salary": {"low": 25000, "high": 32000, "currency": "AED", "per": "M"}},
        {"title": "Software Tester", "company": "", "place": "Abu Dhabi - Dubai", "pay": "",
         "url": "https://jobviewtrack.com/v2/example-0002.html"},
    ]  # fmt: skip


def test_markup_of_titles_is_taken_out_and_long_ones_are_cut(careerjet: Fake) -> None:
    jobs = [{"title": "<b>Nurse</b> &amp; Carer\n(night)", "url": "https://x.example/1"},
            {"title": "x" * 500, "url": "https://x.example/2"},
            {"title": None, "url": "https://x.example/3"}]  # fmt: skip
    careerjet.body = json.dumps({"type": "JOBS", "hits": 3, "jobs": jobs}).encode()
    first, second, third = search(careerjet.url)["openings"]
    assert first["title"] == "Nurse & Carer (night)"
    assert len(second["title"]) <= 80
    assert third["title"] == "Opening"


def test_no_more_openings_than_a_message_holds(careerjet: Fake) -> None:
    jobs = [{"title": f"Job {n}", "url": f"https://x.example/{n}"} for n in range(100)]
    careerjet.body = json.dumps({"type": "JOBS", "hits": 900, "jobs": jobs}).encode()
    found = search(careerjet.url)
    assert (len(found["openings"]), found["hits"]) == (5, 900)


def test_an_answer_without_openings_finds_none(careerjet: Fake) -> None:
    careerjet.body = careerjet.answer("v4_jobs_no_results.json")
    found = search(careerjet.url)
    assert (found["outcome"], found["openings"]) == ("found", [])


@pytest.mark.parametrize("name", ["v4_locations.json", "legacy_locations.json"])
def test_a_vague_place_is_asked_back(careerjet: Fake, name: str) -> None:
    careerjet.body = careerjet.answer(name)
    found = search(careerjet.url)
    named = {"v4_locations.json": "Valencia", "legacy_locations.json": "Newcastle upon Tyne"}[name]
    assert found["outcome"] == "places"
    assert found["places"][0] == {"id": "1", "label": named, "title": named}
    assert all(len(place["title"]) <= 24 for place in found["places"])


def test_a_chosen_place_is_passed_on(careerjet: Fake) -> None:
    found = search(careerjet.url, "ES", location="Valencia")
    assert careerjet.asked[0].query["location"] == "Valencia"
    assert found["location"] == "Valencia"  # so that more openings are looked for there


@pytest.mark.parametrize(
    ("country", "tongue", "locale"),
    [
        ("CA", "fr", "fr_CA"), ("CA", "en", "en_CA"), ("CA", "ru", "en_CA"), ("BE", "fr", "fr_BE"),
        ("CN", "zh", "zh_CN"),
        ("UA", "ru", "ru_UA"), ("UA", "en", "uk_UA"), ("ES", "ar", "es_ES"), ("KE", "fr", "en_KE"),
    ],
)  # fmt: skip
def test_the_site_is_asked_in_the_persons_language_where_it_speaks_it(
    careerjet: Fake, country: str, tongue: str, locale: str
) -> None:
    search(careerjet.url, country, tongue=tongue)
    assert careerjet.asked[0].query["locale_code"] == locale


def _paged(careerjet: Fake, count: int, pages: int) -> None:
    jobs = [{"title": f"Job {n}", "url": f"https://x.example/{n}"} for n in range(count)]
    careerjet.body = json.dumps({"type": "JOBS", "hits": 500, "pages": pages, "jobs": jobs}).encode()


def test_more_openings_go_on_where_the_last_ones_ended_across_careerjets_pages(careerjet: Fake) -> None:
    _paged(careerjet, 7, pages=2)
    titles, after = [], 0
    for _ in range(4):
        found = search(careerjet.url, after=after)
        titles.append([opening["title"] for opening in found["openings"]])
        after = found["more"]
    first, second = [f"Job {n}" for n in range(5)], ["Job 5", "Job 6"]
    assert titles == [first, second, first, second]
    assert after == 0
    assert [asked.query["page"] for asked in careerjet.asked] == ["1", "1", "2", "2"]


def test_there_is_nothing_beyond_the_last_page_that_careerjet_gives(careerjet: Fake) -> None:
    _paged(careerjet, 5, pages=99)
    assert search(careerjet.url, after=9000)["more"] == 10_000
    assert search(careerjet.url, after=10_000)["more"] == 0
    _paged(careerjet, 0, pages=99)
    assert search(careerjet.url, after=2000)["outcome"] == "no_more"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (403, Fake.answer("v4_error_403.json"), "refused"), (401, b"{}", "refused"), (400, b"{}", "failed"),
        (429, b"{}", "busy"), (500, b"{}", "failed"), (302, b"", "failed"),
        (200, b"<html><body>We are down</body></html>", "failed"), (200, b"", "failed"), (200, b"\xff\xfe", "failed"),
        (200, Fake.answer("legacy_error.json"), "failed"),
    ],
)  # fmt: skip
def test_a_search_that_fails_is_an_answer_too(careerjet: Fake, status: int, body: bytes, outcome: str) -> None:
    careerjet.status, careerjet.body = status, body
    assert search(careerjet.url)["outcome"] == outcome


@pytest.mark.parametrize(("status", "outcome"), [(403, "refused"), (429, "busy")])
def test_what_careerjet_refuses_altogether_is_not_asked_again_for_a_while(
    careerjet: Fake, status: int, outcome: str
) -> None:
    async def twice() -> list[Any]:
        carrier = Careerjet(Http(), careerjet.url, "the-key", PAGE, IP)
        parcel = Parcel("key", {"country": "AE", "name": "Somewhere", "place": "jobs.found"})
        try:
            return [(await carrier.deliver(parcel)).event for _ in range(2)]
        finally:
            await carrier.close()

    careerjet.status = status
    events = asyncio.run(twice())
    assert [event.result["outcome"] for event in events] == [outcome, outcome]
    assert len(careerjet.asked) == 1


@pytest.mark.parametrize("body", [b"[]", b"5", b"null", b'{"jobs": 5}', b'{"jobs": [5, {}, null]}', b'{"hits": "x"}'])
def test_an_answer_of_another_shape_finds_nothing_and_breaks_nothing(careerjet: Fake, body: bytes) -> None:
    careerjet.body = body
    assert search(careerjet.url)["openings"] == []


def test_a_careerjet_that_does_not_answer_in_time_is_given_up(careerjet: Fake) -> None:
    careerjet.open.clear()
    assert search(careerjet.url, seconds=0.3)["outcome"] == "slow"


def test_a_careerjet_that_is_not_there_is_given_up() -> None:
    assert search("http://127.0.0.1:9/v4/query")["outcome"] == "failed"


def test_a_country_without_a_careerjet_site_is_not_asked(careerjet: Fake) -> None:
    assert search(careerjet.url, "GR")["outcome"] == "no_site"
    assert careerjet.asked == []


def test_every_locale_is_of_its_country() -> None:
    assert all(locale[3:] == country for country, locales in LOCALES.items() for locale in locales)


# --- through the whole bot ---------------------------------------------------------------------------------

Make = Callable[..., Bot]


@pytest.fixture
def searching(make_bot: Make, careerjet: Fake) -> Bot:
    """A bot that may ask Careerjet."""
    return make_bot(careerjet_api_key="the-key", careerjet_user_ip=IP, careerjet_api_url=careerjet.url)


@pytest.fixture
def amina(twin: Twin) -> Customer:
    """Somebody who looks for a job."""
    return twin.customer("Amina", phone="15550190001")


def says(bot: Bot, twin: Twin, customer: Customer, *words: str) -> None:
    """The customer writes; the bot takes it in and has not delivered anything yet."""
    for one in words:
        wamid = twin.says(customer, one)
        row = message(customer, wamid, {"type": "text", "text": {"body": one}}, customer.heard_at)
        raw = encode(envelope(twin.business, messages=[row]))
        answer = bot.client.post("/webhook", data=raw, headers={"X-Hub-Signature-256": sign(SECRET, raw)})
        assert answer.status_code == 200


def words_of(twin: Twin) -> list[str]:
    """What the customer has read."""
    return [sent.words for sent in twin.sent]


def test_the_openings_arrive_as_a_second_answer(searching: Bot, twin: Twin, amina: Customer, careerjet: Fake) -> None:
    says(searching, twin, amina, "hi", "4", "Dubai")
    searching.deliver()
    [asked] = careerjet.asked
    assert asked.query["locale_code"] == "en_AE"
    assert asked.headers["Referer"] == "https://nexorainvestments.com"
    assert "Senior Software Engineer" in words_of(twin)[-1]
    assert "https://jobviewtrack.com/v2/example-0001.html" in words_of(twin)[-1]
    assert searching.rows("SELECT 1 FROM outbox") == []
    says(searching, twin, amina, "2")  # the openings offer a consultant
    searching.deliver()
    assert "full name" in words_of(twin)[-1]


@pytest.mark.parametrize(
    ("status", "name", "words"),
    [
        (200, "v4_jobs_no_results.json", "no openings in United Arab Emirates"),
        (200, "v4_locations.json", "Which place do you mean?"),
        (403, "v4_error_403.json", "consultant will look for openings in United Arab Emirates"),
        (429, "v4_jobs.json", "has to rest for a while"),
        (500, "v4_jobs.json", "does not answer at the moment"),
    ],
)
def test_the_person_is_told_when_there_is_nothing_to_show(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake, status: int, name: str, words: str
) -> None:
    careerjet.status, careerjet.body = status, careerjet.answer(name)
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    assert words in words_of(twin)[-1]
    assert searching.rows("SELECT 1 FROM given_up") == []


def test_who_has_moved_on_reads_the_openings_and_keeps_their_place(searching: Bot, twin: Twin, amina: Customer) -> None:
    says(searching, twin, amina, "hi", "4", "UAE", "menu", "3")  # the consultant asks for the name
    searching.deliver()
    assert any("Senior Software Engineer" in words for words in words_of(twin))
    assert searching.one("SELECT current_step FROM whatsapp_sessions") == {"current_step": "consultant.name"}
    says(searching, twin, amina, "Ann Example")
    searching.deliver()
    assert "Thank you, Ann Example" in words_of(twin)[-1]


def test_a_search_whose_answer_was_lost_with_its_worker_is_asked_again_and_told_once(
    searching: Bot, twin: Twin, amina: Customer
) -> None:
    says(searching, twin, amina, "hi", "4", "UAE")
    with searching.parts.database.transaction() as connection:
        [item] = outbox.claim(connection, "jobs", "slow", 1, datetime.now(UTC), timedelta(0))
    searching.deliver()  # another worker has taken it over
    told = len(twin.sent)
    found = JobsFound("jobs.found", {"outcome": "failed", "name": "x", "openings": [], "hits": 0})
    settlement.settle(searching.parts.database, [(item, settlement.Done(event=found))], searching.parts.desk)
    searching.deliver()
    assert len(twin.sent) == told


def test_without_a_key_a_consultant_is_told(bot: Bot, twin: Twin, amina: Customer) -> None:
    says(bot, twin, amina, "hi", "4", "UAE")
    bot.deliver()
    assert "consultant will look for openings in United Arab Emirates" in words_of(twin)[-1]
    assert bot.one("SELECT count(*) AS n FROM outbox WHERE carrier = 'mail'") == {"n": 1}


def test_every_locale_is_one_that_careerjet_names() -> None:
    known = json.loads((ROOT / "tests" / "gateways" / "careerjet" / "locales.json").read_text(encoding="utf-8"))
    assert {code for codes in LOCALES.values() for code in codes} == {row["locale_code"] for row in known}


def test_pay_is_told_in_figures_of_the_persons_language(searching: Bot, twin: Twin, amina: Customer) -> None:
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    assert "Dubai · AED 25,000 – AED 32,000 a month" in words_of(twin)[-1]


def test_the_same_question_within_an_hour_is_asked_once_whoever_asks(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    ben = twin.customer("Ben", phone="15550190002")
    says(searching, twin, ben, "hi", "4", "uae")
    searching.deliver()
    assert len(careerjet.asked) == 1
    assert sum("Senior Software Engineer" in words for words in words_of(twin)) == 2
    says(searching, twin, ben, "nurse in Dubai")
    searching.deliver()
    assert len(careerjet.asked) == 2


def test_an_answer_of_an_hour_ago_is_asked_for_anew_and_forgotten(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    with searching.parts.database.transaction() as connection:
        connection.execute(update(JobSearch).values(created_at=datetime.now(UTC) - timedelta(minutes=61)))
    says(searching, twin, amina, "1", "Germany")
    searching.deliver()
    assert searching.one("SELECT count(*) AS n FROM job_searches") == {"n": 1}
    says(searching, twin, amina, "1", "UAE")
    searching.deliver()
    assert len(careerjet.asked) == 3


def test_a_refused_key_stops_the_search_tells_staff_and_still_answers_everybody(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    careerjet.status, careerjet.body = 403, careerjet.answer("v4_error_403.json")
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    [reason] = [r for r in searching.client.get("/webhook/health").json["reasons"] if r.startswith("jobs")]
    assert "CAREERJET_API_KEY" in reason
    says(searching, twin, amina, "2", "Germany")  # another country, while it is stopped
    searching.deliver()
    assert "consultant will look for openings in Germany" in words_of(twin)[-1]
    assert searching.one("SELECT country_of_interest AS c FROM whatsapp_leads") == {"c": "Germany"}
    assert searching.rows("SELECT 1 FROM outbox WHERE carrier = 'jobs'") == []
    careerjet.status, careerjet.body = 200, careerjet.answer("v4_jobs.json")
    says(searching, twin, amina, "2", "UAE")
    searching.deliver()  # by a new worker: it has not been refused yet
    assert "Senior Software Engineer" in words_of(twin)[-1]
    assert not [r for r in searching.client.get("/webhook/health").json["reasons"] if r.startswith("jobs")]


def test_more_openings_are_a_tap_away(searching: Bot, twin: Twin, amina: Customer, careerjet: Fake) -> None:
    _paged(careerjet, 7, pages=1)
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    says(searching, twin, amina, "1")
    searching.deliver()
    assert "Job 6" in words_of(twin)[-1]
    assert "More openings" not in words_of(twin)[-1]
    assert len(careerjet.asked) == 1  # both stood on one page
