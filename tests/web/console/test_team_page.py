"""The team's page: who may open it, and does what is done there count at once?"""

from collections.abc import Callable

import pytest
from bot import Bot
from fakes.mailbox import Mailbox
from services.handover_tools import mail_settings
from services.staff.staff_tools import PASSWORD, joined
from web.api.api_tools import ask, sign_in, sign_of
from web.console.visitors import Visitor
from werkzeug.test import TestResponse

TEAM, ME = "/console/settings/team", "/console/settings/me"


def came(bot: Bot, name: str, role: str) -> Visitor:
    """Somebody with this role, signed in."""
    joined(bot, name, role)
    visitor = Visitor(bot, name)
    visitor.sign_in()
    return visitor


def version_of(visitor: Visitor, action: str) -> str:
    """What the form for this carries."""
    return visitor.look(TEAM).text.split(f'action="{action}"')[1].split('name="version" value="')[1].split('"')[0]


def test_an_owner_invites_and_hands_the_link_over(bot: Bot) -> None:
    olga = came(bot, "Olga", "owner")
    page = olga.send(TEAM, f"{TEAM}/invite", email="ben@example.com", name="Ben", role="consultant")
    link = link_on(page)
    assert "not here yet" in olga.look(TEAM).text
    ben = Visitor(bot, "Ben")
    ben.send(link, name="Ben", password=PASSWORD)
    assert "Ben" in ben.look(ME).text
    told = ask(bot, "GET", "/api/audit?subject=member:2")["items"][-1]
    assert (told["by"], told["action"], told["changes"]["role"]) == ("Olga", "member.invite", [None, "consultant"])
    assert link.rpartition("/")[2] not in str(ask(bot, "GET", "/api/audit"))


