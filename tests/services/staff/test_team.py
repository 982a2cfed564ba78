"""Who is in the team, and what may its members do to each other?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from bot import Bot
from services.staff.staff_tools import MANAGER, OWNER, PASSWORD, joined

from relaystack.services.staff import members, team, welcome
from relaystack.services.staff.members import Impossible
from relaystack.services.staff.team import Actor
from relaystack.services.storage import one_time
from relaystack.services.storage.database import Database
from relaystack.services.storage.one_time import Purpose


def test_an_invitation_works_once(bot: Bot) -> None:
    database = bot.parts.database
    member, secret = team.invite(database, team.OPERATOR, " Ada@Example.com ", "", "consultant")
    assert (member.email, member.name, member.has_password) == ("ada@example.com", "ada", False)
    came = welcome.use(database, Purpose.WELCOME, secret, PASSWORD, "Nexora", "Ada Lovelace")
    assert (came.name, came.has_password, came.role) == ("Ada Lovelace", True, "consultant")
    with pytest.raises(Impossible, match="used already"):
        welcome.use(database, Purpose.WELCOME, secret, PASSWORD, "Nexora")


def test_an_invitation_opens_no_other_door_and_ends(bot: Bot) -> None:
    database = bot.parts.database
    member, secret = team.invite(database, team.OPERATOR, "ada@example.com", "Ada", "consultant")
    with pytest.raises(Impossible):
        welcome.use(database, Purpose.RESET, secret, PASSWORD, "Nexora")
    _, purpose, newer = team.new_link(database, team.OPERATOR, member.id)
    assert purpose is Purpose.WELCOME
    with pytest.raises(Impossible):  # the first one
        welcome.whose(database, Purpose.WELCOME, secret)
    bot.rows("UPDATE one_time_secrets SET expires_at = '2026-01-01 00:00:00'")
    with pytest.raises(Impossible, match="older than seven days"):
        welcome.use(database, Purpose.WELCOME, newer, PASSWORD, "Nexora")


def test_of_two_who_use_a_link_at_once_one_gets_in(bot: Bot) -> None:
    database = bot.parts.database
    _, secret = team.invite(database, team.OPERATOR, "ada@example.com", "Ada", "consultant")

    def use(number: int) -> bool:
        try:
            welcome.use(database, Purpose.WELCOME, secret, f"{PASSWORD}-{number}", "Nexora")
        except Impossible:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, range(2))) == [False, True]


def test_the_database_holds_no_secret_in_words(bot: Bot) -> None:
    _, secret = team.invite(bot.parts.database, team.OPERATOR, "ada@example.com", "Ada", "owner")
    assert secret not in str(bot.rows("SELECT * FROM one_time_secrets"))
    welcome.use(bot.parts.database, Purpose.WELCOME, secret, PASSWORD, "Nexora")
    kept = bot.one("SELECT password_hash FROM staff_members")["password_hash"]
    assert kept.startswith("$argon2id$")
    assert not {one for one in (secret, PASSWORD, kept) if one in str(bot.rows("SELECT * FROM audit"))}


@pytest.mark.parametrize(
    "password",
    ["short-7xq", "x" * 129, "password1234", "nexora-kjw82hhw", "ada.lovelace-kjw82", "a" * 15, "qwertyuiop123456"],
)  # fmt: skip
def test_what_anybody_would_guess_is_no_password(bot: Bot, password: str) -> None:
    _, secret = team.invite(bot.parts.database, team.OPERATOR, "ada.lovelace@example.com", "A", "owner")
    with pytest.raises(Impossible, match="password"):
        welcome.use(bot.parts.database, Purpose.WELCOME, secret, password, "Nexora Investments")
    assert welcome.use(bot.parts.database, Purpose.WELCOME, secret, PASSWORD, "Nexora Investments")


def test_the_last_owner_can_neither_go_nor_be_demoted(bot: Bot) -> None:
    database, olga = bot.parts.database, joined(bot, "olga", "owner")
    team.invite(database, team.OPERATOR, "ben@example.com", "ben", "owner")  # who has not come counts for nothing
    with pytest.raises(Impossible, match="last owner"):
        team.remove(database, OWNER, olga.id)
    with pytest.raises(Impossible, match="last owner"):
        team.give_role(database, OWNER, olga.id, "viewer")
    joined(bot, "ada", "owner")
    team.give_role(database, OWNER, olga.id, "viewer")


def test_two_owners_who_remove_each_other_at_once_leave_one(bot: Bot) -> None:
    both = [joined(bot, name, "owner").id for name in ("olga", "ada")]

    def remove(id: int) -> bool:
        try:
            team.remove(bot.parts.database, OWNER, id)
        except Impossible:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, both)) == [False, True]
    assert len(members.every(bot.parts.database)) == 1


def test_managers_cannot_touch_owners(bot: Bot) -> None:
    database, olga, ben = bot.parts.database, joined(bot, "olga", "owner"), joined(bot, "ben", "consultant")
    deeds: list[Callable[[Database, Actor, int], object]]
    deeds = [team.remove, team.end_sign_ins, team.reset_second_factor, team.new_link]
    for do in deeds:
        with pytest.raises(Impossible, match="Only an owner"):
            do(database, MANAGER, olga.id)
    team.end_sign_ins(database, MANAGER, ben.id)
    team.reset_second_factor(database, MANAGER, ben.id)


def test_who_was_removed_keeps_a_name_and_nothing_that_opens_the_door(bot: Bot) -> None:
    database = bot.parts.database
    joined(bot, "olga", "owner")
    ben = joined(bot, "ben", "consultant")
    team.new_link(database, OWNER, ben.id)
    team.remove(database, OWNER, ben.id)
    row = bot.one("SELECT * FROM staff_members WHERE id = :id", id=ben.id)
    assert (row["name"], row["password_hash"], row["totp_secret"]) == ("ben", None, None)
    assert bot.rows("SELECT 1 FROM one_time_secrets") == []
    with pytest.raises(Impossible, match="goes by this name"):
        team.invite(database, OWNER, "other@example.com", "Ben", "owner")
    again, _ = team.invite(database, OWNER, "ben@example.com", "ben", "viewer")
    assert (again.id, again.role, again.has_password) == (ben.id, "viewer", False)


def test_an_invitation_that_was_mailed_too_late_opens_nothing(bot: Bot) -> None:
    ada = joined(bot, "Ada", "owner")
    with bot.parts.database.transaction() as connection:  # as an e-mail that waited does when it leaves
        secret = one_time.make(connection, Purpose.WELCOME, members.now(), ada.id)
    with pytest.raises(Impossible, match="used already"):
        welcome.use(bot.parts.database, Purpose.WELCOME, secret, PASSWORD, "Nexora")


@pytest.mark.parametrize(
    "name",
    [
        "API_TOKEN",
        "The command line",
        "Terminal",
        "WhatsApp app",
        "This machine",
        "API",
        "Layla (token 3)",
        " ",
        "x" * 81,
        "a\nb\x00",
    ],
)
def test_nobody_goes_by_what_others_are_in_the_audit(bot: Bot, name: str) -> None:
    _, secret = team.invite(bot.parts.database, team.OPERATOR, "ada@example.com", "Ada", "owner")
    with pytest.raises(Impossible, match="name"):
        welcome.use(bot.parts.database, Purpose.WELCOME, secret, PASSWORD, "Nexora", name)


def test_the_command_line_makes_the_first_owner(bot: Bot) -> None:
    run = bot.app.test_cli_runner().invoke
    invited = run(args=["staff", "invite", "ada@example.com", "--role", "owner", "--name", "Ada"]).output
    assert "Ada (Owner) opens this link within seven days" in invited
    secret = invited.split("/console/welcome/")[1].split()[0]
    assert run(args=["staff", "list"]).output == "1: Ada <ada@example.com>, owner, invited\n1 members.\n"
    welcome.use(bot.parts.database, Purpose.WELCOME, secret, PASSWORD, "Nexora")
    refused = run(args=["staff", "remove", "ada@example.com"])
    assert (refused.exit_code, "last owner" in refused.output) == (1, True)
    assert run(args=["staff", "remove", "eve@example.com"]).exit_code == 1
    assert run(args=["staff", "invite", "no-address", "--role", "owner"]).exit_code == 1
    assert "/console/reset/" in run(args=["staff", "link", "ada@example.com"]).output
