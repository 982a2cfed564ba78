"""What is made of Careerjet's answers?"""

import json

import pytest
from fakes.careerjet import Careerjet as Fake
from gateways.careerjet.careerjet_tools import search


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


@pytest.mark.parametrize("body", [b"[]", b"5", b"null", b'{"jobs": 5}', b'{"jobs": [5, {}, null]}', b'{"hits": "x"}'])
def test_an_answer_of_another_shape_finds_nothing_and_breaks_nothing(careerjet: Fake, body: bytes) -> None:
    careerjet.body = body
    assert search(careerjet.url)["openings"] == []


def test_a_careerjet_that_does_not_answer_in_time_is_given_up(careerjet: Fake) -> None:
    careerjet.open.clear()
    assert search(careerjet.url, seconds=0.3)["outcome"] == "slow"


def test_a_careerjet_that_is_not_there_is_given_up() -> None:
    assert search("http://127.0.0.1:9/v4/query")["outcome"] == "failed"
