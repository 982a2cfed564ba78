"""What does the HTTP API tell, and to whom?"""

from collections.abc import Callable
from typing import Any

import pytest
from bot import TOKEN, Bot
from gateways.whatsapp.meta_bodies import body_of, body_with, post, signed, text_message, written

from relaystack import __version__

PHONE = "15550120001"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where no database has a say
WAYS = [
    f"+{PHONE}", f"%2B{PHONE}", f"%20{PHONE}", f"00{PHONE}", f"%20{PHONE}%20", "+1%20555%20012%200001",
    "1-555-012-0001", "%2B1.555.012.0001", "+1%20(555)%20012-0001", "(1)%20555%20012%200001",
    "001%20555%20012%200001", "1%C2%A0555%C2%A0012%C2%A00001", "1%E2%80%91555%E2%80%910120001",
]  # fmt: skip
KEYS = ["phone", "total_messages", "incoming_messages", "outgoing_messages", "is_lead", "lead_info"]


def stats(bot: Bot, phone: str = PHONE) -> dict[str, Any]:
    answer = bot.client.get(f"/webhook/stats/{phone}", headers=BEARER)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def say(bot: Bot, *words: str) -> None:
    before = len(bot.rows("SELECT id FROM whatsapp_messages"))
    for number, said in enumerate(words, before):
        assert post(bot, body_with(text_message(f"wamid.{number}", said, PHONE))).status_code == 200


@ON_SQLITE
def test_the_front_page_says_what_this_is(bot: Bot) -> None:
    answer = bot.client.get("/")
    told = {"service": "Nexora Investments", "version": __version__, "status": "running", "docs": "/docs"}
    assert (answer.status_code, answer.get_json()) == (200, told)


# --- statistics -----------------------------------------------------------------------------------


def test_a_number_that_never_wrote_has_zeros(bot: Bot) -> None:
    assert stats(bot) == {**dict.fromkeys(KEYS, 0), "phone": PHONE, "is_lead": False, "lead_info": None}


def test_messages_are_counted_both_ways(bot: Bot) -> None:
    say(bot, "hi", "2")
    post(bot, body_with(text_message("wamid.other", "hi", "15550120002")))
    found = stats(bot)
    assert sorted(found) == sorted(KEYS)
    assert [found[key] for key in KEYS] == [PHONE, 4, 2, 2, False, None]


def test_who_left_name_and_address_is_a_lead(bot: Bot) -> None:
    say(bot, "hi", "3", "Ada Lovelace")
    assert stats(bot)["is_lead"] is False
    say(bot, "ada@example.com")
    found = stats(bot)
    assert found["is_lead"] is True
    lead = bot.one("SELECT id FROM whatsapp_leads")
    created = found["lead_info"].pop("created_at")
    assert found["lead_info"] == {
        "id": lead["id"], "name": "Ada Lovelace", "email": "ada@example.com", "interest": "Talk to Consultant",
    }  # fmt: skip
    assert created.endswith(("+00:00", "Z"))


@ON_SQLITE
def test_how_the_number_is_written_makes_no_difference(bot: Bot) -> None:
    say(bot, "hi")
    assert stats(bot)["total_messages"] == 2
    assert {way: stats(bot, way) for way in WAYS} == dict.fromkeys(WAYS, stats(bot))


@ON_SQLITE
@pytest.mark.parametrize("way", WAYS)
def test_nor_does_it_where_contacts_and_leads_are_looked_for(way: str, bot: Bot) -> None:
    say(bot, "hi", "3", "Ada Lovelace", "ada@example.com")
    for query in (f"contacts?phone={way}", f"leads?search={way}"):
        answer = bot.client.get(f"/api/{query}", headers=BEARER)
        assert [item["phone"] for item in answer.get_json()["items"]] == [PHONE], query
    nobody = bot.client.get("/api/contacts?phone=%2B15550129999", headers=BEARER)
    assert nobody.get_json()["items"] == []


@ON_SQLITE
@pytest.mark.parametrize(
    "address",
    ["/", "/webhook/health", "/webhook/health/ready", f"/webhook/stats/{PHONE}", "/docs", "/openapi.json", "/metrics",
     "/webhook?hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=7", "/api/leads", "/api/programs"],
)  # fmt: skip
def test_an_address_is_the_same_with_a_slash_at_its_end(address: str, bot: Bot) -> None:
    path, _, query = address.partition("?")
    answers = [bot.client.get(f"{way}?{query}", headers=BEARER) for way in (path, f"{path}/" if path != "/" else path)]
    assert [answer.status_code for answer in answers] == [200, 200]


@ON_SQLITE
def test_a_body_posted_to_an_address_with_a_slash_is_taken_there(bot: Bot) -> None:
    raw = written(body_with(text_message("wamid.1", "hi", PHONE)))
    assert bot.client.post("/webhook/", data=raw, headers=signed(raw)).get_json() == {"status": "received"}
    assert stats(bot)["incoming_messages"] == 1


