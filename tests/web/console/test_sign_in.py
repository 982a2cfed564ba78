"""Does the first page let in who it should, tell a guesser nothing, and slow them down?"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from bot import Bot
from services.staff.staff_tools import OWNER, PASSWORD, invited, joined
from web.api.api_tools import sign_of
from web.console.visitors import Visitor, let_in

from relaystack.services.staff import account, attempts, team


def wait(bot: Bot, pause: timedelta) -> None:
    """So much later for those who count attempts."""
    for row in bot.rows("SELECT key, last_at FROM sign_in_attempts"):
        at = datetime.fromisoformat(str(row["last_at"])) - pause
        bot.rows("UPDATE sign_in_attempts SET last_at = :at WHERE key = :key", at=at, key=row["key"])


def test_an_invitation_leads_in_and_the_password_does_from_then_on(bot: Bot) -> None:
    link = f"/console/welcome/{invited(bot, 'Ada', 'owner')}"
    ada = Visitor(bot, "Ada")
    assert "Ada" in ada.look(link).text
    weak = ada.send(link, name="Ada Lovelace", password="password1234")
    assert (weak.status_code, "would try" in weak.text, ada.is_in) == (409, True, False)
    assert let_in(ada.send(link, name="Ada Lovelace", password=PASSWORD))
    assert "Ada Lovelace" in ada.look().text
    gone = Visitor(bot).look(link)
    assert (gone.status_code, "used already" in gone.text) == (410, True)
    again = Visitor(bot, "Ada")
    assert let_in(again.sign_in(email=" ADA@Example.com"))
    assert "Ada Lovelace" in again.look().text


def test_a_link_is_in_no_log(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    secret = invited(bot, "Ada", "owner")
    ada = Visitor(bot, "Ada")
    ada.send(f"/console/welcome/{secret}", name="Ada", password=PASSWORD)
    ada.sign_in(password="wrong-" + PASSWORD)
    ada.sign_in()
    assert not {word for word in (secret, PASSWORD, "ada@example.com", ada.cookie) if word in caplog.text}


def test_unknown_addresses_and_wrong_passwords_are_told_apart_by_nothing(bot: Bot) -> None:
    joined(bot, "Ada", "consultant")
    answers = [Visitor(bot, name).sign_in(password="not-the-password") for name in ("Ada", "Nobody")]
    pages = [
        answer.text.replace(sign_of(answer), "").replace("Ada", "Nobody").replace("ada@", "nobody@")
        for answer in answers
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert pages[0] == pages[1]
    assert "The address or the password is wrong." in pages[0]


def test_nor_by_how_long_it_takes(bot: Bot) -> None:
    joined(bot, "Ada", "consultant")

    def seconds(email: str) -> float:
        began = time.perf_counter()
        with pytest.raises(Exception, match="wrong"):
            bot.parts.doors.people.signing_in.by_password(email, "not-the-password", "")
        return time.perf_counter() - began

    seconds("warm@example.com")
    known, unknown = (min(seconds(email) for _ in range(4)) for email in ("ada@example.com", "eve@example.com"))
    assert 0.3 < known / unknown < 3  # without a hash to compare it would be a hundredth


def test_an_older_hash_is_made_anew_when_its_owner_comes(bot: Bot) -> None:
    joined(bot, "Ada", "consultant")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    bot.rows("UPDATE staff_members SET password_hash = :old", old=old)
    assert Visitor(bot, "Ada").sign_in().status_code == 303
    assert bot.one("SELECT password_hash FROM staff_members")["password_hash"] != old
    assert Visitor(bot, "Ada").sign_in().status_code == 303


def test_who_guesses_must_wait_longer_and_longer(bot: Bot) -> None:
    joined(bot, "Ada", "consultant")
    for _ in range(attempts.FOR_ACCOUNT):
        assert Visitor(bot, "Ada").sign_in(password="a-guess").status_code == 401
    slowed = Visitor(bot, "Ada").sign_in()  # with the right one
    assert (slowed.status_code, "Please wait 30 seconds" in slowed.text) == (429, True)
    wait(bot, timedelta(seconds=31))
    assert Visitor(bot, "Ada").sign_in(password="a-guess").status_code == 401
    assert "Please wait 60 seconds" in Visitor(bot, "Ada").sign_in().text
    wait(bot, timedelta(seconds=61))
    ada = Visitor(bot, "Ada")
    assert ada.sign_in().status_code == 303
    assert Visitor(bot, "Ada").sign_in(password="a-guess").status_code == 401  # and counts anew
    assert bot.client.get("/metrics", headers={"Authorization": f"Bearer {bot.settings.api_token}"}).text.count(
        'kind="sign_in_slowed"'
    )


def test_unknown_addresses_are_slowed_down_alike(bot: Bot) -> None:
    for _ in range(attempts.FOR_ACCOUNT):
        Visitor(bot, "Nobody").sign_in(password="a-guess")
    assert Visitor(bot, "Nobody").sign_in(password="a-guess").status_code == 429
    assert "nobody@" not in str(bot.rows("SELECT * FROM sign_in_attempts"))


def test_one_address_may_not_try_many_accounts(bot: Bot) -> None:
    for number in range(attempts.FOR_ADDRESS):
        Visitor(bot, f"Guess{number}").sign_in(password="a-guess")
    assert Visitor(bot, "Another").sign_in(password="a-guess").status_code == 429
    behind = Visitor(bot, "Another")  # a proxy that nobody told us of: its address is everybody's
    data = {"email": "x@example.com", "password": "x", "csrf_token": sign_of(behind.look("/console/sign-in"))}
    answer = behind.client.post("/console/sign-in", data=data, headers={"X-Forwarded-For": "192.0.2.7"})
    assert answer.status_code == 401


@pytest.mark.parametrize(("forwarded", "status"), [("192.0.2.7", 429), ("192.0.2.7, 198.51.100.9", 401)])
def test_behind_a_proxy_of_ours_the_last_address_counts(
    make_bot: Callable[..., Bot], forwarded: str, status: int
) -> None:
    bot = make_bot(trusted_proxies=1)

    def knock(number: int, forwarded: str) -> int:
        one = Visitor(bot)
        data = {"email": f"{number}@example.com", "password": "x", "csrf_token": sign_of(one.look("/console/sign-in"))}
        return one.client.post("/console/sign-in", data=data, headers={"X-Forwarded-For": forwarded}).status_code

    for number in range(attempts.FOR_ADDRESS):
        knock(number, f"203.0.113.{number}, 192.0.2.7")  # what the client wrote itself stands before
    assert knock(99, forwarded) == status


def with_codes(bot: Bot, name: str, role: str = "consultant") -> tuple[pyotp.TOTP, list[str]]:
    """Somebody who signs in with codes: their app, and the recovery codes."""
    me, keys, database = joined(bot, name, role), bot.parts.doors.people.keys, bot.parts.database
    account.begin_totp(database, keys, me)
    secret, _ = account.pending_totp(database, keys, me, "Nexora") or ("", "")
    app = pyotp.TOTP(secret)
    earlier = app.at(datetime.now(UTC) - timedelta(seconds=30))
    return app, account.confirm_totp(database, keys, me, earlier)


def test_a_code_is_asked_for_and_good_once(bot: Bot) -> None:
    app, _ = with_codes(bot, "Ada")
    ada, thief = Visitor(bot, "Ada"), Visitor(bot, "Ada")
    assert ada.sign_in().location == "/console/sign-in/code"
    assert not ada.is_in
    assert ada.send("/console/sign-in/code", code="000000").status_code == 401
    code = app.now()
    assert let_in(ada.send("/console/sign-in/code", code=f"{code[:3]} {code[3:]}"))
    assert ada.is_in
    thief.sign_in()
    replayed = thief.send("/console/sign-in/code", code=code)
    assert (replayed.status_code, "used already" in replayed.text, thief.is_in) == (401, True, False)


def test_a_code_alone_opens_nothing(bot: Bot) -> None:
    app, _ = with_codes(bot, "Ada")
    thief = Visitor(bot, "Ada")
    assert thief.send("/console/sign-in/code", code=app.now()).status_code == 401
    assert not thief.is_in


def test_a_recovery_code_lets_in_once(bot: Bot) -> None:
    _, codes = with_codes(bot, "Ada")
    assert len(set(codes)) == 10
    assert not {code for code in codes if code.replace("-", "") in str(bot.rows("SELECT * FROM staff_members"))}
    ada, thief = Visitor(bot, "Ada"), Visitor(bot, "Ada")
    ada.sign_in()
    assert ada.send("/console/sign-in/code", code=codes[3].upper()).status_code == 303
    assert "9 recovery codes left" in ada.look("/console/settings/me").text
    thief.sign_in()
    assert thief.send("/console/sign-in/code", code=codes[3]).status_code == 401
    assert not thief.is_in


def test_codes_are_not_guessed(bot: Bot) -> None:
    with_codes(bot, "Ada")
    thief = Visitor(bot, "Ada")
    thief.sign_in()
    for _ in range(attempts.FOR_ACCOUNT):
        assert thief.send("/console/sign-in/code", code="000000").status_code == 401
    thief.sign_in()  # knowing the password buys no new tries
    assert thief.send("/console/sign-in/code", code="000000").status_code == 429


def test_another_secret_key_leaves_recovery_codes_and_says_so(make_bot: Callable[..., Bot]) -> None:
    old = make_bot(secret_key="k")
    app, codes = with_codes(old, "Ada")
    assert app.secret not in str(old.rows("SELECT * FROM staff_members"))
    ada = Visitor(make_bot(secret_key="l"), "Ada")
    ada.sign_in()
    told = ada.send("/console/sign-in/code", code=app.now())
    assert (told.status_code, "the key of this server was changed" in told.text) == (409, True)
    assert ada.send("/console/sign-in/code", code=codes[0]).status_code == 303


def test_an_owner_helps_who_has_lost_the_phone(bot: Bot) -> None:
    with_codes(bot, "Ada")
    team.reset_second_factor(bot.parts.database, OWNER, 1)
    ada = Visitor(bot, "Ada")
    assert let_in(ada.sign_in())
    assert ada.is_in


def test_the_sign_in_is_another_one_each_time(bot: Bot) -> None:
    joined(bot, "Ada", "consultant")
    ada = Visitor(bot, "Ada")
    ada.client.set_cookie("console", "chosen-by-somebody-else", path="/console")
    ada.sign_in()
    first, copy = ada.cookie, ada.copied()
    assert first != "chosen-by-somebody-else"
    ada.client.post("/console/sign-in", data={"email": "ada@example.com", "password": PASSWORD,
                    "csrf_token": sign_of(ada.look("/console/sign-in"))})  # fmt: skip
    assert (ada.cookie == first, copy.is_in, ada.is_in) == (False, False, True)


def test_a_forged_form_signs_nobody_in(bot: Bot) -> None:
    joined(bot, "Ada", "consultant")
    ada = Visitor(bot, "Ada")
    for sign in ("", "x", sign_of(Visitor(bot).look("/console/sign-in"))):
        assert (
            ada.send("/console/sign-in", email="ada@example.com", password=PASSWORD, csrf_token=sign).status_code == 403
        )
    assert not ada.is_in


def test_it_leads_to_what_was_asked_for_and_nowhere_else(bot: Bot) -> None:
    app, _ = with_codes(bot, "Ada")
    ada = Visitor(bot, "Ada")
    page = "/console/sign-in?next=/console/settings/me"
    step = ada.send(page, email="ada@example.com", password=PASSWORD)
    assert ada.send(step.location, code=app.now()).location == "/console/settings/me"
    joined(bot, "Ben", "consultant")
    away = Visitor(bot, "Ben").send("/console/sign-in?next=//evil.example", email="ben@example.com", password=PASSWORD)
    assert let_in(away)
