"""Notifications to browsers of the staff: news is spread over those who want to hear of it, an item for each browser.

No item holds whom it tells of but by number: name and browser are looked up when it leaves, so that who was erased, or
is not to hear of it any more, is in none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from unicodedata import category

from sqlalchemy import Connection, delete, exists, select, update

from relaystack.models import Contact, Lead, PushSubscription

from ..outbox import outbox
from ..outbox.outbox import Item
from . import known, quiet
from .hearing import Listeners, Topic
from .lines import one_line

CARRIER = "push"
# What somebody sends to their own browser; that news came while they were left alone; what is theirs to do today.
TRY, QUIET, DUE = "try", "quiet", "due"
STALE = timedelta(hours=12)  # news that could not leave until then is news no more
LONGEST_NAME = 80
_JOINERS = "\u200c\u200d"
TITLES = {
    Topic.HELP: "A customer needs a person", Topic.ALARM: "Alarm: a customer waits", Topic.LEAD: "News of a lead",
    TRY: "Notifications work here",
}  # fmt: skip
_OF_THE_OFFICE = "Alarm: something needs a person", "The page Today says what."
_AT_ONCE = (Topic.HELP, Topic.ALARM)
_COLUMNS = (PushSubscription.id, PushSubscription.member_id, PushSubscription.endpoint, PushSubscription.p256dh,
            PushSubscription.auth, PushSubscription.server_key)  # fmt: skip


@dataclass(frozen=True)
class News:
    """What there is to be told: why (`cause` is the key of its e-mail), of what, about whom, and when at the latest."""

    cause: str
    topic: Topic
    contact_id: int | None
    due_at: datetime


def key(cause: str) -> str:
    """The name of the notification that goes with an e-mail."""
    return f"{cause}/push"


def post(connection: Connection, news: Sequence[News], now: datetime) -> None:
    """Have browsers told, where there are any. Who needs a person is told of at once: unlike mails, these collapse."""
    told = [one for one in news if one.topic in TITLES]
    if told and connection.scalar(select(exists().where(PushSubscription.id > 0))):
        due = [now if one.topic in _AT_ONCE else one.due_at for one in told]
        outbox.post(connection, [_item(key(one.cause), one, at) for one, at in zip(told, due, strict=True)], now)


def try_out(connection: Connection, browser: int, now: datetime) -> None:
    """Tell one browser that it is told; not again while the last one waits."""
    row = {"key": f"{TRY}/{browser}/push", "carrier": CARRIER, "contact_id": None, "due_at": now}
    outbox.post(connection, [{**row, "payload": {"topic": TRY, "browser": browser}}], now)


def after_quiet(connection: Connection, member_id: int, people: int, now: datetime) -> None:
    """Tell somebody's browsers that news came while they were left alone, and of how many people."""
    _tell_own(connection, member_id, QUIET, people, now)


def due(connection: Connection, member_id: int, people: int, now: datetime) -> None:
    """Tell somebody's browsers with how many leads there is something to do."""
    _tell_own(connection, member_id, DUE, people, now)


def _tell_own(connection: Connection, member_id: int, topic: str, people: int, now: datetime) -> None:
    ids = connection.scalars(select(PushSubscription.id).where(PushSubscription.member_id == member_id)).all()
    row = {"carrier": CARRIER, "contact_id": None, "due_at": now}
    told = [{"topic": topic, "browser": id, "people": people} for id in ids]
    keys = [f"{topic}/{one['browser']}/{now:%Y%m%dT%H%M%S%f}/push" for one in told]
    outbox.post(connection, [{**row, "key": key, "payload": one} for key, one in zip(keys, told, strict=True)], now)


def written_down(connection: Connection, item: Item, record: Mapping[str, Any], now: datetime) -> None:
    """What came of an item: news is spread, a browser that is gone is forgotten."""
    browser = PushSubscription.id == item.payload.get("browser")
    if record.get("spread"):
        _spread(connection, item, now)
    elif record.get("gone"):
        connection.execute(delete(PushSubscription).where(browser))
    else:
        connection.execute(update(PushSubscription).where(browser).values(told_at=now))


