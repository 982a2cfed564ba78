"""Who is let in, for what, and how often?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bot import Bot
from web.api.api_tools import ADA, ask, furnished

from relaystack.services.staff import tokens
from relaystack.web.staff.authorizer import Limiter

NOBODY = "9007199254740993"
RECEIPT = "00000000-0000-4000-8000-000000000000"
# Every endpoint that needs a token, with its scope: each is tried with and without.
DOORS = [
    ("GET", "/webhook/stats/{phone}", "stats:read"),
    ("GET", "/api/contacts", "contacts:read"),
    ("GET", "/api/contacts/{id}", "contacts:read"),
    ("DELETE", "/api/contacts/{id}", "privacy"),
    ("GET", "/api/contacts/{id}/export", "privacy"),
    ("GET", "/api/erasures/{id}", "privacy"),
    ("GET", "/api/conversations", "conversations:read"),
    ("GET", "/api/conversations/{id}", "conversations:read"),
    ("GET", "/api/conversations/{id}/messages", "conversations:read"),
    ("POST", "/api/conversations/{id}/messages", "conversations:write"),
    ("POST", "/api/conversations/{id}/templates", "conversations:write"),
    ("POST", "/api/conversations/{id}/handover", "conversations:write"),
    ("POST", "/api/conversations/{id}/handback", "conversations:write"),
    ("GET", "/api/search", "conversations:read"),
    ("GET", "/api/leads", "leads:read"),
    ("GET", "/api/leads.csv", "leads:read"),
    ("GET", "/api/leads/{id}", "leads:read"),
    ("PATCH", "/api/leads/{id}", "leads:write"),
    ("GET", "/api/programs", "programs:read"),
    ("GET", "/api/programs/{id}", "programs:read"),
    ("PATCH", "/api/programs/{id}", "programs:write"),
    ("GET", "/api/programs/{id}/changes", "programs:read"),
    ("GET", "/api/audit", "audit:read"),
    ("GET", "/api/unanswered", "unanswered:read"),
    ("POST", "/api/unanswered/{id}/done", "unanswered:write"),
    ("GET", "/api/failed", "failed:read"),
    ("POST", "/api/failed/{id}/retry", "failed:write"),
]
EACH = pytest.mark.parametrize(("method", "path", "scope"), DOORS, ids=[f"{m} {p}" for m, p, _ in DOORS])
BODIES: dict[str, Any] = {
    "messages": {"text": "hello"}, "templates": {"name": "follow_up"}, "leads": {"stage": "won"},
    "programs": {"rank": 3},
}  # fmt: skip


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, sqlite_template: Any, tmp_path: Any) -> str:
    """No database has a say here."""
    file = tmp_path / "bot.db"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{file}"


def knock(bot: Bot, method: str, path: str, secret: str | None) -> Any:
    """An answer to a request for somebody or something that does not exist."""
    ids = {"/api/programs/{id}": "no-such", "/api/failed/{id}": f"item:{NOBODY}", "/api/erasures/{id}": RECEIPT}
    id = next((id for start, id in ids.items() if path.startswith(start)), NOBODY)
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    body = next((body for part, body in BODIES.items() if part in path and method in ("POST", "PATCH")), None)
    return bot.client.open(path.replace("{id}", id).replace("{phone}", ADA), method=method, headers=headers, json=body)


def made(bot: Bot, *scopes: str, name: str = "crm") -> str:
    """The secret of a new token."""
    return tokens.create(bot.parts.database, name, scopes)[1]


def test_the_table_above_names_every_endpoint_and_its_scope(bot: Bot) -> None:
    paths = bot.client.get("/openapi.json").get_json()["paths"]
    told = [
        (method.upper(), path, operation["security"][0]["bearer"][0])
        for path, operations in paths.items()
        for method, operation in operations.items()
        if operation.get("security")
    ]
    assert sorted(told) == sorted(DOORS)
    assert [path for path in paths if path not in {door[1] for door in DOORS}] == ["/"]


@EACH
def test_without_a_token_nobody_is_let_in(bot: Bot, method: str, path: str, scope: str) -> None:
    for secret in (None, "rs_" + "x" * 43):
        answer = knock(bot, method, path, secret)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["title"] == "Unauthorized"


@EACH
def test_all_other_scopes_together_open_nothing(bot: Bot, method: str, path: str, scope: str) -> None:
    others = [one for one in tokens.SCOPES if one != scope]
    answer = knock(bot, method, path, made(bot, *others))
    assert (answer.status_code, scope in answer.get_json()["detail"]) == (403, True)


@EACH
def test_the_scope_opens_and_what_does_not_exist_is_not_found(bot: Bot, method: str, path: str, scope: str) -> None:
    answer = knock(bot, method, path, made(bot, scope))
    assert answer.status_code == (404 if "{id}" in path else 200)
    if "{id}" in path:
        assert answer.get_json()["detail"].startswith("There is no such")


@pytest.mark.parametrize("id", ["0", "-1", "x", "99999999999999999999999", "%00", "1%00", "é", "1'--"])
def test_ids_of_nothing_are_not_found_or_not_understood(bot: Bot, id: str) -> None:
    for path in ("contacts/{}", "conversations/{}/messages", "leads/{}", "programs/{}", "erasures/{}"):
        ask(bot, "GET", f"/api/{path.format(id)}", 404)


def test_a_revoked_token_opens_nothing_from_then_on(bot: Bot) -> None:
    id, secret = tokens.create(bot.parts.database, "old", ["leads:read"])
    assert knock(bot, "GET", "/api/leads", secret).status_code == 200
    assert tokens.revoke(bot.parts.database, id)
    assert knock(bot, "GET", "/api/leads", secret).status_code == 401
    assert not tokens.revoke(bot.parts.database, id)


def test_a_token_is_kept_as_a_hash_and_its_use_is_noted(bot: Bot) -> None:
    secret = made(bot, "leads:read")
    row = bot.one("SELECT * FROM api_tokens")
    assert (re.fullmatch("[0-9a-f]{64}", row["hash"]) is not None, row["last_used_at"]) == (True, None)
    assert secret not in str(row)
    knock(bot, "GET", "/api/leads", secret)
    assert bot.one("SELECT * FROM api_tokens")["last_used_at"]


def test_who_asks_too_often_waits_and_nobody_else(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(api_requests_per_minute=3)
    one, other = made(bot, "leads:read"), made(bot, "leads:read")
    codes = [knock(bot, "GET", "/api/leads", one).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = knock(bot, "GET", "/api/leads", one)
    assert 1 <= int(answer.headers["Retry-After"]) <= 21
    assert answer.get_json()["status"] == 429
    assert knock(bot, "GET", "/api/leads", other).status_code == 200


def test_the_limit_fills_up_again_evenly() -> None:
    now = 0.0
    limiter = Limiter(60, lambda: now)
    assert [limiter.wait("a") for _ in range(60)] == [0.0] * 60
    assert limiter.wait("a") == pytest.approx(1.0)
    now = 1.5
    assert limiter.wait("a") == 0.0
    assert limiter.wait("a") == pytest.approx(0.5)


def test_tokens_are_made_listed_and_revoked_at_the_terminal(bot: Bot) -> None:
    run = bot.app.test_cli_runner().invoke
    said = run(args=["tokens", "create", "Our CRM", "--scope", "leads:read", "--scope", "leads:write"]).output
    secret = said.splitlines()[-1]
    assert knock(bot, "GET", "/api/leads", secret).status_code == 200
    assert knock(bot, "GET", "/api/failed", secret).status_code == 403
    listed = run(args=["tokens", "list"]).output
    assert re.search(r"1: Our CRM, made .*, last used 2\d.* UTC: leads:read, leads:write\n1 tokens", listed)
    assert secret not in listed
    assert run(args=["tokens", "revoke", "1"]).output == "Token 1 is revoked.\n"
    assert knock(bot, "GET", "/api/leads", secret).status_code == 401
    assert "REVOKED" in run(args=["tokens", "list"]).output
    assert run(args=["tokens", "revoke", "1"]).exit_code == 1
    for wrong in (["x"], ["x", "--scope", "everything"], ["x", "--scope", "leads:read", "--all-scopes"]):
        assert run(args=["tokens", "create", *wrong]).exit_code == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=0", "query.limit"), ("limit=201", "query.limit"), ("cursor=abc", "query.cursor"),
     ("stage=gone", "query.stage"), ("created_since=0", "query.created_since"), ("x=1", "query.x"),
     ("search=%00", "query.search")],
)  # fmt: skip
def test_a_query_that_does_not_fit_is_refused_with_where(bot: Bot, query: str, field: str) -> None:
    told = ask(bot, "GET", f"/api/leads?{query}", 422)
    assert (told["title"], told["errors"][0]["field"]) == ("Unprocessable Entity", field)


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[" * 60_000, 400), (b'{"stage": "won"' + b" " * 70_000 + b"}", 413), (b"[]", 422),
     (b"null", 422), (b"{}", 422), (b'{"stage": 1}', 422), (b'{"notes": "a\\u0000"}', 422), (b'{"x": 1}', 422),
     (b'{"notes": "\\ud800"}', 422), (b'{"notes": "a", "notes": "b"}', 400)],
    ids=range(12),
)  # fmt: skip
def test_a_body_that_does_not_fit_is_refused(bot: Bot, body: bytes, status: int) -> None:
    furnished(bot)
    told = ask(bot, "PATCH", "/api/leads/1", status, data=body)
    assert (told["type"], told["status"]) == ("about:blank", status)


def test_a_body_that_holds_thousands_of_misfits_is_answered_in_short(bot: Bot) -> None:
    furnished(bot)
    told = ask(bot, "PATCH", "/api/leads/1", 422, json={f"{n}{'k' * 9_000}": n for n in range(6)})
    assert len(str(told)) < 5_000
    told = ask(bot, "PATCH", "/api/leads/1", 422, json={f"k{n}": n for n in range(3000)})
    assert len(told["errors"]) == 20


@pytest.mark.parametrize(
    ("method", "path", "status", "word"),
    [("GET", "/api/nothing", 404, "/docs"), ("PUT", "/api/leads", 405, "`Allow`"),
     ("PATCH", "/api/leads/1", 400, "JSON in UTF-8"), ("GET", "/api/leads?search=%00", 422, "no NUL"),
     ("GET", "/api/leads/9223372036854775808", 404, "/docs")],
)  # fmt: skip
def test_errors_say_what_would_be_right(bot: Bot, method: str, path: str, status: int, word: str) -> None:
    assert word in ask(bot, method, path, status)["detail"]
