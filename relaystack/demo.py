"""Development: an owner who can sign in at once, and an office that lives.

Only where nobody was ever invited, nobody has written, and nobody else can reach it.
"""

import logging
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, insert, select

from . import demo_past
from .content.demo import Pretended, past, pretended
from .content.errors import ContentError
from .content.yaml_lines import read_yaml
from .engine.house import House
from .models import BOT, Contact, Direction, Lead, LeadEnquiry, Message, Status
from .services.staff import members, team, welcome
from .services.staff.members import Member
from .services.storage.database import AWAY, Database
from .services.storage.one_time import Purpose
from .settings import Settings

EMAIL, NAME = "owner@example.com", "Olivia Owner"
_LEASE = timedelta(hours=12)
_ID = "wamid.demo."  # begins the ids of what is pretended
log = logging.getLogger(__name__)


def how_to_sign_in(settings: Settings, database: Database, company: str) -> list[str]:
    """Lines for the terminal; the password, another one for each database, is in them once."""
    if not settings.trusts_this_machine:
        return []
    try:
        password = _made(settings, database, company) if team.is_empty(database) else ""
        is_there = any(member.email == EMAIL for member in members.every(database))
    except AWAY:  # no tables yet
        return []
    known = f"password {password}" if password else f"forgot the password? flask staff link {EMAIL}"
    return [f"Work in the console: {settings.address_here}/console", f"  as {EMAIL}, {known}"] if is_there else []


def introduce(database: Database, twin: Any) -> None:
    """Let Meta's twin know whom we pretend, so that answers reach them, and they can be played in the simulator."""
    theirs = exists().where(Message.contact_id == Contact.id, Message.message_id.startswith(_ID))
    found = select(Contact.profile_name, Contact.phone, Contact.last_inbound_at).where(theirs).order_by(Contact.id)
    try:
        with database.reading() as connection:
            people = connection.execute(found).all()
    except AWAY:  # no tables yet
        return
    for one in people:
        twin.customer(one.profile_name, one.phone).heard_at = one.last_inbound_at


def _made(settings: Settings, database: Database, company: str) -> str:
    owner, secret = team.invite(database, team.OPERATOR, EMAIL, NAME, "owner")
    password = secrets.token_urlsafe(15)
    welcome.use(database, Purpose.WELCOME, secret, password, company)
    if settings.simulated:
        _furnish(settings, database, owner)
    return password


def _furnish(settings: Settings, database: Database, owner: Member) -> None:
    """Let pretended people have written, where nobody has: a newcomer sees at once what the inbox is for."""
    try:
        people, before = pretended(settings.content_dir), past(settings.content_dir)
        zone = House.of(read_yaml(settings.content_dir / "brand.yaml")).zone
    except (ContentError, ValueError) as error:  # pydantic's errors are among them
        log.warning("nobody is pretended, demo.yaml cannot be used: %s", error)
        return
    now, days = datetime.now(UTC), None
    with database.transaction() as connection:
        if not connection.scalar(select(exists().where(Contact.id > 0))):
            if before:
                days = demo_past.write(connection, before, f"member {owner.id}", zone, now)
            for one in sorted(people, key=lambda one: -one.said[-1][0]):  # who spoke last stands first
                _write_down(connection, one, owner, now)
    if days:
        demo_past.count(database, days, zone)


def _write_down(connection: Connection, one: Pretended, owner: Member, now: datetime) -> None:
    times = {who: now - timedelta(minutes=ago) for ago, who, _ in one.said}  # the last of each
    began = now - timedelta(minutes=one.said[0][0])
    row = {
        "phone": one.phone, "profile_name": one.name, "language": one.language, "created_at": began,
        "updated_at": now, "last_inbound_at": times["customer"], **_standing(one, times, owner),
    }  # fmt: skip
    id = connection.scalars(insert(Contact).returning(Contact.id), row).one()
    connection.execute(insert(Message), [_message(one, id, number, owner, now) for number in range(len(one.said))])
    if one.lead:
        told = one.lead.model_dump(exclude_none=True)
        at = times["customer"]
        lead = {"contact_id": id, "phone": one.phone, "created_at": at, "updated_at": at, **told}
        lead_id = connection.scalars(insert(Lead).returning(Lead.id), lead).one()
        enquiry = {"lead_id": lead_id, "key": f"demo/{id}", "told": told, "shown": {}, "created_at": at}
        connection.execute(insert(LeadEnquiry), enquiry)


def _standing(one: Pretended, times: dict[Any, datetime], owner: Member) -> dict[str, Any]:
    """With whom the conversation is, and whether anybody waits."""
    if one.waits:
        since = times["bot"]
        return {"human_since": since, "human_until": since + _LEASE, "human_reason": one.waits, "waiting_since": since}
    if one.owner:
        since = times["owner"]
        return {"human_since": since, "human_until": since + _LEASE, "assignee_id": owner.id}
    return {"closed_at": times["customer"]} if one.closed else {}


def _message(one: Pretended, contact_id: int, number: int, owner: Member, now: datetime) -> dict[str, Any]:
    ago, who, words = one.said[number]
    is_theirs = who == "customer"
    return {
        "contact_id": contact_id, "phone": one.phone, "message": words, "timestamp": now - timedelta(minutes=ago),
        "direction": Direction.INCOMING if is_theirs else Direction.OUTGOING, "kind": "text",
        "status": Status.RECEIVED if is_theirs else Status.READ, "message_id": f"{_ID}{contact_id}.{number}",
        "author": None if is_theirs else BOT if who == "bot" else f"member {owner.id}",
    }  # fmt: skip
