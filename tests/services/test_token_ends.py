"""Does a token end when it was said, with words before and after, and is nobody surprised by an upgrade?"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from bot import Bot
from sqlalchemy import text, update
from web.api.api_tools import ask

from relaystack.models import ApiToken
from relaystack.services.monitoring import start_notes
from relaystack.services.notices import digest
from relaystack.services.staff import tokens
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where no database has a say


def made(bot: Bot, ends_in: timedelta | None, name: str = "Our CRM") -> str:
    """A token that has so long to live."""
    id, secret = tokens.create(bot.parts.database, name, ["leads:read"])
    end = None if ends_in is None else datetime.now(UTC) + ends_in
    with bot.parts.database.transaction() as connection:
        connection.execute(update(ApiToken).where(ApiToken.id == id).values(expires_at=end))
    return secret


def leads(bot: Bot, secret: str) -> Any:
    """What a program gets that asks with it."""
    return bot.client.get("/api/leads", headers={"Authorization": f"Bearer {secret}"})


def test_a_token_that_has_expired_is_refused_in_words_and_stands_in_the_audit_once(bot: Bot) -> None:
    secret = made(bot, timedelta(seconds=-1))
    for _ in range(3):
        answer = leads(bot, secret)
        assert (answer.status_code, "This token expired on " in answer.get_json()["detail"]) == (401, True)
    actions = [one["action"] for one in ask(bot, "GET", "/api/audit?subject=token:1")["items"]]
    assert actions == ["token.expire", "token.create"]


@ON_SQLITE
def test_a_revoked_one_says_so(bot: Bot) -> None:
    secret = made(bot, timedelta(days=1))
    tokens.revoke(bot.parts.database, 1)
    assert leads(bot, secret).get_json()["detail"] == "This token was revoked."


@ON_SQLITE
def test_a_token_is_good_for_a_year_unless_somebody_says_otherwise(bot: Bot) -> None:
    run = bot.app.test_cli_runner().invoke
    create = ["tokens", "create", "x", "--scope", "leads:read"]
    for more in ([], ["--days", "10"], ["--never"]):
        assert run(args=[*create, *more]).exit_code == 0
    for wrong in (["--days", "0"], ["--days", "x"], ["--days", "3", "--never"]):
        assert run(args=[*create, *wrong]).exit_code == 2
    found = tokens.every(bot.parts.database)
    assert [one.expires_at and (one.expires_at - one.created_at).days for one in found] == [365, 10, None]
    listed = run(args=["tokens", "list"]).output
    assert [word in listed for word in (", expires 2", ", never expires, never used")] == [True, True]


@ON_SQLITE
def test_one_that_has_expired_can_be_renewed_and_its_program_changes_nothing(bot: Bot) -> None:
    run = bot.app.test_cli_runner().invoke
    secret = made(bot, timedelta(days=-3))
    assert "EXPIRED 2" in run(args=["tokens", "list"]).output
    assert run(args=["tokens", "renew", "1", "--days", "30"]).output == "Token 1 is good for 30 days.\n"
    assert leads(bot, secret).status_code == 200
    tokens.revoke(bot.parts.database, 1)
    assert run(args=["tokens", "renew", "1"]).exit_code == 1


def test_its_end_is_told_two_weeks_before(bot: Bot) -> None:
    for days, name in ((20, "Later"), (3, "Soon"), (None, "Never"), (-2, "Over")):
        made(bot, None if days is None else timedelta(days=days), name)
    reasons = bot.client.get("/webhook/health").get_json()["reasons"]
    assert [reason.split(" on ")[0] for reason in reasons] == [
        "the token Over (no. 4) expired",
        "the token Soon (no. 2) expires",
    ]
    with bot.parts.database.transaction() as connection:
        assert set(reasons) <= set(start_notes.notes(connection, frozenset()))
        assert digest.post_if_due(connection, time(0, 0), datetime.now(UTC))
    assert all(reason in str(bot.one("SELECT payload FROM outbox")["payload"]) for reason in reasons)


def test_an_upgrade_gives_those_that_are_there_a_year(bot: Bot, tmp_path: Path) -> None:
    secret = made(bot, timedelta(days=1))
    database = Database(bot.settings.database_url, tmp_path)
    command.downgrade(migrations.config(database), "0014")
    migrations.upgrade(database)
    database.close()
    assert leads(bot, secret).status_code == 200
    [token] = tokens.every(bot.parts.database)
    assert token.expires_at
    assert (token.expires_at - datetime.now(UTC)).days in (364, 365)
    with bot.parts.database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sign_ins")) == 0


@ON_SQLITE
def test_who_made_renewed_and_revoked_a_token_stands_in_the_audit(bot: Bot) -> None:
    run = bot.app.test_cli_runner().invoke
    secret = run(args=["tokens", "create", "Our CRM", "--scope", "leads:read"]).output.splitlines()[-1]
    run(args=["tokens", "renew", "1", "--never"])
    run(args=["tokens", "revoke", "1"])
    bot.client.get("/api/leads.csv", headers={"Authorization": "Bearer test-api-token"})
    told = ask(bot, "GET", "/api/audit")["items"]
    assert [(one["action"], one["subject"]) for one in told] == [
        ("leads.export", "leads"), ("token.revoke", "token:1"), ("token.renew", "token:1"), ("token.create", "token:1"),
    ]  # fmt: skip
    assert [one["by"] for one in told] == ["API_TOKEN", *["the command line"] * 3]
    assert told[2]["changes"]["expires_at"][1] is None
    shown = run(args=["audit", "token:1"]).output
    assert ("token.create token:1" in shown, shown.endswith("3 entries.\n"), secret in shown) == (True, True, False)
