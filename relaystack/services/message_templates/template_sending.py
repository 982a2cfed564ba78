"""How a message template is sent to a person: all that stands against it is told, then it waits in the outbox."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, select

from relaystack.engine.message_templates import (
    CATEGORIES,
    MARKETING,
    MessageTemplate,
    TemplateState,
    Wording,
    fill,
    only,
    variables,
)
from relaystack.engine.phones import country_of
from relaystack.engine.visible import is_seen
from relaystack.errors import KeyReused
from relaystack.models import Contact, Direction, Message, Status

from ..contacts import permission, threads
from ..contacts.identification import Person
from ..contacts.people import People
from ..outbox import outbox
from ..storage.database import Database, insert
from . import standing

KEY = "template/"  # begins the key of each, before what caused it
HEADER, BODY, LONGEST_VALUE = 60, 1024, 1000  # Meta's limits hold for what is filled in as well
_UNFIT = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]| {5}")  # ends of lines of every kind, and what no line holds


class Taking(Protocol):
    """Gives a person's conversation to whoever writes to them, under the person's lock, but for marketing."""

    def __call__(self, connection: Connection, person: Person, *, is_marketing: bool, now: datetime) -> None: ...


class CannotSend(Exception):
    """It may not be sent; `reasons` are all that stands against it."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Queued:
    """It waits in the outbox. `is_new` is false where the same cause had sent it before.

    `window_open`: the person wrote within 24 hours, so that free words would have done.
    """

    key: str
    language: str
    words: str
    window_open: bool
    is_new: bool = True


def send(
    database: Database,
    template: MessageTemplate,
    contact_id: int,
    values: Mapping[str, str],
    cause: str,
    language: str | None = None,
    taking: Taking | None = None,
    author: str | None = None,
) -> Queued:
    """Send a template to a person, once for each `cause`. Raises CannotSend, or KeyReused for another one's cause.

    `taking` is what becomes of the conversation by it. Marketing leads to the bot, and takes nothing. `author` is the
    key of who sends it.
    """
    now = datetime.now(UTC)
    with database.transaction() as connection:
        people = People(connection, now)
        person = next(iter(people.lock([contact_id])), None)
        if person is None:
            raise CannotSend([f"there is no contact {contact_id}"])
        queued = send_within(connection, person, template, values, cause, language, taking, author, now)
        people.save()
    return queued


def send_within(
    connection: Connection, person: Person, template: MessageTemplate, values: Mapping[str, str], cause: str,
    language: str | None, taking: Taking | None, author: str | None, now: datetime,
) -> Queued:  # fmt: skip
    """Do so in a transaction in which the person is locked, and saved afterwards."""
    key = f"{KEY}{cause}"
    if before := connection.scalar(select(Message.content).where(Message.key == key)):
        if not _is_the_same(before["template"], template, values, language):
            raise KeyReused
        return Queued(key, before["template"]["language"], before["text"], _is_open(person, now), is_new=False)
    wording, state = _chosen(connection, template, language, person.language)
    category = (state.category or template.category).lower()
    reasons = [*_of_template(template, wording, state, language), *_of_values(wording, values)]
    reasons += _of_person(connection, person, category, now)
    if reasons:
        raise CannotSend(reasons)
    if taking:
        taking(connection, person, is_marketing=category == MARKETING, now=now)
    return _queue(connection, person, _payload(template, wording, values, category), key, author, now)


def unfit(template: MessageTemplate, values: Mapping[str, str]) -> list[str]:
    """What is wrong with the values, whatever language the template goes in."""
    return list(dict.fromkeys(why for wording in template.wordings.values() for why in _of_values(wording, values)))


def _is_the_same(
    sent: Mapping[str, Any], template: MessageTemplate, values: Mapping[str, str], language: str | None
) -> bool:
    """Whether what was sent is what is asked for now, in whatever language it went if none is named."""
    wording = template.wordings.get(sent["language"])
    if sent["name"] != template.name or wording is None or set(wording.names) - values.keys():
        return False
    if language and template.wording(language) != wording:
        return False
    return _sent(template, wording, values) == sent


def _chosen(
    connection: Connection, template: MessageTemplate, named: str | None, persons: str | None
) -> tuple[Wording, TemplateState]:
    """The words of the language that was named, and no other; else the person's where Meta has approved those,
    else the brand's own where it has approved those.
    """
    wanted, own = template.wording(named or persons), next(iter(template.wordings.values()))
    known = standing.states(connection, [template.name])
    found = [(one, known.get((template.name, one.language), TemplateState())) for one in (wanted, own)]
    return found[0] if named else next((pair for pair in found if pair[1].is_approved), found[0])


