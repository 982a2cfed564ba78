"""When does a sign-in to the console end, and can another site act in a consultant's name?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bot import TOKEN, Bot
from sqlalchemy import select, update
from web.api.api_tools import ask, sign_in, sign_of, sign_out

from relaystack.models import SignIn
from relaystack.services.staff import sign_ins, tokens


def cookie_of(bot: Bot) -> str:
    """What the browser keeps."""
    cookie = bot.client.get_cookie("console", path="/console")
    assert cookie
    return cookie.value


def opens(bot: Bot, cookie: str) -> bool:
    """Whether this cookie opens the console, in a browser of its own."""
    browser = bot.app.test_client()
    browser.set_cookie("console", cookie, path="/console")
    return browser.get("/console").status_code == 200


def made_older(bot: Bot, by: timedelta) -> None:
    """All sign-ins began so much earlier."""
    columns = (SignIn.created_at, SignIn.seen_at, SignIn.idle_until, SignIn.ends_at)
    with bot.parts.database.transaction() as connection:
        for row in connection.execute(select(SignIn.id, *columns)).all():
            values = {column: at - by for column, at in zip(columns, row[1:], strict=True)}
            connection.execute(update(SignIn).where(SignIn.id == row.id).values(values))


def test_a_copied_cookie_is_dead_after_the_sign_out(bot: Bot) -> None:
    sign_in(bot)
    copy = cookie_of(bot)
    assert opens(bot, copy)
    sign_out(bot)
    assert not opens(bot, copy)
    assert bot.client.get_cookie("console", path="/console") is None


def test_a_sign_in_ends_when_nobody_uses_it(bot: Bot) -> None:
    sign_in(bot)
    copy = cookie_of(bot)
    made_older(bot, sign_ins.IDLE - timedelta(minutes=5))
    assert opens(bot, copy)
    made_older(bot, sign_ins.IDLE - timedelta(minutes=5))
    assert opens(bot, copy)
    made_older(bot, sign_ins.IDLE)
    assert not opens(bot, copy)


def test_a_page_that_asks_for_news_by_itself_keeps_nobody_signed_in(bot: Bot) -> None:
    sign_in(bot)
    news = {"HX-Request": "true", "If-None-Match": '"seen"'}
    made_older(bot, sign_ins.IDLE - timedelta(minutes=5))
    assert bot.client.get("/console/today/waiting", headers=news).status_code == 200
    made_older(bot, timedelta(minutes=6))
    assert bot.client.get("/console/today/waiting", headers=news).status_code == 401
    assert not opens(bot, cookie_of(bot))


def test_and_also_when_somebody_uses_it_all_the_time(bot: Bot) -> None:
    sign_in(bot)
    copy, hour = cookie_of(bot), timedelta(hours=1)
    for _ in range(int(sign_ins.LONGEST / hour) - 1):
        made_older(bot, hour)
        assert opens(bot, copy)
    made_older(bot, hour)
    assert not opens(bot, copy)


def test_each_sign_in_has_an_id_of_its_own_and_ends_the_one_before(bot: Bot) -> None:
    bot.client.set_cookie("console", "chosen-by-somebody-else", path="/console")
    sign_in(bot)
    first = cookie_of(bot)
    assert first != "chosen-by-somebody-else"
    sign_in(bot)
    assert (opens(bot, first), opens(bot, cookie_of(bot))) == (False, True)


def test_the_database_holds_nothing_that_opens_the_door(bot: Bot) -> None:
    sign_in(bot)
    row = bot.one("SELECT * FROM sign_ins")
    assert cookie_of(bot) not in str(row)
    assert TOKEN not in str(row)
    assert not opens(bot, row["hash"])


def test_the_sign_ins_of_a_revoked_token_end_with_it(bot: Bot) -> None:
    id, secret = tokens.create(bot.parts.database, "Layla", ["conversations:read"])
    sign_in(bot, secret)
    tokens.revoke(bot.parts.database, id)
    assert not opens(bot, cookie_of(bot))
    assert bot.one("SELECT ended_at FROM sign_ins")["ended_at"] is not None


def test_and_of_one_that_has_expired(bot: Bot) -> None:
    _, secret = tokens.create(bot.parts.database, "Layla", ["conversations:read"])
    sign_in(bot, secret)
    bot.rows("UPDATE api_tokens SET expires_at = '2026-01-01'")
    assert not opens(bot, cookie_of(bot))
    assert "expired on 01 January 2026" in sign_in(bot, secret).text


def test_operators_see_who_is_in_and_can_end_it(bot: Bot) -> None:
    run = bot.app.test_cli_runner().invoke
    _, secret = tokens.create(bot.parts.database, "Layla", ["conversations:read"])
    sign_in(bot, secret)
    assert "1: Layla (token 1), since 2" in run(args=["sign-ins", "list"]).output
    assert run(args=["sign-ins", "end", "1"]).output == "1 ended.\n"
    assert not opens(bot, cookie_of(bot))
    assert run(args=["sign-ins", "list"]).output == "0 sign-ins.\n"
    assert (run(args=["sign-ins", "end", "1"]).exit_code, run(args=["sign-ins", "end"]).exit_code) == (1, 2)


def test_rows_that_are_long_over_are_swept(bot: Bot) -> None:
    sign_in(bot)
    made_older(bot, timedelta(days=32))
    sign_in(bot)
    assert len(bot.rows("SELECT 1 FROM sign_ins")) == 1


def test_another_secret_key_ends_them_all(make_bot: Callable[..., Bot]) -> None:
    old = make_bot(secret_key="k")
    sign_in(old)
    assert not opens(make_bot(secret_key="l"), cookie_of(old))
    assert opens(make_bot(secret_key="k"), cookie_of(old))


# --- other sites ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
     {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Origin": "http://localhost.evil.example"},
     {"Origin": "http://["}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("door", ["sign-in", "sign-out"])
def test_what_another_site_posts_is_refused(bot: Bot, headers: dict[str, str], door: str) -> None:
    sign_in(bot)
    data = {"token": TOKEN, "csrf_token": sign_of(bot.client.get("/console"))}
    answer = bot.client.post(f"/console/{door}", data=data, headers=headers)
    assert (answer.status_code, answer.mimetype, "Set-Cookie" in answer.headers) == (403, "text/html", False)
    assert opens(bot, cookie_of(bot))


def test_a_form_needs_the_browser_that_it_was_made_for(bot: Bot) -> None:
    stranger = bot.app.test_client()
    sign = sign_of(stranger.get("/console/sign-in"))
    for data in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "é"}, {"csrf_token": sign}):
        assert bot.client.post("/console/sign-in", data={"token": TOKEN, **data}).status_code == 403
    bot.client.get("/console/sign-in")
    assert bot.client.post("/console/sign-in", data={"token": TOKEN, "csrf_token": sign}).status_code == 403
    assert stranger.post("/console/sign-in", data={"token": TOKEN, "csrf_token": sign}).status_code == 303


def test_a_form_from_before_the_sign_in_is_good_for_nothing_after_it(bot: Bot) -> None:
    before = sign_of(bot.client.get("/console/sign-in"))
    sign_in(bot)
    assert bot.client.post("/console/sign-out", data={"csrf_token": before}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, {"Origin": "null", "Sec-Fetch-Site": "none"}],
    ids=str,
)
def test_what_browsers_send_from_our_own_page_is_taken(bot: Bot, headers: dict[str, str]) -> None:
    data = {"token": TOKEN, "csrf_token": sign_of(bot.client.get("/console/sign-in"))}
    assert bot.client.post("/console/sign-in", data=data, headers=headers).status_code == 303


def test_a_proxy_that_tells_us_another_name_keeps_nobody_out(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(public_url="https://Bot.example.com/")
    data = {"token": TOKEN, "csrf_token": sign_of(bot.client.get("/console/sign-in"))}
    headers = {"Origin": "https://bot.example.com", "Sec-Fetch-Site": "same-origin", "Host": "upstream:5000"}
    browser = bot.client.get_cookie("console-form", path="/console")
    assert browser
    bot.client.set_cookie("console-form", browser.value, domain="upstream", path="/console")
    assert bot.client.post("/console/sign-in", data=data, headers=headers).status_code == 303


# --- who did it -----------------------------------------------------------------------------------


def test_sign_ins_and_sign_outs_stand_in_the_audit(bot: Bot) -> None:
    _, secret = tokens.create(bot.parts.database, "Layla", ["conversations:read"])
    sign_in(bot, secret)
    sign_out(bot)
    told = ask(bot, "GET", "/api/audit?subject=sign-in:1")["items"]
    assert [(one["by"], one["action"]) for one in told] == [
        ("Layla (token 1)", "console.sign_out"),
        ("Layla (token 1)", "console.sign_in"),
    ]