def test_where_mail_is_set_up_the_link_goes_by_mail_alone(
    make_bot: Callable[..., Bot], mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    bot = make_bot(**mail_settings(port), public_url="https://bot.example.com")
    olga = came(bot, "Olga", "owner")
    sent = olga.send(TEAM, f"{TEAM}/invite", email="ben@example.com", name="Ben", role="consultant")
    assert (sent.status_code, "/console/welcome" in str(bot.rows("SELECT payload FROM outbox"))) == (303, False)
    bot.deliver(minute=True)
    mail = box.mails[0].replace("=\r\n", "").replace("=3D", "=")
    assert box.to == [["ben@example.com"]]
    assert "Subject: Your invitation to Nexora Investments" in mail
    link = mail.split("https://bot.example.com")[1].split()[0]
    assert Visitor(bot, "Ben").send(link, name="Ben", password=PASSWORD).status_code == 303
    assert bot.rows("SELECT 1 FROM outbox") == []


def test_a_letter_that_never_arrives_leaves_no_link_behind(
    make_bot: Callable[..., Bot], mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    box.refused = {"ben@example.com": "550 nobody here"}
    bot = make_bot(**mail_settings(port), public_url="https://bot.example.com")
    came(bot, "Olga", "owner").send(TEAM, f"{TEAM}/invite", email="ben@example.com", name="Ben", role="viewer")
    bot.deliver(minute=True)
    kept = bot.rows("SELECT payload FROM outbox") + bot.rows("SELECT payload FROM given_up")
    assert (len(kept), "console/welcome" in str(kept)) == (1, False)


def link_on(page: TestResponse) -> str:
    """Where the link leads that a page shows."""
    return "/console/" + page.text.split('value="http://127.0.0.1:5000/console/')[1].split('"')[0]


@pytest.mark.parametrize(
    ("role", "sees", "changes", "helps"),
    [("owner", 200, 303, 303), ("manager", 200, 403, 303), ("consultant", 403, 403, 403),
     ("marketing", 403, 403, 403), ("viewer", 403, 403, 403)],
)  # fmt: skip
def test_what_each_role_may_do_there(bot: Bot, role: str, sees: int, changes: int, helps: int) -> None:
    joined(bot, "Olga", "owner")
    ben = joined(bot, "Ben", "consultant")
    eve = came(bot, "Eve", role)
    assert eve.look(TEAM).status_code == sees
    assert eve.send(ME, f"{TEAM}/{ben.id}/role", role="viewer").status_code == changes
    assert eve.send(ME, f"{TEAM}/{ben.id}/sign-out").status_code == helps
    gets_a_link = 200 if role == "owner" else 403
    assert eve.send(ME, f"{TEAM}/{ben.id}/link").status_code == gets_a_link
    assert eve.send(ME, f"{TEAM}/invite", email="mallory@example.com", role="owner").status_code == gets_a_link
    assert eve.send(ME, f"{TEAM}/1/second-factor").status_code == {"owner": 303, "manager": 409}.get(role, 403)


@pytest.mark.parametrize(
    ("role", "opens"),
    [("owner", {"/console/settings/team"}), ("manager", {"/console/settings/team"}), ("consultant", set()),
     ("marketing", set()), ("viewer", set())],
)  # fmt: skip
def test_everybody_lands_somewhere_and_sees_their_own_page(bot: Bot, role: str, opens: set[str]) -> None:
    joined(bot, "Ada", role)
    ada = Visitor(bot, "Ada")
    landed = ada.look(ada.sign_in().location)
    assert landed.status_code == 200
    assert ME in landed.text
    assert {page for page in (TEAM,) if page in landed.text} == opens
    assert ada.look("/console/conversations/1").status_code == (403 if role == "marketing" else 404)


def test_a_removed_member_is_out_at_once(bot: Bot) -> None:
    olga, ben = came(bot, "Olga", "owner"), came(bot, "Ben", "consultant")
    copy = ben.copied()
    assert copy.is_in
    action = f"{TEAM}/2/remove"
    assert olga.send(TEAM, action, version=version_of(olga, action)).status_code == 303
    assert (ben.is_in, copy.is_in, ben.sign_in().status_code) == (False, False, 401)
    assert "Ben" not in olga.look(TEAM).text


def test_another_role_counts_from_the_next_request_on(bot: Bot) -> None:
    olga, ben = came(bot, "Olga", "owner"), came(bot, "Ben", "manager")
    assert ben.look(TEAM).status_code == 200
    action = f"{TEAM}/2/role"
    olga.send(TEAM, action, role="viewer", version=version_of(olga, action))
    refused = ben.look(TEAM)
    assert (refused.status_code, "Your role does not open this" in refused.text) == (403, True)


def test_a_form_of_one_version_changes_no_other(bot: Bot) -> None:
    olga, _ = came(bot, "Olga", "owner"), joined(bot, "Ben", "manager")
    action = f"{TEAM}/2/role"
    old = version_of(olga, action)
    olga.send(TEAM, action, role="viewer", version=old)
    assert olga.send(TEAM, action, role="owner", version=old).status_code == 409
    assert "Viewer" in olga.look(TEAM).text


def test_the_last_owner_is_told(bot: Bot) -> None:
    olga = came(bot, "Olga", "owner")
    refused = olga.send(TEAM, f"{TEAM}/1/remove")
    assert (refused.status_code, "This is the last owner" in refused.text, olga.is_in) == (409, True, True)


@pytest.mark.parametrize("deed", ["invite", "2/link", "2/role", "2/remove", "2/sign-out", "2/second-factor"])
def test_a_forged_form_changes_nothing(bot: Bot, deed: str) -> None:
    olga = came(bot, "Olga", "owner")
    joined(bot, "Ben", "consultant")
    before = ask(bot, "GET", "/api/audit")["items"]
    data = {"email": "eve@example.com", "role": "owner", "csrf_token": sign_of(Visitor(bot).look("/console/sign-in"))}
    assert olga.client.post(f"{TEAM}/{deed}", data=data).status_code == 403
    assert ask(bot, "GET", "/api/audit")["items"] == before


def test_a_link_for_a_new_password_works_once_and_ends_what_was_open(bot: Bot) -> None:
    olga, ben = came(bot, "Olga", "owner"), came(bot, "Ben", "consultant")
    link = link_on(olga.send(TEAM, f"{TEAM}/2/link"))
    assert ben.is_in  # until it is used
    visitor = Visitor(bot, "Ben")
    assert visitor.send(link, password="amber-Canoe-58-thistle").location == "/console/sign-in"
    assert (visitor.is_in, ben.is_in, visitor.look(link).status_code) == (False, False, 410)
    assert visitor.sign_in().status_code == 401
    assert visitor.sign_in("amber-Canoe-58-thistle").status_code == 303


def test_a_token_with_the_scope_manages_the_team(bot: Bot) -> None:
    sign_in(bot)  # API_TOKEN
    page = bot.client.get(TEAM)
    data = {"email": "olga@example.com", "name": "Olga", "role": "owner", "csrf_token": sign_of(page)}
    assert "/console/welcome/" in bot.client.post(f"{TEAM}/invite", data=data).text


def test_names_are_words(bot: Bot) -> None:
    olga = came(bot, "Olga", "owner")
    olga.send(TEAM, f"{TEAM}/invite", email="eve@example.com", name="<b onload=x>Eve</b>", role="viewer")
    assert "<b onload" not in olga.look(TEAM).text