def _of_template(
    template: MessageTemplate, wording: Wording, state: TemplateState, language: str | None
) -> Iterator[str]:
    if language and language not in template.wordings:
        yield f"{template.name} has no words in {language}, only in {', '.join(template.wordings)}"
    if state.against:
        yield f"{template.name} ({wording.language}) {state.against}"


def _of_values(wording: Wording, values: Mapping[str, str]) -> Iterator[str]:
    missing = [name for name in wording.names if not any(map(is_seen, values.get(name, "")))]
    extra = sorted(values.keys() - set(wording.names))
    if missing:
        yield f"{', '.join(missing)} must be filled in"
    if extra:
        yield f"{', '.join(extra)}: nothing is filled in by that name"
    for name, value in values.items():
        if _UNFIT.search(value) or len(value) > LONGEST_VALUE:
            yield f"{name}: Meta takes one line of at most {LONGEST_VALUE} characters, without tabs or rows of spaces"
    for text, most, what in ((wording.header, HEADER, "header"), (wording.body, BODY, "body")):
        if len(fill(text, values)) > most:
            yield f"filled in, the {what} has more than {most} characters"


def _of_person(connection: Connection, person: Person, category: str, now: datetime) -> Iterator[str]:
    if not person.phone and not person.bsuid and not person.parent_bsuid:
        yield "the person has neither a phone number nor a BSUID"
    if why := threads.against(person, now, now):
        yield why
    if person.opted_out_at:
        yield "the person has asked for no more messages"
    if category not in CATEGORIES:
        yield f"Meta calls it {category}, which is not sent from here"
    if category == MARKETING:
        yield from _of_marketing(connection, person, now)


def _of_marketing(connection: Connection, person: Person, now: datetime) -> Iterator[str]:
    chosen = Contact.marketing_consent_at, Contact.marketing_opted_out_at
    row = connection.execute(select(*chosen).where(Contact.id == person.id)).one()
    if row.marketing_opted_out_at:
        yield "the person has switched off marketing from us in WhatsApp"
    elif not row.marketing_consent_at:
        yield "the person has not agreed to marketing (`flask templates consent` records it)"
    if "US" in (country_of(person.phone), (person.bsuid or "")[:2]):
        yield "Meta delivers no marketing to numbers of the United States"
    if person.is_handed_over(now):
        yield "a consultant has the conversation"


def _payload(template: MessageTemplate, wording: Wording, values: Mapping[str, str], category: str) -> dict[str, Any]:
    """What the outbox keeps. A consultant may send what is no marketing while they have the conversation."""
    mark = "marketing" if category == MARKETING else "even_handed_over"
    return {"text": wording.as_read(values), "template": _sent(template, wording, values), mark: True}


def _sent(template: MessageTemplate, wording: Wording, values: Mapping[str, str]) -> dict[str, Any]:
    """What goes to Meta."""
    sent = {
        "name": template.name, "language": wording.language,
        "header": only(variables(wording.header), values), "body": only(variables(wording.body), values),
        "buttons": [*_buttons(wording, values)],
    }  # fmt: skip
    return {k: v for k, v in sent.items() if v}


def _buttons(wording: Wording, values: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for index, button in enumerate(wording.buttons):
        names = variables(button.target)
        if button.kind == "reply":
            yield {"index": index, "payload": button.target}
        elif names:
            yield {"index": index, "end": values[names[0]]}


def _is_open(person: Person, now: datetime) -> bool:
    return bool(person.last_inbound_at and now - person.last_inbound_at <= permission.WINDOW)


def _queue(
    connection: Connection, person: Person, payload: dict[str, Any], key: str, author: str | None, now: datetime
) -> Queued:
    queued = Queued(key, payload["template"]["language"], payload["text"], _is_open(person, now))
    row = {
        "contact_id": person.id, "phone": person.phone, "message": payload["text"], "direction": Direction.OUTGOING,
        "timestamp": now, "status": Status.QUEUED, "kind": "template", "key": key, "author": author,
        "content": payload,
    }  # fmt: skip
    connection.execute(insert(connection, Message), row)
    due, person.paced_until = outbox.paced(person.paced_until, now)
    item = {"key": key, "carrier": outbox.WHATSAPP, "contact_id": person.id, "payload": payload, "due_at": due}
    outbox.post(connection, [item], now)
    return queued
