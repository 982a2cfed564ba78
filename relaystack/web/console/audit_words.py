"""What staff read of an entry of the audit: what was done, and what changed from what to what."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from relaystack.engine.house import House

ACTIONS = {
    "answer.change": "changed an answer of the bot's",
    "answer.put_back": "put a change of an answer back",
    "answer.say": "had the bot say an answer again",
    "answer.silence": "had the bot say an answer no more",
    "answer.teach": "taught the bot an answer",
    "audit.export": "took the audit as a sheet",
    "numbers.export": "took a sheet of conversations",
    "booking.cancelled": "cancelled an appointment",
    "booking.done": "noted that an appointment took place",
    "booking.hold": "has to pay for an appointment that is held",
    "booking.make": "made an appointment",
    "booking.move": "moved an appointment",
    "booking.no_show": "noted that somebody did not come",
    "booking.confirm": "confirmed an appointment by paying for it",
    "waiting.join": "began to wait for an appointment",
    "waiting.leave": "ended the wait for an appointment",
    "bookings.busy": "changed the calendar by which somebody is busy",
    "bookings.feed": "changed the calendar address of their appointments",
    "bookings.hours": "changed when somebody can be booked",
    "carrier.resume": "let the sending go on",
    "console.sign_in": "signed in",
    "console.sign_out": "signed out",
    "contact.consent": "recorded consent to marketing",
    "contact.erase": "erased a person",
    "contact.export": "took all that is kept of a person",
    "contact.correct": "corrected a name or a language",
    "contact.merge": "made two contacts one",
    "contact.part": "parted two contacts again",
    "conversation.assign": "gave a conversation to somebody",
    "conversation.close": "closed a conversation",
    "conversation.hand_back": "gave a conversation back to the bot",
    "conversation.read": "read a conversation",
    "conversation.reopen": "opened a conversation again",
    "conversation.snooze": "put a conversation off",
    "conversation.take": "took a conversation over",
    "failed.drop": "gave up what had failed",
    "failed.retry": "tried again what had failed",
    "lead.add": "wrote a lead down",
    "lead.change": "changed a lead",
    "lead.import": "brought a lead in by a sheet",
    "leads.import": "brought leads in by a sheet",
    "leads.import_cancel": "cancelled the import of a sheet",
    "leads.export": "took the leads as a sheet",
    "leads.announce": "sent all leads to a system",
    "inbox.view_add": "shared a view of the inbox",
    "inbox.view_remove": "took a shared view of the inbox away",
    "leads.view_add": "shared a view of the leads",
    "leads.view_remove": "took a shared view of the leads away",
    "member.browser_off": "let a browser be told no more",
    "member.browser_on": "let a browser be told of news",
    "member.invite": "invited somebody to the team",
    "member.link_reset": "made a link for a new password",
    "member.link_welcome": "made an invitation anew",
    "member.name": "changed their name",
    "member.notifications": "changed what they hear of",
    "member.passkey_add": "added a passkey",
    "member.passkey_remove": "removed a passkey",
    "member.password": "changed their password",
    "member.password_reset": "set a new password by a link",
    "member.recovery_codes": "made new recovery codes",
    "member.remove": "removed somebody from the team",
    "member.role": "changed somebody's role",
    "member.second_factor_reset": "took away somebody's second factor",
    "member.totp_off": "switched off the codes of an app",
    "member.totp_on": "switched on the codes of an app",
    "member.welcome": "followed an invitation",
    "message.plan": "wrote something for later",
    "message.plan_cancel": "took back what was written for later",
    "message.plan_change": "changed what was written for later",
    "message.plan_drop": "wrote for later what was not sent",
    "message.send": "wrote to a person",
    "note.add": "noted something about a person",
    "note.remove": "took a note away",
    "office.connection": "connected a system, or let it go",
    "office.retention": "changed how long what is kept",
    "office.schedule": "changed the hours of the office",
    "people.export": "took the people as a sheet",
    "person.add": "wrote to somebody new",
    "person.release": "let waiting messages leave",
    "payment.ask": "asked for the fee of an appointment",
    "payment.refund": "sent a payment back",
    "payments.export": "took the payments as a sheet",
    "program.add": "added a programme",
    "program.change": "changed a programme",
    "program.move": "moved a programme",
    "program.put_back": "put a change of a programme back",
    "program.renew": "looked at a programme's figures",
    "reply.add": "wrote a ready answer",
    "reply.change": "changed a ready answer",
    "reply.remove": "took a ready answer away",
    "retention.delete": "deleted what was kept for long enough",
    "search.run": "searched",
    "tag.add": "gave a person a tag",
    "tag.remove": "took a tag away",
    "template.send": "sent a template",
    "token.create": "made a program's token",
    "token.expire": "saw a program's token run out",
    "token.renew": "renewed a program's token",
    "token.revoke": "revoked a program's token",
    "unanswered.settle": "settled a question",
}


def action(name: str) -> str:
    """What was done."""
    return ACTIONS.get(name) or name.replace(".", ": ").replace("_", " ")


def changes(entry: Mapping[str, Any], house: House) -> list[tuple[str, str, str]]:
    """What changed, by name: before and after."""
    return [
        (_name(name), worded(before, house), worded(after, house))
        for field, (old, new) in entry["changes"].items()
        for name, before, after in _unfolded(field, old, new)
    ]


def _unfolded(field: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """What differs within a value that has parts: routes by their name, pages by their address, facts by topic."""
    before, after = _parts(old), _parts(new)
    if not (before or after):
        yield field, old, new
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield from _unfolded(f"{field}, {name}", before.get(name), after.get(name))


def _parts(value: Any) -> Mapping[str, Any]:
    match value:
        case dict():
            return value
        case list() if any(isinstance(one, dict) for one in value):
            return {_named(one): one for one in value}
    return {}


def _named(one: Any) -> str:
    """What tells a part from the others: its name, its address, or its words."""
    return str(one.get("name") or one.get("url")) if isinstance(one, dict) else str(one)


def plain(entry: Mapping[str, Any], house: House) -> dict[str, Any]:
    """An entry as a line of a sheet."""
    told = "; ".join(f"{name}: {old} → {new}" for name, old, new in changes(entry, house))
    at = entry["at"].astimezone(house.zone).isoformat(timespec="seconds")
    return {**entry, "at": at, "action": action(entry["action"]), "changes": told}


def _name(field: str) -> str:
    return field.removesuffix("_at").removesuffix("_id").replace("_", " ")


def worded(value: Any, house: House) -> str:
    """A value as people write it."""
    match value:
        case None | "" | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(worded(one, house) for one in value)
        case str():
            return _time(value, house)
    return str(value)


def _time(text: str, house: House) -> str:
    """A moment by the office's clock; anything else as it is."""
    try:
        at = datetime.fromisoformat(text) if len(text) > len("2026-11-30") else None
    except ValueError:
        return text
    return house.clock(at, "%d %b %Y, %H:%M") if at and at.tzinfo else text
