"""Which openings come next, and which are known already?"""

from datetime import UTC, datetime, timedelta

from bot import Bot
from fakes.careerjet import Careerjet as Fake
from gateways.careerjet.careerjet_tools import forges, paged, says, search, words_of
from sqlalchemy import update

from metatwin import Customer, Twin
from relaystack.models import JobSearch


def test_more_openings_go_on_where_the_last_ones_ended_across_careerjets_pages(careerjet: Fake) -> None:
    paged(careerjet, 7, pages=2)
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
    paged(careerjet, 5, pages=99)
    assert search(careerjet.url, after=9000)["more"] == 10_000
    assert search(careerjet.url, after=10_000)["more"] == 0
    paged(careerjet, 0, pages=99)
    assert search(careerjet.url, after=2000)["outcome"] == "no_more"


def test_more_openings_are_a_tap_away(searching: Bot, twin: Twin, amina: Customer, careerjet: Fake) -> None:
    paged(careerjet, 7, pages=1)
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    says(searching, twin, amina, "1")
    searching.deliver()
    assert "Job 6" in words_of(twin)[-1]
    assert "More openings" not in words_of(twin)[-1]
    assert len(careerjet.asked) == 1  # both stood on one page


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


def test_more_goes_on_where_it_was_when_the_bot_was_started_anew_and_the_hour_is_over(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    paged(careerjet, 7, pages=1)
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    with searching.parts.database.transaction() as connection:
        connection.execute(update(JobSearch).values(created_at=datetime.now(UTC) - timedelta(minutes=61)))
    says(searching, twin, amina, "1")
    searching.deliver()  # by a new worker, which knows nothing of the first
    assert "Job 5" in words_of(twin)[-1]
    assert "Job 4" not in words_of(twin)[-1]
    assert len(careerjet.asked) == 2


def test_whoever_taps_more_again_and_again_is_answered_each_time_from_one_question(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    paged(careerjet, 12, pages=1)
    says(searching, twin, amina, "hi", "4", "UAE")
    searching.deliver()
    for _ in range(6):  # before any answer is there
        forges(searching, twin, amina, "jobs.found.more?more=1005&code=AE")
    searching.deliver()
    assert searching.rows("SELECT 1 FROM outbox") == []
    assert len(careerjet.asked) == 1
    says(searching, twin, amina, "more")
    searching.deliver()
    assert "Job 11" in words_of(twin)[-1]


def test_in_another_language_the_openings_are_searched_for_once_more_with_the_same_words(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    paged(careerjet, 7, pages=1)
    says(searching, twin, amina, "hi", "nurse in Canada")
    searching.deliver()
    says(searching, twin, amina, "français")
    searching.deliver()
    assert "Job 0" in words_of(twin)[-1]
    says(searching, twin, amina, "1")  # more
    searching.deliver()
    assert [(asked.query["keywords"], asked.query["locale_code"]) for asked in careerjet.asked] == [
        ("nurse", "en_CA"), ("nurse", "fr_CA"),
    ]  # fmt: skip
    assert "Job 5" in words_of(twin)[-1]


def test_back_from_a_consultant_shows_the_openings_again(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    paged(careerjet, 7, pages=1)
    says(searching, twin, amina, "hi", "nurse in Canada")
    searching.deliver()
    says(searching, twin, amina, "3", "back")
    searching.deliver()
    assert "Job 0" in words_of(twin)[-1]
    assert len(careerjet.asked) == 1


def test_two_people_who_ask_the_same_at_once_are_both_answered(
    searching: Bot, twin: Twin, amina: Customer, careerjet: Fake
) -> None:
    ben = twin.customer("Ben", phone="15550140002")
    for customer in (amina, ben):
        says(searching, twin, customer, "hi", "4", "UAE")
    searching.deliver()
    assert sum("Senior Software Engineer" in words for words in words_of(twin)) == 2
    assert searching.one("SELECT count(*) AS n FROM job_searches") == {"n": 1}
