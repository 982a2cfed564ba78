"""Does every message of ours say who wrote it, and what was there before this was kept, as far as it can be known?"""

from pathlib import Path

from alembic import command
from bot import Bot
from services.handover_tools import staff_write
from sqlalchemy import text
from web.api.api_tools import ask

from metatwin import Customer
from relaystack.services.inbox import authors
from relaystack.services.staff import tokens
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database


def test_each_message_names_its_author(ready: Bot, laila: Customer) -> None:
    id, secret = tokens.create(ready.parts.database, "Lea", ["conversations:write"])
    mine = {"Authorization": f"Bearer {secret}"}
    sent = ask(ready, "POST", "/api/conversations/1/messages", 202, json={"text": "Hello"}, headers=mine)
    assert sent["author"] == f"token {id}"
    staff_write(ready, laila, "One moment.")
    ask(ready, "POST", "/api/conversations/1/messages", 202, json={"text": "Here I am."})
    said = ask(ready, "GET", "/api/conversations/1/messages")["items"]
    assert [one["author"] for one in reversed(said)] == [None, "bot", f"token {id}", "app", "API_TOKEN"]


def test_a_template_names_who_sent_it(ready: Bot) -> None:
    template = {
        "name": "consultation_reminder",
        "values": {"first_name": "Laila", "time": "10:00", "day": "3 December"},
    }
    ask(ready, "POST", "/api/conversations/1/templates", 202, json=template)
    assert ask(ready, "GET", "/api/conversations/1/messages")["items"][0]["author"] == "API_TOKEN"


def test_an_author_is_called_by_name(bot: Bot) -> None:
    id, _ = tokens.create(bot.parts.database, "Lea", ["conversations:write"])
    with bot.parts.database.reading() as connection:
        found = authors.names(connection, ["bot", "app", f"token {id}", "token 99"])
    assert found == {"bot": "Bot", "app": "WhatsApp app", f"token {id}": "Lea", "token 99": "token 99"}


OLD = {
    "wamid.1/menu/0": ("outgoing", None, "bot"),
    "handback/1/x": ("outgoing", None, "bot"),
    "api/1/k": ("outgoing", None, None),
    "template/api/1/k": ("outgoing", None, None),
    "echo": ("outgoing", None, "app"),
    "agent": ("outgoing", "ai_agent", None),
    "theirs": ("incoming", None, None),
}


def test_of_old_messages_it_is_known_what_their_keys_tell(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url, tmp_path)
    command.downgrade(migrations.config(database), "0022")
    put = text(
        "INSERT INTO whatsapp_messages (contact_id, message, direction, timestamp, status, kind, key, thread_owner,"
        " message_id) VALUES (1, '', :direction, '2026-01-01', 'sent', 'text', :key, :owner, :id)"
    )
    with database.transaction() as connection:
        person = "INSERT INTO contacts (id, profile_name, created_at, updated_at) VALUES (1, '', :at, :at)"
        connection.execute(text(person), {"at": "2026-01-01 00:00:00"})
        for name, (direction, owner, _) in OLD.items():
            key = name if "/" in name else None
            connection.execute(put, {"direction": direction, "key": key, "owner": owner, "id": name})
    migrations.upgrade(database)
    with database.transaction() as connection:
        found = connection.execute(text("SELECT message_id, author FROM whatsapp_messages"))
        assert {row.message_id: row.author for row in found} == {name: one[2] for name, one in OLD.items()}
    database.close()
