"""Do people and leads say the advert that messages from before the column still hold?"""

import json
from pathlib import Path

from alembic import command
from sqlalchemy import text

from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database

_NOW = "'2026-01-01 00:00:00'"
_SAID = text(
    "INSERT INTO whatsapp_messages (contact_id, message, direction, timestamp, status, kind, content)"
    f" VALUES (:contact, '', 'incoming', {_NOW}, 'received', 'image', :content)"
)
ADVERT = {"source_type": "ad", "headline": "Live in Portugal"}
# What the contents of somebody's messages are, the oldest first, and what is known of them afterwards.
PEOPLE: list[tuple[list[object], object]] = [
    ([{"referral": {"headline": "Malta"}}, {"referral": {**ADVERT, "media_type": "image"}}], ADVERT),
    ([{"image": {}}, None], None),
    ([{"referral": ["odd"]}, {"referral": {"headline": 5}}, ["referral"]], None),
]


def test_the_advert_of_old_messages_is_found(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url, tmp_path)
    command.downgrade(migrations.config(database), "0025")
    with database.transaction() as connection:
        for id, (contents, _) in enumerate(PEOPLE, 1):
            person = (
                f"INSERT INTO contacts (id, profile_name, created_at, updated_at) VALUES ({id}, '', {_NOW}, {_NOW})"
            )
            connection.execute(text(person))
            names, values = "contact_id, created_at, updated_at, notes", f"{id}, {_NOW}, {_NOW}, ''"
            connection.execute(text(f"INSERT INTO whatsapp_leads ({names}) VALUES ({values})"))
            for content in contents:
                connection.execute(_SAID, {"contact": id, "content": json.dumps(content)})
    migrations.upgrade(database)
    with database.transaction() as connection:
        for table, key in (("contacts", "id"), ("whatsapp_leads", "contact_id")):
            found = connection.execute(text(f"SELECT {key} AS id, advert FROM {table} ORDER BY {key}")).all()
            adverts = [json.loads(row.advert) if isinstance(row.advert, str) else row.advert for row in found]
            assert adverts == [advert for _, advert in PEOPLE]
    database.close()
