"""What somebody changes of their own: is it theirs alone to change, and does the rest end at once?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from bot import Bot
from services.staff.staff_tools import PASSWORD, joined
from web.api.api_tools import ask, sign_in
from web.console.visitors import Visitor, let_in

ME = "/console/settings/me"
ANOTHER = "amber-Canoe-58-thistle"


def actions(bot: Bot) -> list[str]:
    """What the audit has of the first member, the oldest first."""
    return [one["action"] for one in reversed(ask(bot, "GET", "/api/audit?subject=member:1")["items"])]


def test_another_name_is_seen_and_in_the_audit(ada: Visitor) -> None:
    assert ada.send(ME, f"{ME}/name", name="Ada Lovelace").status_code == 303
    page = ada.look(ME).text
    assert "Your name is changed." in page
    assert '<b class="clip">Ada Lovelace</b>' in page
    told = ask(ada.bot, "GET", "/api/audit?subject=member:1")["items"][0]
    assert (told["by"], told["action"], told["changes"]) == ("Ada", "member.name", {"name": ["Ada", "Ada Lovelace"]})


def test_nobody_takes_a_colleagues_name(ada: Visitor) -> None:
    joined(ada.bot, "Ben", "consultant")
    refused = ada.send(ME, f"{ME}/name", name=" BEN ")
    assert (refused.status_code, "goes by this name already" in refused.text) == (409, True)


def test_another_password_ends_every_other_sign_in(ada: Visitor) -> None:
    elsewhere, copy = Visitor(ada.bot, "Ada"), ada.copied()
    elsewhere.sign_in()
    changed = ada.send(ME, f"{ME}/password", password=PASSWORD, new_password=ANOTHER)
    assert changed.status_code == 303
    assert (ada.is_in, copy.is_in, elsewhere.is_in) == (True, False, False)
    assert elsewhere.sign_in().status_code == 401
    assert elsewhere.sign_in(ANOTHER).status_code == 303


@pytest.mark.parametrize(
    ("path", "more"),
    [("password", {"new_password": ANOTHER}), ("codes", {}), ("codes/end", {}), ("recovery-codes", {}),
     ("passkeys/question", {})],
)  # fmt: skip
def test_a_browser_that_stands_open_is_not_enough(ada: Visitor, path: str, more: dict[str, str]) -> None:
    before = actions(ada.bot)
    refused = ada.send(ME, f"{ME}/{path}", password="not-the-password", **more)
    assert (refused.status_code, "This is not your password." in refused.text) == (401, True)
    assert actions(ada.bot) == before


def test_codes_are_set_up_with_the_picture_and_the_first_code(ada: Visitor) -> None:
    copy = ada.copied()
    ada.send(ME, f"{ME}/codes", password=PASSWORD)
    page = ada.look(ME).text
    assert 'src="data:image/svg+xml' in page
    app = pyotp.TOTP(page.split('<code class="secret" dir="ltr">')[1].split("<")[0])
    wrong = ada.send(ME, f"{ME}/codes/confirm", code="000000")
    assert (wrong.status_code, "does not fit" in wrong.text) == (409, True)
    assert let_in(Visitor(ada.bot, "Ada").sign_in())  # not asked for before it is confirmed
    confirmed = ada.send(ME, f"{ME}/codes/confirm", code=app.at(datetime.now(UTC) - timedelta(seconds=30)))
    codes = [part.split("<")[0] for part in confirmed.text.split("<code>")[1:]]
    assert (len(codes), ada.is_in, copy.is_in) == (10, True, False)
    assert codes[0] not in ada.look(ME).text
    assert Visitor(ada.bot, "Ada").sign_in().location == "/console/sign-in/code"
    newer = ada.send(ME, f"{ME}/recovery-codes", password=PASSWORD).text
    assert not {code for code in codes if code in newer}
    ada.send(ME, f"{ME}/codes/end", password=PASSWORD)
    assert let_in(Visitor(ada.bot, "Ada").sign_in())
    told = str(ask(ada.bot, "GET", "/api/audit"))
    assert not {secret for secret in (app.secret, *codes) if secret in told}
    assert {"member.totp_on", "member.totp_off", "member.recovery_codes"} <= set(actions(ada.bot))


def test_my_sign_ins_are_shown_and_ended(ada: Visitor) -> None:
    phone = Visitor(ada.bot, "Ada")
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 16; Mobile) Gecko/140.0 Firefox/140.0"
    phone.sign_in()
    assert "Firefox, Android" in ada.look(ME).text
    assert ada.send(ME, f"{ME}/sign-out").status_code == 303
    assert (ada.is_in, phone.is_in) == (False, False)


def test_a_token_has_nothing_to_change(bot: Bot) -> None:
    sign_in(bot)
    page = bot.client.get(ME)
    assert (page.status_code, "You came in with a token" in page.text) == (200, True)
    stranger: Any = Visitor(bot)
    stranger.client = bot.client
    assert stranger.send(ME, f"{ME}/name", name="Eve").status_code == 403