def with_browsers(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    """The items, each with where it goes and what is shown there, if its owner still is to hear of it."""
    wanted = {item.payload["browser"] for item in items if "browser" in item.payload}
    if not wanted:
        return list(items)
    rows = connection.execute(select(*_COLUMNS).where(PushSubscription.id.in_(wanted)))
    browsers, about = {row.id: row for row in rows}, [item.about_contact_id for item in items]
    listeners, names = Listeners.of(connection, about), _names(connection, about)

    def push(item: Item) -> dict[str, Any]:
        row = browsers.get(item.payload.get("browser"))
        if row is None or now - item.created_at > STALE or not _is_for(listeners, row.member_id, item, now):
            return {}
        where = {"endpoint": row.endpoint, "p256dh": row.p256dh, "auth": row.auth, "server_key": row.server_key}
        return {"push": {**where, "shown": _shown(item, names), "urgency": _urgency(item.payload["topic"])}}

    return [replace(item, unkept={**(item.unkept or {}), **push(item)}) for item in items]


def _spread(connection: Connection, item: Item, now: datetime) -> None:
    news = News(item.key, Topic(item.payload["topic"]), item.about_contact_id, now)
    listeners = Listeners.of(connection, [news.contact_id])
    hear = {one.id for one in listeners.who(news.topic, news.contact_id, now)}
    rest = [one.id for one in listeners.who_rest(news.topic, news.contact_id, now)]
    quiet.keep(connection, rest, news.topic, news.contact_id, now)
    found = select(PushSubscription.id).where(PushSubscription.member_id.in_(hear)).order_by(PushSubscription.id)
    ids = connection.scalars(found).all()
    outbox.post(connection, [_item(f"{news.cause}/{id}", news, now, browser=id) for id in ids], now)


def _item(key: str, news: News, due_at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "key": key, "carrier": CARRIER, "contact_id": None, "about_contact_id": news.contact_id, "due_at": due_at,
        "payload": {"topic": news.topic, **more},
    }  # fmt: skip


def _is_for(listeners: Listeners, member_id: int, item: Item, now: datetime) -> bool:
    topic = item.payload["topic"]
    return topic in (TRY, QUIET, DUE) or any(
        one.id == member_id for one in listeners.who(Topic(topic), item.about_contact_id, now)
    )


def _names(connection: Connection, ids: Sequence[int | None]) -> dict[int, str]:
    found = select(Contact.id, known.NAME_COLUMN).outerjoin(Lead, Lead.contact_id == Contact.id)
    rows = connection.execute(found.where(Contact.id.in_({id for id in ids if id is not None})))
    return {row.id: _seen(row.name) for row in rows}


def _seen(name: str) -> str:
    """A name without signs that only turn other ones round; those that join letters stay."""
    visible = (sign for sign in one_line(name) if category(sign) != "Cf" or sign in _JOINERS)
    return "".join(visible)[:LONGEST_NAME]


def _shown(item: Item, names: Mapping[int, str]) -> dict[str, str]:
    """What a locked screen may show: that somebody needs one, and a name. No word of theirs, and no number."""
    topic, id = item.payload["topic"], item.about_contact_id
    if topic == TRY:
        return {"title": TITLES[TRY], "body": "This is how it looks.", "tag": TRY, "path": "/console/"}
    if topic == QUIET:
        people = item.payload["people"]
        of = {0: "News of the office", 1: "News of one person"}.get(people, f"News of {people} people")
        return {"title": "While you were left alone", "body": of, "tag": QUIET, "path": "/console/inbox"}
    if topic == DUE:
        people = item.payload["people"]
        of = "With one lead" if people == 1 else f"With {people} leads"
        return {"title": "To do today", "body": of, "tag": DUE, "path": "/console/today"}
    if id is None:
        title, body = _OF_THE_OFFICE
        return {"title": title, "body": body, "tag": "office", "path": "/console/"}
    return {"title": TITLES[Topic(topic)], "body": names.get(id, ""), "tag": f"c{id}", "path": f"/console/inbox/{id}"}


def _urgency(topic: str) -> str:
    """As push services know it: what is high wakes a phone that saves its battery."""
    return "high" if topic in _AT_ONCE else "normal"
