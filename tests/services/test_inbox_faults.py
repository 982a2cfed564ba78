"""What becomes of an update that cannot be handled, and of its neighbours?"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bot import Bot
from services.meta_json import post, said
from services.service_tools import MENU, heard, outage, web_of, words_to, workers

from metatwin import Customer, Twin
from relaystack.settings import ROOT

SET_ASIDE = "SELECT key, reason, update FROM set_aside"


def _poison(bot: Bot, phone: str, state: object) -> None:
    """A state in the database that no version of ours would write."""
    bot.rows(
        "UPDATE whatsapp_sessions SET metadata = :state WHERE phone = :phone", state=json.dumps(state), phone=phone
    )


@pytest.mark.parametrize("state", [{"flow": "jobs", "step": "found", "way": [5]}, {"answers": [1]}, [], "nonsense"])
def test_a_hostile_state_is_set_aside_with_its_reason_and_the_neighbours_are_answered(
    bot: Bot, loud: None, state: object
) -> None:
    post(bot, [said("hi", "15550160001"), said("hi", "15550160002")])
    _poison(bot, "15550160001", state)
    messages = [said("5", "15550160002"), said("5", "15550160001", id="wamid.bad"), said("hi", "15550160003")]
    assert post(bot, messages) == 200
    row = bot.one(SET_ASIDE.replace("update", '"update"'))
    assert "wamid.bad" in row["key"]
    assert row["reason"].partition(":")[0].endswith("Error")
    assert "wamid.bad" in json.dumps(row["update"])
    answered = bot.rows("SELECT phone FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id")
    assert [row["phone"] for row in answered] == [f"1555016000{n}" for n in (1, 2, 2, 3)]
    assert bot.rows("SELECT 1 FROM whatsapp_messages WHERE message_id = 'wamid.bad'") == []
    assert post(bot, messages) == 200  # Meta may send it all again
    assert len(bot.rows("SELECT 1 FROM set_aside")) == 1
    assert len(bot.rows("SELECT 1 FROM outbox")) == 4


@pytest.fixture
def faulty_content(tmp_path: Path) -> Path:
    """A content folder whose brochure divides by nothing: a fault that only running it shows."""
    folder = tmp_path / "faulty"
    shutil.copytree(ROOT / "nexora", folder)
    (folder / "flows" / "brochure.yaml").write_text(
        'flow: brochure\nversion: 1\nsteps:\n  document:\n    - say: "Page {{ 1 / 0 }}"\n', encoding="utf-8"
    )
    return folder


def test_a_faulty_flow_sets_aside_who_enters_it_and_nobody_else(
    make_bot: Callable[..., Bot], faulty_content: Path, loud: None
) -> None:
    bot = make_bot(content_dir=faulty_content)
    post(bot, [said("hi", "15550160001"), said("hi", "15550160002")])
    assert post(bot, [said("6", "15550160001"), said("5", "15550160002")]) == 200
    row = bot.one("SELECT reason FROM set_aside")
    assert "ZeroDivisionError" in row["reason"]
    assert len(bot.rows("SELECT 1 FROM outbox")) == 3
    assert post(bot, [said("menu", "15550160001")]) == 200  # the way out is open
    assert len(bot.rows("SELECT 1 FROM outbox")) == 4


def test_an_event_that_cannot_be_handled_is_given_up_alone(
    make_bot: Callable[..., Bot], twin: Twin, amina: Customer, ben: Customer, loud: None
) -> None:
    """A search is answered while the person's state is broken: the others' messages are settled all the same."""
    bot = make_bot(careerjet_api_key="key", careerjet_user_ip="192.0.2.1", careerjet_api_url="http://127.0.0.1:9/")
    with web_of(bot, twin):
        heard(twin, (amina, "hi"), (amina, "4"), (amina, "Greece"), (ben, "hi"))
        _poison(bot, amina.phone or "", "nonsense")
        with workers(bot):
            twin.wait_for(lambda: words_to(twin, ben) == [MENU])
            twin.wait_for(lambda: not bot.rows("SELECT 1 FROM outbox"))
            given_up = bot.one("SELECT carrier, reason FROM given_up")
            assert given_up["carrier"] == "jobs"
            assert "fault in the program" in given_up["reason"]
            heard(twin, (ben, "5"))
            twin.wait_for(lambda: len(words_to(twin, ben)) == 2)  # delivery is alive


def test_a_database_that_is_away_is_told_to_meta_and_the_webhook_comes_again(
    listening: Bot, twin: Twin, amina: Customer, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    with outage(listening, "contacts"):
        twin.says(amina, "hi")
        twin.wait_for(lambda: "the database is away" in caplog.text)
        assert twin.unacknowledged == 1
    twin.release()
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
