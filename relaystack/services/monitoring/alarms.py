"""Staff are told of what is wrong, again after a pause, and when it is over: by e-mail, and by webhook."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from relaystack.engine.house import House
from relaystack.models import AlarmState
from relaystack.redaction import Redactor

from .. import notices
from ..conversations.talks import ConversationSettings
from ..notices import NOBODY, Notice
from ..notices.hearing import Topic
from ..outbox import outbox
from ..outbox.outbox import ALARMS, MAIL
from ..storage.database import Database, insert
from . import troubles
from .trouble import Trouble, kind_of

BEGUN, LASTS, OVER = "begun", "lasts", "over"
_masked = Redactor()  # reasons hold nobody's name; what others answered us may

Report = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class _News:
    """What there is to be told of one trouble."""

    name: str
    state: str
    title: str
    lines: Sequence[str]
    since: datetime
    at: datetime

    @property
    def key(self) -> str:
        told = OVER if self.state == OVER else f"{self.at:%Y%m%dT%H%M}"
        return f"alarm/{self.name}/{self.since:%Y%m%dT%H%M%S%f}/{told}"


def watch(database: Database, settings: ConversationSettings, report: Report) -> None:
    """Look, and tell. Asked each minute, by any number of workers; `report` is that of the health page."""
    to = settings.can & {MAIL, ALARMS}
    if not to:
        return
    reasons = report()["reasons"]
    with database.transaction() as connection:
        now = database.now(connection)
        tell(connection, list(troubles.found(connection, settings, reasons, now)), settings.house, now, to)


def tell(
    connection: Connection, found: Sequence[Trouble], house: House, now: datetime, to: Collection[str] = (MAIL,)
) -> None:
    """Tell of what is new for long enough, or was told long ago, and of what is over."""
    for one in found:
        new = insert(connection, AlarmState).values(name=one.name, since=now, told_at=None)
        connection.execute(new.on_conflict_do_nothing())
    known = {row.name: row for row in connection.execute(select(AlarmState.__table__).with_for_update())}
    due = [one for one in found if one.name in known and _is_due(known[one.name], now)]
    over = [row for name, row in known.items() if name not in {one.name for one in found}]
    news = [_lasting(one, known[one.name], now) for one in due]
    news += [_over(row, now) for row in over if row.told_at and kind_of(row.name).over]
    if due:
        mine = AlarmState.name.in_([one.name for one in due])
        connection.execute(update(AlarmState).where(mine).values(told_at=now))
    if over:
        connection.execute(delete(AlarmState).where(AlarmState.name.in_([row.name for row in over])))
    if MAIL in to:
        mails = [_mail(one, house) for one in news if kind_of(one.name).by_mail]
        notices.tell(connection, mails, now)
    if ALARMS in to:
        outbox.post(connection, [_posted(one, house) for one in news], now)


def _is_due(known: Any, now: datetime) -> bool:
    kind = kind_of(known.name)
    return bool(now - known.told_at >= kind.again if known.told_at else now - known.since >= kind.patience)


def _lasting(one: Trouble, known: Any, now: datetime) -> _News:
    return _News(one.name, LASTS if known.told_at else BEGUN, one.title, one.lines, known.since, now)


def _over(row: Any, now: datetime) -> _News:
    line = f"What you were told of since {row.since:%d %B %Y %H:%M} UTC is over: {kind_of(row.name).over}."
    return _News(row.name, OVER, "All is well again", [line], row.since, now)


def _mail(one: _News, house: House) -> Notice:
    if one.state == OVER:
        subject, text = one.title, list(one.lines)
    else:
        more = ["", f"The numbers: {house.site}/console/numbers"] if house.site else []
        subject, text = f"Alarm: {one.title}", [f"Since {one.since:%d %B %Y %H:%M} UTC.", "", *one.lines, *more]
    return Notice(key=one.key, topic=Topic.ALARM, subject=subject, text="\n".join(text), about=NOBODY)


def _posted(one: _News, house: House) -> dict[str, Any]:
    payload = {
        "state": one.state, "name": one.name, "company": house.name, "title": _masked(one.title),
        "text": _masked("\n".join(one.lines)), "since": one.since.isoformat(), "at": one.at.isoformat(),
        "page": f"{house.site}/console/" if house.site else "",
    }  # fmt: skip
    return {"key": f"{one.key}/{ALARMS}", "carrier": ALARMS, "contact_id": None, "payload": payload, "due_at": one.at}
