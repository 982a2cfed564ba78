"""How does a search reach the person?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from fakes.careerjet import Careerjet as Fake
from gateways.careerjet.careerjet_tools import says, words_of

from metatwin import Customer, Twin
from relaystack.engine.events import JobsFound
from relaystack.services.delivery import settlement
from relaystack.services.outbox import outbox


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
    settlement.settle(
        searching.parts.database, [(item, settlement.Done(event=found))], searching.parts.conversation_settings
    )
    searching.deliver()
    assert len(twin.sent) == told


def test_without_a_key_a_consultant_is_told(bot: Bot, twin: Twin, amina: Customer) -> None:
    says(bot, twin, amina, "hi", "4", "UAE")
    bot.deliver()
    assert "consultant will look for openings in United Arab Emirates" in words_of(twin)[-1]
    assert bot.one("SELECT count(*) AS n FROM outbox WHERE carrier = 'mail'") == {"n": 1}


def test_pay_is_told_in_figures_of_the_persons_language(searching: Bot, twin: Twin, amina: Customer) -> None:
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    assert "Dubai · AED 25,000 – AED 32,000 a month" in words_of(twin)[-1]


def test_a_refused_key_stops_the_search_tells_staff_and_still_answers_everybody(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    careerjet.status, careerjet.body = 403, careerjet.answer("v4_error_403.json")
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    [reason] = [r for r in searching.client.get("/webhook/health").get_json()["reasons"] if r.startswith("jobs")]
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
    assert not [r for r in searching.client.get("/webhook/health").get_json()["reasons"] if r.startswith("jobs")]
