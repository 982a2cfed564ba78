"""How is Careerjet asked, and when is it not?"""

import asyncio
import base64
import json
from typing import Any

import pytest
from fakes.careerjet import Careerjet as Fake
from gateways.careerjet.careerjet_tools import IP, PAGE, search

from relaystack.engine.carrier import OutgoingItem
from relaystack.gateways.careerjet import Careerjet
from relaystack.gateways.careerjet_locales import LOCALES
from relaystack.gateways.http import Http
from relaystack.settings import ROOT


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


def test_a_chosen_place_is_passed_on(careerjet: Fake) -> None:
    found = search(careerjet.url, "ES", location="Valencia")
    assert careerjet.asked[0].query["location"] == "Valencia"
    assert found["location"] == "Valencia"  # so that more openings are looked for there


@pytest.mark.parametrize(
    ("country", "place", "asked_for"),
    [("AT", "Vienna", "Wien"), ("KR", "Seoul", "서울"), ("AE", "Dubai", "Dubai"), ("DE", "Xanten", "Xanten")],
)
def test_a_known_city_is_written_as_the_site_writes_it(
    careerjet: Fake, country: str, place: str, asked_for: str
) -> None:
    found = search(careerjet.url, country, location=place, keyword="nurse")
    assert careerjet.asked[0].query["location"] == asked_for
    assert (found["location"], found["keyword"]) == (place, "nurse")  # as the person is told


@pytest.mark.parametrize(
    ("country", "language", "locale"),
    [
        ("CA", "fr", "fr_CA"), ("CA", "en", "en_CA"), ("CA", "ru", "en_CA"), ("BE", "fr", "fr_BE"),
        ("CN", "zh", "zh_CN"),
        ("UA", "ru", "ru_UA"), ("UA", "en", "uk_UA"), ("ES", "ar", "es_ES"), ("KE", "fr", "en_KE"),
    ],
)  # fmt: skip
def test_the_site_is_asked_in_the_persons_language_where_it_speaks_it(
    careerjet: Fake, country: str, language: str, locale: str
) -> None:
    search(careerjet.url, country, language=language)
    assert careerjet.asked[0].query["locale_code"] == locale


def test_a_search_that_an_older_version_has_posted_is_asked_in_its_language(careerjet: Fake) -> None:
    search(careerjet.url, "CA", tongue="fr")
    assert careerjet.asked[0].query["locale_code"] == "fr_CA"


def test_a_country_without_a_careerjet_site_is_not_asked(careerjet: Fake) -> None:
    assert search(careerjet.url, "GR")["outcome"] == "no_site"
    assert careerjet.asked == []


def test_every_locale_is_of_its_country() -> None:
    assert all(locale[3:] == country for country, locales in LOCALES.items() for locale in locales)


def test_every_locale_is_one_that_careerjet_names() -> None:
    known = json.loads((ROOT / "tests" / "gateways" / "careerjet" / "locales.json").read_text(encoding="utf-8"))
    assert {code for codes in LOCALES.values() for code in codes} == {row["locale_code"] for row in known}


@pytest.mark.parametrize(("status", "outcome"), [(403, "refused"), (429, "busy")])
def test_what_careerjet_refuses_altogether_is_not_asked_again_for_a_while(
    careerjet: Fake, status: int, outcome: str
) -> None:
    async def twice() -> list[Any]:
        carrier = Careerjet(Http(), careerjet.url, "the-key", PAGE, IP)
        outgoing = OutgoingItem("key", {"country": "AE", "name": "Somewhere", "place": "jobs.found"})
        try:
            return [(await carrier.deliver(outgoing)).event for _ in range(2)]
        finally:
            await carrier.close()

    careerjet.status = status
    events = asyncio.run(twice())
    assert [event.result["outcome"] for event in events] == [outcome, outcome]
    assert len(careerjet.asked) == 1
