"""Can staff read and answer somebody whose language they do not speak?"""

import json
from urllib.parse import quote

import pytest
from bot import Bot
from web.api.api_tools import ADA, say
from web.console.colleagues import Colleague

ASKED = "¿Cuánto tarda la golden visa de Grecia?"
FACT = "fact:gr-golden-visa:price"
HOURS = {"week": json.dumps([[]] * 7), "zone": "UTC", "minutes": 30, "buffer_minutes": 0, "notice_minutes": 0,
         "updated_at": "2026-06-01 09:00:00+00:00"}  # fmt: skip


@pytest.fixture
def ana(bot: Bot, maya: Colleague) -> Colleague:
    """Maya, who is written to in Spanish."""
    say(bot, ADA, ASKED, "qwxz vvbn")
    bot.rows("UPDATE contacts SET language = 'es' WHERE id = 1")
    return maya


def test_what_they_ask_stands_beside_it_in_words_of_ours(bot: Bot, ana: Colleague) -> None:
    page = ana.look()
    assert f'lang="es">{ASKED}' in page
    assert "asks: Greece · Processing time" in page
    after = page[page.index(ASKED) + len(ASKED) :]
    assert after.count('class="heard"') == 1  # and none beside what means nothing
    assert "programme=gr-golden-visa" in page  # what they asked about is open on the page of our words
    say(bot, ADA, "<script>alert(1)</script> precio de Grecia")
    assert "<script>alert" not in ana.client.get("/console/inbox/1").text


def test_who_consults_in_their_language_reads_it_alone(bot: Bot, ana: Colleague) -> None:
    fields = HOURS | {"member_id": ana.id, "languages": '["es"]'}
    written = ", ".join(repr(value) for value in fields.values())
    bot.rows(f"INSERT INTO consulting_hours ({', '.join(fields)}) VALUES ({written})")
    assert 'class="heard"' not in ana.look()


def test_our_own_words_are_read_in_ours_and_written_in_theirs(bot: Bot, ana: Colleague) -> None:
    page = ana.look("/1/own-words?programme=gr-golden-visa")
    assert "From USD 285,000 (as of February 2026)" in page
    assert "Desde 285.000\xa0USD (a febrero de 2026)" in page
    assert f"own={FACT}" in page
    draft = ana.look(f"/1?own={FACT}")
    assert ">*Grecia* · Precio\nDesde 285.000\xa0USD (a febrero de 2026)" in draft
    assert ana.do("messages", draft, text="Desde 285.000 USD").status_code == 303


@pytest.mark.parametrize("odd", ["fact:gr-golden-visa:none", "fact:none:price", "company:none", "fact"])
def test_what_there_is_not_writes_nothing(ana: Colleague, odd: str) -> None:
    assert "></textarea>" in ana.look(f"/1?own={quote(odd)}")


def test_who_may_not_write_has_no_such_page(bot: Bot, ana: Colleague) -> None:
    viewer = Colleague(bot, "Vera", "viewer").client
    assert viewer.get("/console/inbox/1/own-words").status_code == 403
    assert ana.client.get("/console/inbox/999/own-words").status_code == 404
