"""What Meta tells about who people are: new numbers and ids, doubts, shared numbers, choices about marketing."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from relaystack.engine.updates import Identity, IdentityChanged, IdentityDoubted, MarketingChosen, Update
from relaystack.models import STANDING, Booking, Contact, IdentityChange, WaitingWish

from ..outbox import outbox
from ..storage.database import insert
from . import consent
from .identification import Conflict, Person, Register, is_somebody_else
from .people import People

log = logging.getLogger(__name__)


def apply(connection: Connection, updates: Sequence[Update], now: datetime) -> None:
    """Apply what these updates say of people we know, in the order in which it happened; nothing is answered."""
    changes = [u for u in updates if isinstance(u, IdentityChanged | IdentityDoubted | MarketingChosen)]
    if not changes:
        return
    people = People(connection, now)
    people.load([identity for change in changes for identity in _named(change)])
    for change in sorted(changes, key=lambda change: change.at):
        person = people.register.known(_named(change)[0])
        if person is None:
            continue
        match change:
            case MarketingChosen():
                consent.chosen(connection, person.id, change.wanted, change.at)
            case IdentityDoubted() if _is_first(connection, person, change, "customer_identity_changed"):
                _doubt(connection, person, change)
            case IdentityChanged() if _is_first(connection, person, change, change.kind):
                _change(connection, people.register, person, change)
    people.save()


def share_number(register: Register, person: Person, number: Identity) -> None:
    """Note the number that a person gave as their own. One that another contact has is left there."""
    owners = register.owners(number, person)
    register.conflicts += [Conflict(person, owner, "shared the other's number") for owner in owners]
    if not owners:
        register.learn(person, number)


def _named(change: IdentityChanged | IdentityDoubted | MarketingChosen) -> list[Identity]:
    """Whom a change speaks of, as they were known before it first."""
    return [change.before, change.after] if isinstance(change, IdentityChanged) else [change.who]


def _is_first(connection: Connection, person: Person, change: IdentityChanged | IdentityDoubted, kind: str) -> bool:
    """Keep that it was told. A repeat, up to a week late, could move a number that is somebody else's by then."""
    row = {"message_id": change.message_id, "contact_id": person.id, "kind": kind, "at": change.at}
    new = insert(connection, IdentityChange).on_conflict_do_nothing(index_elements=["message_id"])
    return connection.execute(new.returning(IdentityChange.id), row).first() is not None


def _change(connection: Connection, register: Register, person: Person, change: IdentityChanged) -> None:
    """Re-key a person: history, leads, conversation, opt-out and what waits to go out stay theirs."""
    after, by_bsuid = change.after, person.bsuid is not None and person.bsuid == change.before.bsuid
    owners = register.owners(after, person)
    same = [owner for owner in owners if not is_somebody_else(owner, after)]
    if same:
        _keep_apart(connection, register, person, same[0], change)
        return
    for owner in owners:  # two BSUIDs are two people: the number had been theirs before
        register.forget_phone(owner)
    # Meta makes a new BSUID when the number changes: what is not named anew is out of date.
    if after.phone and after.phone != person.phone and not after.bsuid:
        register.forget_bsuids(person)
    if by_bsuid and not after.phone:
        register.forget_phone(person)
    register.learn(person, after)
    log.info("contact %s: %s", person.id, change.kind)


def _keep_apart(
    connection: Connection, register: Register, person: Person, owner: Person, change: IdentityChanged
) -> None:
    """They wrote under the new identifiers before we heard of the change: two contacts, and a person decides.

    Meta does say that it is one person: a stop said as either holds for both, the old number is theirs no more, and
    what waits to go there goes to where they are, and their appointments are found there.
    """
    register.conflicts.append(Conflict(person, owner, change.kind))
    said_stop = [at for at in (person.opted_out_at, owner.opted_out_at) if at]
    person.opted_out_at = owner.opted_out_at = min(said_stop, default=None)
    until = [at for at in (person.human_until, owner.human_until) if at]
    if until:  # so does a consultant's having the conversation
        since = [at for at in (person.human_since, owner.human_since) if at]
        person.human_since = owner.human_since = max(since, default=None)
        person.human_until = owner.human_until = max(until)
        owner.waiting_since = min((at for at in (person.waiting_since, owner.waiting_since) if at), default=None)
        person.waiting_since = None
    ids = [person.id, owner.id]
    marketing = select(func.min(Contact.marketing_opted_out_at)).where(Contact.id.in_(ids)).scalar_subquery()
    connection.execute(update(Contact).where(Contact.id.in_(ids)).values(marketing_opted_out_at=marketing))
    register.forget_phone(person)
    outbox.hand_over(connection, person.id, owner.id)
    appointments = update(Booking).where(Booking.contact_id == person.id, Booking.state.in_(STANDING))
    connection.execute(appointments.values(contact_id=owner.id))
    waits = select(WaitingWish.id).where(WaitingWish.contact_id == owner.id)
    wish = update(WaitingWish).where(WaitingWish.contact_id == person.id, ~waits.exists())
    connection.execute(wish.values(contact_id=owner.id))


def _doubt(connection: Connection, person: Person, change: IdentityDoubted) -> None:
    log.warning("contact %s: WhatsApp saw new keys; it may be somebody else who writes", person.id)
    connection.execute(update(Contact).where(Contact.id == person.id).values(identity_changed_at=change.at))
