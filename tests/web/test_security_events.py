"""Is everybody who is refused counted, and does the log stay readable while somebody tries all night?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bot import TOKEN, Bot
from gateways.whatsapp.meta_bodies import body_with, text_message
from services.service_tools import wait_for
from web.api.api_tools import sign_in

from relaystack import security_events
from relaystack.services.staff import tokens

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no database has a say


def counted(bot: Bot) -> dict[str, float]:
    """How often what was refused."""
    shown = bot.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    lines = [line for line in shown.splitlines() if line.startswith("relaystack_security_events_total{")]
    return {line.split('kind="')[1].split('"')[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


def asked(bot: Bot, secret: str | None, path: str = "/api/leads") -> Any:
    """A request with this token."""
    return bot.client.get(path, headers={"Authorization": f"Bearer {secret}"} if secret else {})


def expired(bot: Bot) -> None:
    id, secret = tokens.create(bot.parts.database, "old", ["leads:read"])
    bot.rows(f"UPDATE api_tokens SET expires_at = '2026-01-01' WHERE id = {id}")
    asked(bot, secret)


def revoked(bot: Bot) -> None:
    id, secret = tokens.create(bot.parts.database, "old", ["leads:read"])
    tokens.revoke(bot.parts.database, id)
    asked(bot, secret)


def out_of_scope(bot: Bot) -> None:
    asked(bot, tokens.create(bot.parts.database, "narrow", ["stats:read"])[1])


def too_often(bot: Bot) -> None:
    secret = tokens.create(bot.parts.database, "busy", ["leads:read"])[1]
    assert [asked(bot, secret).status_code for _ in range(4)][-1] == 429


def with_cookie(bot: Bot, cookie: str) -> None:
    bot.client.set_cookie("console", cookie, path="/console")
    bot.client.get("/console")


def after_the_end(bot: Bot) -> None:
    sign_in(bot)
    bot.rows("UPDATE sign_ins SET ended_at = '2026-01-01'")
    bot.client.get("/console")


def signed(bot: Bot, signature: str | None) -> None:
    headers = {} if signature is None else {"X-Hub-Signature-256": signature}
    body = body_with(text_message("wamid.1", "hi"))
    assert bot.client.post("/webhook", data=body, headers=headers).status_code == 403


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("token_missing", lambda bot: asked(bot, None)),
        ("token_wrong", lambda bot: asked(bot, "rs_" + "x" * 43)),
        ("token_wrong", lambda bot: asked(bot, "guess", "/metrics")),
        ("token_revoked", revoked),
        ("token_expired", expired),
        ("scope_missing", out_of_scope),
        ("rate_limited", too_often),
        ("signature_missing", lambda bot: signed(bot, None)),
        ("signature_wrong", lambda bot: signed(bot, "sha256=" + "0" * 64)),
        ("verify_token_wrong", lambda bot: bot.client.get("/webhook?hub.mode=subscribe&hub.verify_token=guess")),
        ("sign_in_failed", lambda bot: sign_in(bot, "rs_guess")),
        ("cookie_unknown", lambda bot: with_cookie(bot, "tampered")),
        ("cookie_ended", after_the_end),
        ("form_refused", lambda bot: bot.client.post("/console/sign-in", data={"token": TOKEN})),
    ],
)
def test_who_is_refused_is_counted(make_bot: Callable[..., Bot], kind: str, act: Callable[[Bot], object]) -> None:
    bot = make_bot(api_requests_per_minute=3)
    before = counted(bot).get(kind, 0)
    act(bot)
    assert counted(bot)[kind] == before + 1


@ON_SQLITE
def test_who_only_looks_local_is_counted(make_bot: Callable[..., Bot]) -> None:
    before, bot = counted(make_bot()).get("local_refused", 0), make_bot(api_token="")
    assert bot.client.get("/api/leads", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 401
    assert counted(make_bot())["local_refused"] == before + 1


@ON_SQLITE
def test_a_night_of_guessing_is_a_line_a_minute_and_shows_no_guess(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(security_events, "_reporter", security_events.Reporter(every=3600.0))
    for number in range(50):
        asked(bot, f"rs_guess{number}")
    lines = [record.getMessage() for record in caplog.records if "token_wrong" in record.getMessage()]
    assert lines == ["security: token_wrong"]
    assert "guess" not in caplog.text


def test_what_came_within_the_minute_is_told_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    reporter = security_events.Reporter(every=0.1)
    for _ in range(5):
        reporter.heard("token_wrong", "token 3")

    def told() -> int:
        later = sum(int(count) for count in re.findall(r"security: token_wrong, (\d+) more within", caplog.text))
        return later + caplog.text.count("security: token_wrong, token 3")

    wait_for(lambda: told() == 5)
