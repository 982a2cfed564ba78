"""Templates about an appointment, by the person's clock and in their language; their buttons say which is meant."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from relaystack.engine import choices, locale_formats
from relaystack.engine.message_templates import Button, MessageTemplate, Wording, base
from relaystack.engine.phones import country_of
from relaystack.engine.replies import Choice
from relaystack.models import BOT, Contact, Lead

from ..bookings import in_chat
from ..bookings.bookings import Booking
from ..contacts.identification import Person
from ..conversations.conversations import Conversations
from ..conversations.talks import ConversationSettings
from ..message_templates import standing, template_sending
from ..message_templates.template_sending import Taking

NAMELESS = "👋"  # in the place of a first name that nobody has told


def send(
    connection: Connection, settings: ConversationSettings, person: Person, booking: Booking, name: str, cause: str,
    now: datetime, author: str = BOT, taking: Taking | None = None,
) -> None:  # fmt: skip
    """Send the template of that name to a person, who is locked, and saved afterwards. Raises CannotSend."""
    template = settings.content.templates.get(name)
    if template is None:
        raise template_sending.CannotSend(["no template is chosen for that"])
    wording = _approved(connection, template, person.language)
    buttons = tuple(_about(settings, booking, one) for one in wording.buttons)
    whole = replace(template, wordings={wording.language: replace(wording, buttons=buttons)})
    values = _values(connection, person, booking, wording, now)
    template_sending.send_within(connection, person, whole, values, cause, wording.language, taking, author, now)
    talks = Conversations(connection, settings, now)
    talks.open([person])
    talks.offer_beside(person, [Choice(one.target, one.title) for one in buttons if one.kind == "reply"])
    talks.save()


def _about(settings: ConversationSettings, booking: Booking, button: Button) -> Button:
    """A button that says which appointment, and which version of it, is meant."""
    carried = {"booking": booking.id, "version": booking.version}
    return replace(button, target=choices.carrying(settings.book, button.target, carried))


def _approved(connection: Connection, template: MessageTemplate, language: str | None) -> Wording:
    """The words in their language where Meta has approved these, else the brand's own."""
    wanted, own = template.wording(language), next(iter(template.wordings.values()))
    state = standing.state(connection, template.name, wanted.language)
    return wanted if state.is_approved else own


def _values(
    connection: Connection, person: Person, booking: Booking, wording: Wording, now: datetime
) -> dict[str, str]:
    told: dict[str, Any] = in_chat.Calendar(connection, person, country_of(person.phone), now).standing(booking)
    at, zone, language = told["appointment"]["at"], told["appointment"]["zone"], base(wording.language)
    values = {
        "first_name": _first_name(connection, person), "day": locale_formats.day_in(language, at, zone),
        "time": locale_formats.clock_in(language, at, zone), "who": told["appointment"]["who"],
    }  # fmt: skip
    return {name: values[name] for name in wording.names if name in values}


def _first_name(connection: Connection, person: Person) -> str:
    told = select(Lead.name, Contact.profile_name).select_from(Contact).outerjoin(Lead, Lead.contact_id == Contact.id)
    row = connection.execute(told.where(Contact.id == person.id)).one()
    return next(iter((row.name or row.profile_name or "").split()), NAMELESS)[:60]
