"""A turn that does not end is broken off and set aside; whoever came with it is answered."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from bot import Bot
from services.meta_json import post, said

from relaystack.engine.answers import ANSWERS, HEARING, Hearing
from relaystack.services.conversations import deadline
from relaystack.services.inbox import care
from relaystack.services.inbox.authors import Operator
from relaystack.settings import ROOT

LOOP = "{% for n in range(90000) %}"
ENDLESS = LOOP * 3 + "{% endfor %}" * 3


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch says so after a fifth of the time."""
    monkeypatch.setattr(deadline, "LOOKS", 4)


@pytest.fixture
def slow_bot(make_bot: Callable[..., Bot], tmp_path: Path) -> Bot:
    """A bot whose brochure takes for ever to be worded."""
    folder = tmp_path / "slow"
    shutil.copytree(ROOT / "nexora", folder)
    (folder / "flows" / "brochure.yaml").write_text(
        f"flow: brochure\nversion: 1\nsteps:\n  document:\n    - say: '{ENDLESS}x'\n", encoding="utf-8"
    )
    return make_bot(content_dir=folder)


def test_who_waits_for_it_is_set_aside_and_the_others_are_answered(
    slow_bot: Bot, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    post(slow_bot, [said("hi", "15550160001"), said("hi", "15550160002")])
    messages = [said("1", "15550160002"), said("6", "15550160001", id="wamid.slow"), said("hi", "15550160003")]
    assert post(slow_bot, messages) == 200
    row = slow_bot.one("SELECT key, reason FROM set_aside")
    assert "wamid.slow" in row["key"]
    assert row["reason"].startswith("TookTooLong: the turn was broken off: it took longer than")
    assert "an update is set aside: TookTooLong" in caplog.text
    answered = slow_bot.rows("SELECT phone FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id")
    assert [row["phone"] for row in answered] == [f"1555016000{n}" for n in (1, 2, 2, 3)]
    assert "1 updates set aside" in str(slow_bot.client.get("/webhook/health").json)
    assert post(slow_bot, [said("1", "15550160001")]) == 200  # the conversation goes on
    assert len(slow_bot.rows("SELECT 1 FROM whatsapp_messages WHERE phone = '15550160001' AND key IS NOT NULL")) == 2


def test_an_answer_that_never_ends_ends(bot: Bot, loud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(words: str, hearing: Hearing = HEARING) -> str:
        while True:
            with suppress(Exception):  # even what swallows all errors
                sum(range(100))

    post(bot, [said("hi", "15550160001"), said("3", "15550160001")])
    monkeypatch.setitem(ANSWERS, "person_name", replace(ANSWERS["person_name"], understand=endless))
    assert post(bot, [said("Ana Silva", "15550160001", id="wamid.slow")]) == 200
    assert "wamid.slow" in bot.one("SELECT key FROM set_aside")["key"]


def test_what_comes_back_by_itself_is_bounded_as_well(slow_bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    post(slow_bot, [said("hi", "15550160001")])
    id = slow_bot.one("SELECT id FROM contacts")["id"]
    parts = slow_bot.parts
    assert care.take(parts.database, parts.conversation_settings, id, Operator())
    monkeypatch.setitem(parts.book.phrases, "handed_back", _Endless())
    with pytest.raises(deadline.TookTooLong):
        care.hand_back(parts.database, parts.conversation_settings, id, Operator())
    assert slow_bot.one("SELECT human_until FROM contacts")["human_until"] is not None  # nothing of it counts


class _Endless:
    """Words that take for ever."""

    def fill(self, language: str, values: object) -> str:
        """Never."""
        while True:
            time.sleep(0.01)


def test_who_ends_in_time_is_never_broken_off_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that ends just when it would be broken off: it counts, or the error comes out here and nowhere else."""
    monkeypatch.setattr(deadline, "LOOK", 0.001)
    monkeypatch.setattr(deadline, "LOOKS", 1)
    outcomes: list[str] = []
    astray = Event()

    def work() -> None:
        try:
            for size in range(300):
                try:
                    deadline.within_time(lambda size=size: sum(sum(range(40)) for _ in range(size * 4)))  # type: ignore[misc]
                    outcomes.append("counts")
                except deadline.TookTooLong:
                    outcomes.append("broken off")
                sum(sum(range(40)) for _ in range(50))
        except BaseException:
            astray.set()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not astray.is_set()
    assert len(outcomes) == 600
