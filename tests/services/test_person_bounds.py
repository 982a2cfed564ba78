"""What one person can cost has an end each day, and the staff hear of it once."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from bot import Bot
from services.meta_json import post, said

from relaystack.gateways.folder import Folder

PHONE = "15550160001"


def _says(bot: Bot, *words: str) -> None:
    for each in words:
        assert post(bot, [said(each, PHONE)]) == 200


def _answers(bot: Bot) -> list[str]:
    return [r["message"] for r in bot.rows("SELECT message FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id")]


def _mails(bot: Bot) -> list[str]:
    return [str(r["payload"]) for r in bot.rows("SELECT payload FROM outbox WHERE carrier = 'mail' ORDER BY id")]


def test_a_person_has_so_many_answers_a_day_and_stop_is_obeyed(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(answers_per_person_and_day=10)
    _says(bot, "hi", *["1", "menu"] * 10)
    answers = _answers(bot)
    assert len(answers) == 10
    assert answers[-1].startswith("We have written to each other a great deal today")
    assert len(_mails(bot)) == 1
    assert "The bot is silent towards a customer" in _mails(bot)[0]
    assert post(bot, [said("hi", "15550160002")]) == 200  # somebody else is answered
    assert len(_answers(bot)) == 11
    _says(bot, "stop")
    assert bot.one("SELECT opted_out_at FROM contacts WHERE phone = :phone", phone=PHONE)["opted_out_at"]
    assert _answers(bot)[-1].startswith("You will get no more messages")
    _says(bot, *["start", "stop"] * 20)
    assert len(_answers(bot)) <= 16
    _says(bot, "start")
    bot.rows("UPDATE contacts SET counted_on = '2020-01-01'")  # the next day
    before = len(_answers(bot))
    _says(bot, "1")
    assert len(_answers(bot)) == before + 1


def test_staff_hear_once_a_day_of_another_bot(bot: Bot) -> None:
    for n in range(3):
        _says(bot, f"{n + 1}", "menu", *["We will reply shortly, thank you"] * 6)
    assert len(_mails(bot)) == 1
    assert "perhaps another bot" in _mails(bot)[0]


def test_a_person_has_so_many_open_questions(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(open_questions_per_person=3)
    for n in range(6):
        _says(bot, f"tralala number {n} tralala", "1", "menu")
    assert len(bot.rows("SELECT 1 FROM unanswered")) == 3
    bot.rows("UPDATE unanswered SET resolved_at = created_at")
    _says(bot, "another tralala question")
    assert len(bot.rows("SELECT 1 FROM unanswered WHERE resolved_at IS NULL")) == 1


def _picture(n: int) -> dict[str, object]:
    return {
        **said("", PHONE, id=f"wamid.file.{n}"),
        "type": "image",
        "image": {"id": f"{n}", "mime_type": "image/jpeg"},
    }


def test_a_person_has_so_many_files_a_day(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(files_per_person_and_day=2)
    _says(bot, "hi")
    for n in range(5):
        assert post(bot, [{k: v for k, v in _picture(n).items() if k != "text"}]) == 200
    assert len(bot.rows("SELECT 1 FROM outbox WHERE carrier = 'media'")) == 2
    told = [mail for mail in _mails(bot) if "NOT stored" in mail]
    assert len(told) == 1
    assert "Sent on WhatsApp:" in told[0]
    assert "more than 2 in one day" in told[0]
    assert len(bot.rows("SELECT 1 FROM whatsapp_messages WHERE kind = 'image'")) == 5


def test_a_full_media_dir_is_a_reason_of_health(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(media_quota_mb=1)
    _says(bot, "hi")
    assert "MEDIA_QUOTA" not in str(bot.client.get("/webhook/health").json)
    bot.rows(
        "INSERT INTO media (contact_id, message_id, media_id, kind, mime_type, filename, sha256, size, path, stored_at)"
        " SELECT id, 'm', 'm', 'image', 'image/jpeg', '', '', 2000000, 'a', created_at FROM contacts"
    )
    assert "the files take 2 of MEDIA_QUOTA_MB=1; nothing more is fetched" in str(
        bot.client.get("/webhook/health").json
    )


@pytest.mark.parametrize(("size", "full"), [(1000, False), (2**20, True)])
def test_the_folder_knows_when_it_is_full(tmp_path: Path, size: int, full: bool) -> None:
    async def kept() -> tuple[bool, bool]:
        folder = Folder(tmp_path, "MEDIA_DIR", 1)
        before = await folder.is_full()
        async with folder.draft() as draft:
            await draft.write(b"x" * size)
            await draft.keep("a.bin")
        after = await folder.is_full()
        folder.close()
        return before, after

    assert asyncio.run(kept()) == (False, full)