@ON_SQLITE
@pytest.mark.parametrize(
    "phone",
    ["hello", "1234", "1" * 21, "++15550120001", "+", "1555_012_001", "0015", "١٥٥٥٠١٢٠٠٠١", "15550120001'--", "%00",
     "US.123456"],
)  # fmt: skip
def test_what_is_no_phone_number_is_refused_in_json(phone: str, bot: Bot) -> None:
    answer = bot.client.get(f"/webhook/stats/{phone}", headers=BEARER)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.get_json() == {
        "type": "about:blank", "title": "Unprocessable Entity", "status": 422,
        "detail": "The phone must be 5 to 20 digits with the country code, like 15551234567.",
    }  # fmt: skip


# --- who is let in --------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize(
    "given",
    [None, "", TOKEN, "Bearer", "Bearer ", "Bearer no", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é", "Bearer ✓"],
)
def test_without_the_token_nobody_is_let_in(given: str | None, bot: Bot) -> None:
    headers = {} if given is None else {"Authorization": given.encode().decode("latin-1")}
    for phone in (PHONE, "nonsense"):
        answer = bot.client.get(f"/webhook/stats/{phone}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "API_TOKEN" in answer.get_json()["detail"]
        assert TOKEN not in answer.text


@ON_SQLITE
def test_the_scheme_may_be_written_in_any_case(bot: Bot) -> None:
    answer = bot.client.get(f"/webhook/stats/{PHONE}", headers={"Authorization": f"bearer  {TOKEN} "})
    assert answer.status_code == 200


@ON_SQLITE
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.8.8.8", {}, 200),
        ("::1", {}, 200),
        ("192.168.1.5", {}, 401),
        ("0.0.0.0", {}, 401),
        ("", {}, 401),
        ("unix", {}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("127.0.0.1", {"X-Forwarded-For": ""}, 401),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 401),
        ("127.0.0.1", {"X-Real-IP": "203.0.113.7"}, 401),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 401),
    ],
)
def test_without_a_token_only_this_machine_is_let_in(
    address: str, headers: dict[str, str], status: int, make_bot: Callable[..., Bot]
) -> None:
    client = make_bot(api_token="").client
    answer = client.get(f"/webhook/stats/{PHONE}", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status


@ON_SQLITE
def test_in_production_without_a_token_nobody_is_let_in(make_bot: Callable[..., Bot]) -> None:
    client = make_bot(api_token="", flask_env="production").client
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        assert client.get(f"/webhook/stats/{PHONE}", headers=headers).status_code == 401


# --- its description ------------------------------------------------------------------------------


@ON_SQLITE
def test_the_description_names_what_there_is(bot: Bot) -> None:
    api = bot.client.get("/openapi.json").get_json()
    assert api["openapi"].startswith("3.")
    assert api["info"]["version"] == __version__
    assert {"/", "/webhook/stats/{phone}"} <= set(api["paths"])
    operation = api["paths"]["/webhook/stats/{phone}"]["get"]
    assert {"200", "401", "422"} <= set(operation["responses"])
    assert operation["security"] == [{"bearer": ["stats:read"]}]
    scheme = api["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert set(api["components"]["schemas"]["PhoneStats"]["properties"]) == set(KEYS)


@ON_SQLITE
def test_the_page_of_the_description_needs_nothing_from_elsewhere(bot: Bot) -> None:
    page = bot.client.get("/docs")
    assert page.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert policy["frame-ancestors"] == "'none'"
    links = [part.split('"')[0] for part in page.text.replace("src=", "href=").split('href="')[1:]]
    files = [link for link in links if link.startswith("/docs/static/")]
    assert len(files) == 3
    for link in [*files, "/openapi.json"]:
        with bot.client.get(link) as answer:
            assert answer.status_code == 200, link
    assert not [link for link in links if "//" in link]
    assert "<script>" not in page.text


# --- health ---------------------------------------------------------------------------------------


def test_a_bot_without_trouble_is_healthy(bot: Bot) -> None:
    say(bot, "hi")
    answer = bot.client.get("/webhook/health")
    assert answer.status_code == 200
    told = {"status": "healthy", "reasons": [], "waiting": {"whatsapp": 1}}
    assert {name: answer.get_json()[name] for name in told} == told


def test_a_bot_that_may_not_send_is_degraded_and_says_why(bot: Bot) -> None:
    post(bot, body_of("status_failed_131042"))
    answer = bot.client.get("/webhook/health")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "degraded")
    assert "131042: Business eligibility payment issue" in answer.get_json()["reasons"][0]


@ON_SQLITE
def test_a_database_that_is_away_is_told(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    answer = bot.client.get("/webhook/health")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "degraded")
    assert "database" in answer.get_json()["reasons"][0]
    assert post(bot, body_with(text_message("wamid.1", "hi"))).status_code == 503
    assert bot.client.get(f"/webhook/stats/{PHONE}", headers=BEARER).status_code == 503
