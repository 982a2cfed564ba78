"""What becomes of the numbers of people who were there before numbers had one form?"""

from pathlib import Path

from alembic import command
from sqlalchemy import text

from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database

OLD = [("551187654321", None), ("5215512345678", None), ("541123456789", "2026-01-02 00:00:00"), ("15550001", None)]
BESIDE = ("5491123456789", None)  # the other form of the third


def test_numbers_get_their_one_form_and_two_contacts_of_one_number_wait_for_a_person(
    database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url, tmp_path)
    command.downgrade(migrations.config(database), "0001")
    with database.transaction() as connection:
        for phone, stopped in [*OLD, BESIDE]:
            values = {"phone": phone, "stopped": stopped}
            connection.execute(
                text(
                    "INSERT INTO contacts (phone, profile_name, language, opted_out_at, created_at, updated_at)"
                    " VALUES (:phone, '', 'en', :stopped, '2026-01-01', '2026-01-01')"
                ),
                values,
            )
            connection.execute(
                text(
                    "INSERT INTO whatsapp_messages (contact_id, phone, message, direction, timestamp, status, kind)"
                    " SELECT id, phone, 'hi', 'incoming', '2026-01-01', 'received', 'text' FROM contacts"
                    " WHERE phone = :phone"
                ),
                values,
            )
    migrations.upgrade(database)
    with database.transaction() as connection:
        rows = connection.execute(text("SELECT phone, wa_id, opted_out_at IS NULL FROM contacts ORDER BY id")).all()
        phones = connection.scalars(text("SELECT phone FROM whatsapp_messages ORDER BY contact_id")).all()
        conflicts = connection.execute(text("SELECT contact_id, other_contact_id FROM identity_conflicts")).all()
    database.close()
    assert [tuple(row) for row in rows] == [
        ("5511987654321", "551187654321", True),
        ("525512345678", "5215512345678", True),
        ("541123456789", None, False),
        ("15550001", None, True),
        ("5491123456789", None, False),
    ]
    assert phones == ["5511987654321", "525512345678", "541123456789", "15550001", "5491123456789"]
    assert [tuple(row) for row in conflicts] == [(3, 5)]
