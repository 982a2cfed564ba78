"""Is anything of an erased person left in the bytes of any file?"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from bot import Bot
from services.meta_json import post, said
from services.service_tools import wait_for
from sqlalchemy import make_url, text
from web.api.api_tools import ask

from relaystack.services.storage import migrations, scrubbing, search_index
from relaystack.services.storage.database import Database

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE, NAME, MAIL, MARK = "15550180001", "Zyxomma Petiolatum", "zyxomma@example.com", "Quokkasmile"
INDEXED = ("zyxomma", "petiolatum", "yxomm", "quokkasmile", "okkasm", PHONE[3:])  # as searches find them
TALK = ["hi", "3", NAME, MAIL, "menu", f"{MARK} asks", f"{MARK} again and {MARK}", "2", "250k", f"{MARK}?"]


def path_of(bot: Bot) -> Path:
    """The database's file."""
    return Path(str(make_url(bot.settings.database_url).database))


def left(bot: Bot) -> dict[str, int]:
    """How often what the person is known by stands in which file of the database and of MEDIA_DIR."""
    file = path_of(bot)
    files = [*file.parent.glob(file.name + "*"), *(one for one in bot.settings.media_dir.rglob("*") if one.is_file())]
    words = (PHONE, NAME, MAIL, MARK, *INDEXED)
    found = {one.name: sum(one.read_bytes().lower().count(word.lower().encode()) for word in words) for one in files}
    return {name: count for name, count in found.items() if count}


def talked(bot: Bot) -> None:
    """They and thirty others have written, so that their words stand between others'; all can be found."""
    for number, words in enumerate(TALK):
        post(bot, [said(words, PHONE)])
        for other in range(3):
            post(bot, [said(f"somebody else's words {number}" * 9, f"1555019{number:02}{other:02}")])
        search_index.catch_up(bot.parts.database, 1)


@contextmanager
def reading(bot: Bot) -> Iterator[sqlite3.Connection]:
    """Somebody in the middle of a long look at the database."""
    other = sqlite3.connect(path_of(bot), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM whatsapp_messages").fetchone()
    yield other
    other.close()


def test_nothing_is_left_in_the_bytes_of_any_file(bot: Bot) -> None:
    talked(bot)
    assert left(bot)
    id = bot.one(f"SELECT id FROM contacts WHERE phone = '{PHONE}'")["id"]
    done = ask(bot, "DELETE", f"/api/contacts/{id}")
    assert (done["complete"], left(bot)) == (True, {})


def test_an_erasure_beside_many_readers_waits_for_them_a_little(bot: Bot) -> None:
    talked(bot)
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            with bot.parts.database.reading() as connection:
                connection.execute(text("SELECT * FROM whatsapp_messages")).all()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        done = ask(bot, "DELETE", "/api/contacts/1")
        wait_for(lambda: bool(done["complete"]) or scrubbing.finish(bot.parts.database) is not None)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert left(bot) == {}
    assert ask(bot, "GET", f"/api/erasures/{done['id']}")["complete"]


def test_while_somebody_reads_too_long_the_receipt_says_so_and_a_worker_finishes_it(bot: Bot) -> None:
    talked(bot)
    with reading(bot) as other:
        done = ask(bot, "DELETE", "/api/contacts/1")
        assert not done["complete"]
        assert other.execute("SELECT count(*) FROM whatsapp_messages WHERE contact_id = 1").fetchone() != (0,)
        post(bot, [said("I am not held up", "15550190000")])
        bot.deliver(minute=True)
        assert not ask(bot, "GET", f"/api/erasures/{done['id']}")["complete"]
    bot.deliver(minute=True)
    assert ask(bot, "GET", f"/api/erasures/{done['id']}")["complete"]
    assert left(bot) == {}


def test_what_an_older_version_left_goes_away_at_the_upgrade(bot: Bot, tmp_path: Path) -> None:
    talked(bot)
    database = Database(bot.settings.database_url, tmp_path)
    command.downgrade(migrations.config(database), "0014")
    old = sqlite3.connect(path_of(bot))
    old.execute("PRAGMA secure_delete=OFF")
    tables = ["outbox", "unanswered", "lead_enquiries", "whatsapp_leads", "whatsapp_sessions", "whatsapp_messages"]
    for table in tables:
        old.execute(f"DELETE FROM {table}")
    old.execute("UPDATE contacts SET phone = NULL, profile_name = '', wa_id = NULL")
    old.execute("INSERT INTO erasures VALUES ('a', 1, '2026-01-01', 'x', '{}')")
    old.commit()
    old.close()
    assert left(bot)
    migrations.upgrade(database)
    with database.reading() as connection:
        assert connection.scalar(text("SELECT scrubbed_at FROM erasures"))
    assert left(bot) == {}
    database.close()
