"""What somebody is not told because they are left alone: kept until that is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from relaystack.models import QuietNews


def keep(connection: Connection, member_ids: Sequence[int], topic: str, contact_id: int | None, now: datetime) -> None:
    """Keep for these members that there is news of this about a contact, once."""
    if not member_ids:
        return
    same = QuietNews.topic == topic, QuietNews.contact_id.is_not_distinct_from(contact_id)
    known = set(connection.scalars(select(QuietNews.member_id).where(*same, QuietNews.member_id.in_(member_ids))))
    row = {"topic": topic, "contact_id": contact_id, "at": now}
    if new := [{**row, "member_id": id} for id in member_ids if id not in known]:
        connection.execute(insert(QuietNews), new)
