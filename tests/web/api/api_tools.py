"""What tests of the API share: its token, a bot that knows people, requests."""

from typing import Any

from bot import TOKEN, Bot
from gateways.whatsapp.meta_bodies import body_with, post, text_message
from werkzeug.test import TestResponse

from metatwin import Customer, Twin

BEARER = {"Authorization": f"Bearer {TOKEN}"}
ADA, EVE = "15550120001", "15550120002"


def say(bot: Bot, phone: str, *words: str) -> None:
    """A customer writes."""
    before = bot.one("SELECT count(*) AS n FROM whatsapp_messages")["n"]
    for number, said in enumerate(words, before):
        assert post(bot, body_with(text_message(f"wamid.{phone}.{number}", said, phone))).status_code == 200


def furnished(bot: Bot) -> dict[str, int]:
    """Two people, one of them a lead with an open question; their contacts' ids."""
    say(bot, ADA, "hi", "3", "Ada Lovelace", "ada@example.com", "qwxz vvbn")
    say(bot, EVE, "hi")
    return {row["phone"]: row["id"] for row in bot.rows("SELECT id, phone FROM contacts")}


def at_meta(twin: Twin, phone: str) -> Customer:
    """The customer as Meta knows them: they have written, so they may be written to."""
    customer = twin.customer("Amina", phone)
    twin.says(customer, "hi")
    return customer


def ask(bot: Bot, method: str, path: str, status: int = 200, **more: Any) -> Any:
    """The JSON of an answer that has this status."""
    answer = bot.client.open(path, method=method, headers={**BEARER, **more.pop("headers", {})}, **more)
    assert answer.status_code == status, (path, answer.status_code, answer.text)
    return answer.get_json()


def sign_of(page: TestResponse) -> str:
    """What the form of a page carries."""
    return page.text.split('name="csrf_token" value="')[1].split('"')[0]


def sign_in(bot: Bot, token: str = TOKEN, next: str = "") -> TestResponse:
    """As a browser does: look at the page, then send its form."""
    query = {"next": next} if next else {}
    page = bot.client.get("/console/sign-in", query_string=query)
    data = {"token": token, "csrf_token": sign_of(page)}
    return bot.client.post("/console/sign-in", query_string=query, data=data)


def sign_out(bot: Bot) -> None:
    """By the button on a page."""
    bot.client.post("/console/sign-out", data={"csrf_token": sign_of(bot.client.get("/console"))})
