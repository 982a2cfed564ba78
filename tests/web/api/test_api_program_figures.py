"""Can what staff change of a programme's figures ever contradict the rest of the message?"""

import re
from typing import Any

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import body_with, post, text_message
from web.api.api_tools import ask
from web.api.test_api_programs import seed_again

from relaystack.services.catalogue.programs import CatalogueCache

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PATH = "/api/programs/gr-golden-visa"
SOURCE = {"title": "Gazette of 1 November 2026", "url": "https://example.com/gazette"}
TODAY: dict[str, Any] = {"as_of": "2026-11-01", "sources": [SOURCE]}
CONVERSION = "Conversion of a commercial building to housing, or restoration of a listed building (no 120 m2 rule)"
START_UP = "Start-up investment (announced September 2024)"
DEARER = [{"name": name, "amount": 300_000, "amount_usd": 342_000} for name in (CONVERSION, START_UP)]


def details(bot: Bot, *said: str) -> str:
    object.__setattr__(bot.parts.conversation_settings, "catalogue", CatalogueCache())  # as a few seconds later
    before = len(bot.rows("SELECT id FROM whatsapp_messages"))
    for number, words in enumerate(said or ("hi", "1", "A", "1"), before):
        assert post(bot, body_with(text_message(f"wamid.{number}", words, "15550210001"))).status_code == 200
    [row] = bot.rows("SELECT message FROM whatsapp_messages WHERE direction = 'outgoing' ORDER BY id DESC LIMIT 1")
    return str(row["message"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"minimum_investment": 342_000}, ["as_of and sources"]),
        ({"minimum_investment": 342_000, "as_of": "2026-11-01", "review_by": "2027-05-01"}, ["sources"]),
        ({"minimum_investment": 342_000, "sources": [SOURCE]}, ["as_of"]),
        ({"routes": DEARER}, ["as_of and sources"]),
        ({"as_of": "2026-11-01"}, ["sources"]),
        ({"sources": [SOURCE]}, ["as_of"]),
        ({"minimum_investment": 342_000, **TODAY}, ["routes", "USD 342,000", "USD 285,000"]),
        ({"minimum_investment": 456_000, **TODAY}, ["routes"]),  # a route costs that, but cheaper ones stand below
        ({"routes": DEARER, **TODAY}, ["the minimum (USD 285,000)"]),
        ({"minimum_investment": 342_000, "routes": DEARER[:1], **TODAY}, ["Start-up investment"]),
        ({"minimum_investment": 1, "routes": [{"name": "No such route", "amount_usd": 1}], **TODAY}, ["no route"]),
        ({"minimum_investment": 342_000, "routes": [{"name": START_UP, "amount_usd": 342_000}], **TODAY}, ["EUR"]),
    ],
    ids=str,
)
def test_a_figure_that_does_not_fit_is_refused_with_what_to_do(body: Any, words: list[str], bot: Bot) -> None:
    before = ask(bot, "GET", PATH)
    told = ask(bot, "PATCH", PATH, 409, json=body)["detail"]
    assert [part for part in words if part not in told] == []
    assert ask(bot, "GET", PATH) == before


@pytest.mark.parametrize("language", ["English", "español", "русский", "العربية"])
def test_a_new_price_stands_with_its_routes_source_and_day_in_every_language(language: str, bot: Bot) -> None:
    after = ask(bot, "PATCH", PATH, json={"minimum_investment": 342_000, "routes": DEARER, **TODAY})
    assert after["details"]["sources"] == [SOURCE]
    assert (after["details"]["original_amount"], after["details"]["original_currency"]) == (300_000, "EUR")
    assert "285" not in after["details"]["minimum_investment_basis"]
    details(bot, "hi", language)
    shown = details(bot, "menu", "1", "A", "1")
    plain = re.sub(r"(?<=\d)[.,\u00a0\u202f\u066c](?=\d)", "", shown)
    amounts = {int(number) for number in re.findall(r"\d{6,}", plain)}
    assert amounts == {342_000, 456_000, 912_000}


def test_the_file_changes_none_of_the_figures_that_staff_have_changed(bot: Bot) -> None:
    ask(bot, "PATCH", PATH, json={"minimum_investment": 342_000, "routes": DEARER, **TODAY})
    before = ask(bot, "GET", PATH)
    seed_again(bot)
    after = ask(bot, "GET", PATH)
    assert {**after, "updated_at": before["updated_at"]} == before
    [change] = ask(bot, "GET", f"{PATH}/changes")["items"]
    assert change["changes"]["minimum_investment"] == [285_000, 342_000]
    assert change["changes"]["sources"][1] == [SOURCE]


def test_a_route_that_is_no_investment_may_lie_below_the_minimum(bot: Bot) -> None:
    """The UAE's deposit has a route by tax: it is cheaper, and no way in for who invests."""
    path = "/api/programs/ae-golden-visa-public-investment"
    routes = [
        {"name": route["name"], "amount": 2_100_000, "amount_usd": 571_817}
        for route in ask(bot, "GET", path)["details"]["route_options"][:2]
    ]
    ask(bot, "PATCH", path, json={"minimum_investment": 571_817, "routes": routes, **TODAY})
    ask(bot, "PATCH", path, 409, json={"minimum_investment": 68_074, **TODAY})


def test_what_is_no_figure_needs_no_source(bot: Bot) -> None:
    ask(bot, "PATCH", PATH, json={"rank": 4, "processing_time": "a year", "review_by": "2027-01-01"})
