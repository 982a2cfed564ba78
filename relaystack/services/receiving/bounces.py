"""What becomes of a message that Meta accepts and fails later? Sent again where its code says so, else given up."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from relaystack.engine.message_templates import TemplateState
from relaystack.engine.updates import StatusChanged
from relaystack.errors import DeliveryError, Refused, Stale, Throttled, Unwanted
from relaystack.models import Bounce, Contact, GivenUp, Message, Status

from ..contacts import consent, permission
from ..files import uploads
from ..message_templates import standing
from ..outbox import carrier_states, outbox
from ..outbox.retry import TRIES, Again, GiveUp, decide
from ..storage.database import insert

Meaning = Callable[[int, str], DeliveryError]  # what a code asks for that comes in a status: the gateway knows

_MESSAGES = (
    select(
        Message.id, Message.message_id, Message.key, Message.contact_id, Message.content, Message.timestamp,
        *permission.COLUMNS,
    )
    .join(Contact, Contact.id == Message.contact_id)
    .order_by(Message.id)
)  # fmt: skip


def known(connection: Connection, message_ids: Sequence[str]) -> set[str]:
    """Those of Meta's ids that name a send which has failed, and was dealt with."""
    if not message_ids:
        return set()
    return set(connection.scalars(select(Bounce.message_id).where(Bounce.message_id.in_(message_ids))))


def take(connection: Connection, failures: Mapping[int, StatusChanged], meaning: Meaning, now: datetime) -> None:
    """Deal with messages, by their row's id, that have just been moved to failed."""
    if not failures:
        return
    for message in connection.execute(_MESSAGES.where(Message.id.in_(failures))).all():
        change = failures[message.id]
        why = change.error_title or "Meta failed it and did not say why"
        # Without a code it says nothing of the others that wait: 0 would be the code of a dead token.
        error = Refused(why) if change.error_code is None else meaning(change.error_code, why)
        if message.key:  # else it never was in the outbox, and there is nothing to send again
            _settle(connection, message, change, error, now)
        if isinstance(error, Unwanted):
            consent.chosen(connection, message.contact_id, False, change.at)  # we were not told of that choice


def _settle(
    connection: Connection, message: Row[Any], change: StatusChanged, error: DeliveryError, now: datetime
) -> None:
    attempts = _note(connection, message, change, now)
    outcome = _decide(error, message, standing.of(connection, message.content), attempts, now)
    if isinstance(outcome, Again):
        _again(connection, message, error, outcome, now)
    else:
        _give_up(connection, message, outcome, attempts, now)
        standing.refused(connection, message.content, outcome, now, change.at)


def forget(connection: Connection, before: datetime) -> None:
    """Of what is so old Meta tells nothing any more."""
    connection.execute(delete(Bounce).where(Bounce.created_at < before))


def _note(connection: Connection, message: Row[Any], change: StatusChanged, now: datetime) -> int:
    """Keep which send it was; how many of this message have failed by now."""
    row = {"message_id": message.message_id, "key": message.key, "code": change.error_code or 0, "created_at": now}
    connection.execute(insert(connection, Bounce).on_conflict_do_nothing(index_elements=["message_id"]), row)
    return connection.scalar(select(func.count()).where(Bounce.key == message.key)) or 1


def _decide(
    error: DeliveryError, message: Row[Any], template: TemplateState | None, attempts: int, now: datetime
) -> Again | GiveUp:
    """As if the send had been refused with these words, but never without an end: each try may cost a message.

    What nothing goes out for until a person acts waits for that like all that waits.
    """
    decided = decide(error, attempts, now, random.random(), 0)  # noqa: S311 (jitter needs no secrecy)
    told = decided if isinstance(decided, GiveUp) else GiveUp(error.code, error.title)
    final = replace(told, reason=f"failed after Meta had accepted it: {error.title}")
    refused = permission.refusal(message.content, template, message, message.timestamp, now)
    if refused or attempts >= TRIES:
        return final
    if isinstance(error, Stale) and (attempts > 1 or not message.content.get("document")):
        return final
    return decided if isinstance(decided, Again) else final


def _again(connection: Connection, message: Row[Any], error: DeliveryError, outcome: Again, now: datetime) -> None:
    """Back into the outbox. Meta's id stays with the message: what is still said of that send is known by it."""
    if outcome.stale:
        uploads.forget_link(connection, message.content["document"]["link"], now)
    item = {
        "key": message.key, "carrier": outbox.WHATSAPP, "contact_id": message.contact_id, "payload": message.content,
        "created_at": message.timestamp,  # a consultant may have taken over since it was said
    }  # fmt: skip
    outbox.post(connection, [{**item, "due_at": outcome.at}], now)
    queued = {"status": Status.QUEUED, "error_code": None, "error_title": None}
    connection.execute(update(Message).where(Message.id == message.id).values(queued))
    if outcome.holds == "carrier":
        carrier_states.hold(connection, outbox.WHATSAPP, outcome.at)
    elif isinstance(error, Throttled):
        outbox.hold_person(connection, outbox.WHATSAPP, message.contact_id, outcome.at)


def _give_up(connection: Connection, message: Row[Any], outcome: GiveUp, attempts: int, now: datetime) -> None:
    values = {
        "key": message.key, "carrier": outbox.WHATSAPP, "contact_id": message.contact_id, "payload": message.content,
        "about_contact_id": message.contact_id, "code": outcome.code, "reason": outcome.reason[:500],
        "attempts": attempts, "created_at": now,
    }  # fmt: skip
    connection.execute(insert(connection, GivenUp), values)
