"""Who counts as this machine, at the doors that ask it for no key? One rule, the same at each."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest
from bot import TOKEN, Bot
from gateways.whatsapp.meta_bodies import body_with, text_message, written

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HELLO = written(body_with(text_message("wamid.1", "hi")))
BEARER = {"Authorization": f"Bearer {TOKEN}"}

LOCAL: list[dict[str, str]] = [
    {}, {"Host": "localhost"}, {"Host": "LocalHost:5000"}, {"Host": "127.0.0.1:5000"}, {"Host": "127.8.8.8"},
    {"Host": "[::1]:5000"}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Host": "127.0.0.1:5000", "Origin": "http://127.0.0.1:5000", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"X-Request-ID": "abc", "User-Agent": "curl/8", "Accept": "*/*", "Sec-Ch-Viewport-Width": "9", "Priority": "u=1"},
]  # fmt: skip
FOREIGN_HOSTS = [
    "evil.example", "localhost.evil.com", "127.0.0.1.nip.io", "localhost.", "127.0.0.1.", "user@localhost",
    "localhost@evil.com",
    "localhost:5000@evil.com", "localhost, evil.com", "", "127.1", "2130706433", "0x7f.1", "127.0.0.256", "0.0.0.0",
    "10.0.0.1",
    "::1", "[::1", "[::ffff:127.0.0.1]", "[::1].evil.com", "localhost:port", "localhost:999999", "localhost/",
    " localhost",
    "lоcalhost".encode().decode("latin-1"),
]  # fmt: skip
FORWARDED = [
    "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Server",
    "X-Forwarded", "Forwarded-For", "X-Real-IP", "Via", "CF-Connecting-IP", "CF-Ray", "True-Client-IP", "X-Client-IP",
    "Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "Fly-Client-IP", "X-Azure-ClientIP", "X-Original-Host",
    "X-Original-URL", "X-Originating-IP", "X-Remote-Addr", "X-Remote-IP", "X-ProxyUser-Ip", "Proxy-Connection",
    "X-Host",
    "X-Scheme", "X-Url-Scheme", "Front-End-Https", "X-Envoy-External-Address", "X-Amzn-Trace-Id", "X-Amz-Cf-Id",
    "CDN-Loop",
    "X-Varnish", "X-Appengine-User-IP", "Ngrok-Trace-Id", "Tailscale-User-Login", "X-Vercel-Id", "X-Akamai-Edgescape",
    "X-Http-Host-Override", "X-ARR-SSL", "Max-Forwards",
]  # fmt: skip
STRANGE: list[dict[str, str]] = [
    *({"Host": host} for host in FOREIGN_HOSTS), *({name: "127.0.0.1"} for name in FORWARDED), {"X-Forwarded-For": ""},
    {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": "http://localhost:3000"}, {"Origin": ""},
    {"Origin": "https://localhost"}, {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "none"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "CROSS-SITE"}, {"Sec-Fetch-Site": ""}, {"Origin": "http://localhost",
    "Sec-Fetch-Site": "cross-site"},
]  # fmt: skip


@pytest.fixture
def seed(make_bot: Callable[..., Bot]) -> Bot:
    """Development with a WhatsApp token, without an app secret and an API token."""
    return make_bot(app_secret="", api_token="")


@pytest.fixture
def simulated(make_bot: Callable[..., Bot]) -> Bot:
    """Development without credentials."""
    return make_bot(whatsapp_token="", app_secret="", api_token="")


def statuses(bot: Bot, headers: dict[str, str], **environ: Any) -> dict[str, int]:
    """What each door says."""
    overrides: Any = {"environ_overrides": environ} if environ else {}
    answers = {
        "webhook": bot.client.post("/webhook", data=HELLO, headers=headers, **overrides),
        "api": bot.client.get("/api/programs", headers=headers, **overrides),
        "stats": bot.client.get("/webhook/stats/15550120001", headers=headers, **overrides),
        "metrics": bot.client.get("/metrics", headers=headers, **overrides),
        "console": bot.client.get("/console", headers=headers, **overrides),
    }
    if bot.settings.simulated:
        answers["simulator"] = bot.client.get("/simulator", headers=headers, **overrides)
    return {door: answer.status_code for door, answer in answers.items()}


OPEN = {"webhook": 200, "api": 200, "stats": 200, "metrics": 200, "console": 200}
CLOSED = {"webhook": 403, "api": 401, "stats": 401, "metrics": 401, "console": 303}


def test_a_program_on_this_machine_is_let_in_everywhere(seed: Bot) -> None:
    assert [headers for headers in LOCAL if statuses(seed, headers) != OPEN] == []


def test_the_simulators_own_page_is_served_and_may_ask(simulated: Bot) -> None:
    assert [headers for headers in LOCAL if statuses(simulated, headers) != OPEN | {"simulator": 200}] == []


def test_what_may_come_from_elsewhere_is_let_in_nowhere(simulated: Bot) -> None:
    assert [headers for headers in STRANGE if statuses(simulated, headers) != CLOSED | {"simulator": 403}] == []
    assert simulated.rows("SELECT id FROM whatsapp_messages") == []


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.168.1.5"}, {"REMOTE_ADDR": "::ffff:10.0.0.1"}, {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix"},
        {"REMOTE_ADDR": "@"}, {"REMOTE_ADDR": "0.0.0.0"}, {"SERVER_PROTOCOL": "HTTP/1.0"}, {"HTTP_HOST": ""},
    ],
    ids=str,
)  # fmt: skip
def test_a_caller_without_this_machines_address_is_a_stranger(environ: dict[str, str], simulated: Bot) -> None:
    assert statuses(simulated, {}, **environ) == CLOSED | {"simulator": 403}


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_every_loopback_address_is_this_machine(peer: str, seed: Bot) -> None:
    assert statuses(seed, {}, REMOTE_ADDR=peer) == OPEN


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_nobody_is_trusted_where_other_machines_are_listened_to(host: str, make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(app_secret="", api_token="", host=host)
    assert statuses(bot, {}) == CLOSED
    assert any(f"HOST={host} lets other machines reach" in warning for warning in bot.settings.warnings)


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")])
def test_a_server_that_was_told_to_listen_elsewhere_by_its_own_option_trusts_nobody(
    family: socket.AddressFamily, address: str, seed: Bot
) -> None:
    with socket.socket(family) as listener:
        listener.bind((address, 0))
        listener.listen()
        assert statuses(seed, {}) == CLOSED
    assert statuses(seed, {}) == OPEN


def test_what_is_refused_says_which_setting_opens_it(simulated: Bot) -> None:
    elsewhere: Any = {"headers": {"X-Forwarded-For": "203.0.113.7"}}
    assert "APP_SECRET" in simulated.client.post("/webhook", data=HELLO, **elsewhere).get_json()["error"]
    for path in ("/api/programs", "/metrics"):
        told = simulated.client.get(path, **elsewhere).get_json()["detail"]
        assert "API_TOKEN" in told
        assert "a proxy has forwarded this" in told
    assert "HOST" in simulated.client.get("/simulator", **elsewhere).get_json()["error"]


@pytest.mark.parametrize(
    ("client", "headers", "code"),
    [
        (("127.0.0.1", 5), [(b"host", b"localhost:5000")], 200),
        (("::1", 5), [(b"host", b"[::1]:5000")], 200),
        (None, [(b"host", b"localhost")], 403),
        (("10.0.0.1", 5), [(b"host", b"localhost")], 403),
        (("127.0.0.1", 5), [], 403),
        (("127.0.0.1", 5), [(b"host", b"localhost"), (b"host", b"localhost")], 403),
        (("127.0.0.1", 5), [(b"host", b"localhost"), (b"via", b"1.1 x")], 403),
        (("127.0.0.1", 5), [(b"host", b"localhost"), (b"origin", b"null")], 403),
    ],
)
def test_the_event_loops_door_has_the_same_rule_and_asks_before_the_body(
    client: Any, headers: list[tuple[bytes, bytes]], code: int, seed: Bot
) -> None:
    asked, answered = [], []

    async def receive() -> dict[str, Any]:
        asked.append(1)
        return {"type": "http.request", "body": HELLO}

    async def send(message: Any) -> None:
        answered.append(message.get("status"))

    scope = {"type": "http", "method": "POST", "path": "/webhook", "http_version": "1.1", "query_string": b"",
             "headers": headers, "client": client, "scheme": "http"}  # fmt: skip
    assert seed.parts.asgi
    asyncio.run(seed.parts.asgi(scope, receive, send))
    assert (answered[0], len(asked)) == (code, 1 if code == 200 else 0)


@pytest.mark.parametrize("signature", [None, b"", b"sha256=", b"sha256=" + b"g" * 64, b"sha1=" + b"0" * 40])
def test_what_bears_no_signature_is_refused_before_its_body(signature: bytes | None, bot: Bot) -> None:
    answered = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("its body was asked for")

    async def send(message: Any) -> None:
        answered.append(message.get("status"))

    headers = [(b"host", b"bot")] + ([(b"x-hub-signature-256", signature)] if signature is not None else [])
    scope = {"type": "http", "method": "POST", "path": "/webhook", "http_version": "1.1", "headers": headers}
    assert bot.parts.asgi
    asyncio.run(bot.parts.asgi(scope, receive, send))
    assert answered[0] == 403


# --- who reads how the bot is doing ---------------------------------------------------------------


def read_by(bot: Bot, headers: dict[str, str]) -> list[dict[str, Any]]:
    return [
        bot.client.get(path, headers=headers).get_json() for path in ("/webhook/health", "/webhook/health/ready", "/")
    ]


def test_strangers_read_one_word_of_how_the_bot_is_doing(bot: Bot) -> None:
    health, ready, front = read_by(bot, {"X-Forwarded-For": "203.0.113.7"})
    assert (health, ready) == ({"status": "healthy"}, {"ready": True})
    assert front == {"service": "Nexora Investments", "status": "running", "docs": "/docs"}
    spec = bot.client.get("/openapi.json", headers={"X-Forwarded-For": "203.0.113.7"}).get_json()
    assert spec["info"]["version"] == "1"


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "203.0.113.7", **BEARER}], ids=["here", "with a token"])
def test_who_is_here_or_bears_a_token_reads_the_reasons(headers: dict[str, str], bot: Bot) -> None:
    health, ready, front = read_by(bot, headers)
    assert (health["reasons"], ready["reasons"]) == ([], [])
    assert front["version"]


def test_a_wrong_token_reads_no_more_than_none(bot: Bot) -> None:
    wrong = {"X-Forwarded-For": "203.0.113.7", "Authorization": "Bearer rs_wrong"}
    assert read_by(bot, wrong)[0] == {"status": "healthy"}


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["text/plain", "application/x-www-form-urlencoded", "application/vnd.api+json", "text/json"]
)
def test_only_what_says_that_it_is_json_is_read_as_json(said: str, simulated: Bot) -> None:
    bodies: Any = {"data": b'{"rank": 7}', "content_type": said}
    assert simulated.client.patch("/api/programs/ag-citizenship", **bodies).status_code == 415
    assert simulated.client.patch("/api/programs/ag-citizenship", headers=BEARER, **bodies).status_code in (401, 415)
    assert simulated.client.post("/simulator/time", data=b'{"minutes": 5}', content_type=said).status_code == 415


def test_who_says_nothing_of_the_kind_needs_a_token(simulated: Bot) -> None:
    """A page of another site can send a body without a kind; it cannot add a token."""
    assert simulated.client.patch("/api/programs/ag-citizenship", data=b'{"rank": 7}').status_code == 415


def test_json_in_utf_8_is_json(simulated: Bot) -> None:
    said = "application/json; charset=utf-8"
    changed = simulated.client.patch("/api/programs/ag-citizenship", data=b'{"rank": 7}', content_type=said)
    assert changed.status_code == 200
