"""What no honest browser sends is refused in words, at every door."""

import re

import pytest
from bot import Bot
from services.staff.staff_tools import joined
from web.api.api_tools import sign_of
from web.console.visitors import Visitor

ME, SIGN_IN = "/console/settings/me", "/console/sign-in"


def test_a_number_that_no_table_holds_is_not_found(bot: Bot) -> None:
    joined(bot, "Olga", "owner")
    olga = Visitor(bot, "Olga")
    olga.sign_in()
    paths = {
        re.sub("<int:[^>]+>", str(2**63), rule.rule)
        for rule in bot.app.url_map.iter_rules()
        if rule.rule.startswith("/console") and "<int:" in rule.rule and "POST" in (rule.methods or ())
    }
    assert len(paths) > 10
    sign = sign_of(olga.look(ME))
    found = {path: olga.client.post(path, data={"csrf_token": sign}).status_code for path in paths}
    assert set(found.values()) == {404}


@pytest.mark.parametrize("path", [SIGN_IN, "/console/forgotten"])
def test_a_nul_in_an_address_is_refused_in_words(bot: Bot, path: str) -> None:
    answer = Visitor(bot).send(SIGN_IN, path, email="a\0@example.com", password="x")
    assert answer.status_code == 400
    assert "a sign that cannot be kept" in answer.text
