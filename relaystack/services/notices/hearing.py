"""Who of the staff hears what, besides ADMIN_EMAIL: each says of which news, and when they are to be left alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from relaystack.models import Contact, StaffMember

from ..outbox.outbox import Item
from . import quiet


class Topic(StrEnum):
    """What news are about."""

    HELP = "help"  # somebody needs a person, or writes to one
    ALARM = "alarm"  # nobody answered, or nothing leaves
    LEAD = "lead"
    DIGEST = "digest"


class Share(StrEnum):
    """Of which conversations somebody hears."""

    ALL = "all"
    MINE = "mine"  # given to them, or to nobody yet
    NONE = "none"


@dataclass(frozen=True)
class Hearing:
    """What one member wants to hear. Between the quiet times, by the clock of `zone`, alarms alone."""

    shares: Mapping[Topic, Share] = field(default_factory=dict)
    quiet: tuple[time, time] | None = None
    zone: str = "UTC"
    due: bool = True  # in the morning, of one's own leads with something to do; on also for who has never said

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Hearing":
        """As it is kept; what a newer version knows and this one does not is passed over."""
        shares = {topic: Share(kept[topic]) for topic in Topic if kept.get(topic) in list(Share)}
        begins, ends = kept.get("quiet") or ("", "")
        quiet = (time.fromisoformat(begins), time.fromisoformat(ends)) if begins else None
        return cls(shares, quiet, kept.get("zone", "UTC"), kept.get("due", True))

    @property
    def kept(self) -> dict[str, Any]:
        """For the table, and for the version of a form."""
        quiet = [f"{at:%H:%M}" for at in self.quiet] if self.quiet else None
        return {
            **{topic.value: self.shares.get(topic, Share.NONE).value for topic in Topic},
            "quiet": quiet,
            "zone": self.zone,
            "due": self.due,
        }

    def wants(self, topic: Topic, is_mine: bool, now: datetime) -> bool:
        """Whether they are told by now. `is_mine`: it is about a conversation of theirs, of nobody's, or about none."""
        return self.cares(topic, is_mine) and not self.rests(topic, now)

    def cares(self, topic: Topic, is_mine: bool) -> bool:
        """Whether they are told, now or when they are left alone no more."""
        share = self.shares.get(topic, Share.NONE)
        return share is Share.ALL or (share is Share.MINE and is_mine)

    def rests(self, topic: Topic, now: datetime) -> bool:
        """Whether they are left alone with this by now."""
        if self.quiet is None or topic is Topic.ALARM:
            return False
        here, (begins, ends) = now.astimezone(ZoneInfo(self.zone)).time(), self.quiet
        return begins <= here < ends if begins <= ends else not ends <= here < begins


AT_FIRST = Hearing({Topic.HELP: Share.MINE, Topic.ALARM: Share.MINE})  # who answers customers


@dataclass(frozen=True)
class Listener:
    """A member who can come in, and what they want to hear."""

    id: int
    email: str
    hears: Hearing


@dataclass(frozen=True)
class Listeners:
    """The staff who may hear of news about some contacts, and who has the conversations with these."""

    members: Sequence[Listener]
    owners: Mapping[int, int]

    @classmethod
    def of(cls, connection: Connection, contact_ids: Iterable[int | None]) -> "Listeners":
        """As it is by now."""
        here = select(StaffMember.id, StaffMember.email, StaffMember.hears).order_by(StaffMember.id)
        able = StaffMember.removed_at.is_(None), StaffMember.password_hash.is_not(None)
        members = [Listener(row.id, row.email, Hearing.of(row.hears)) for row in connection.execute(here.where(*able))]
        return cls(members, _owners(connection, contact_ids) if members else {})

    def who(self, topic: Topic, contact_id: int | None, now: datetime) -> list[Listener]:
        """Those who want to hear of this by now."""
        return [one for one in self.who_care(topic, contact_id) if not one.hears.rests(topic, now)]

    def who_rest(self, topic: Topic, contact_id: int | None, now: datetime) -> list[Listener]:
        """Those who want to hear of it when they are left alone no more."""
        return [one for one in self.who_care(topic, contact_id) if one.hears.rests(topic, now)]

    def who_care(self, topic: Topic, contact_id: int | None) -> list[Listener]:
        """All of these."""
        owner = None if contact_id is None else self.owners.get(contact_id)
        return [one for one in self.members if one.hears.cares(topic, owner in (None, one.id))]


def with_listeners(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    """The e-mails, each with the addresses of those who want to hear of it by now."""
    listeners = Listeners.of(connection, [item.about_contact_id for item in items])

    def copies(item: Item) -> list[str]:
        told, about = item.payload.get("topic"), item.about_contact_id
        if "only" in item.payload:
            return [one.email for one in listeners.members if one.id == item.payload["only"]]
        if told not in list(Topic):
            return []  # posted by a version that knew of none, or to a customer
        quiet.keep(connection, [one.id for one in listeners.who_rest(Topic(told), about, now)], told, about, now)
        return [one.email for one in listeners.who(Topic(told), about, now)]

    if not listeners.members:
        return list(items)
    return [replace(item, unkept={**(item.unkept or {}), "copies": copies(item)}) for item in items]


def _owners(connection: Connection, contact_ids: Iterable[int | None]) -> dict[int, int]:
    """Who has the conversations with these, where somebody does."""
    about = {id for id in contact_ids if id is not None}
    owned = Contact.id.in_(about), Contact.assignee_id.is_not(None)
    rows = connection.execute(select(Contact.id, Contact.assignee_id).where(*owned)) if about else ()
    return {row.id: row.assignee_id for row in rows}
