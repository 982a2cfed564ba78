"""How a lead is written down in HubSpot: the properties of its contact, and the note about a change."""

import hashlib
import html
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from relaystack.engine.lead_fields import FIELDS, LeadField
from relaystack.engine.lead_sources import came_from

LONGEST = 1000  # characters of a property's text
LONGEST_NOTE = 60_000  # HubSpot takes 65,536
REF = "relaystack_lead"


def _property(name: str, label: str, type: str = "string", field: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "type": type, "fieldType": field, "groupName": "contactinformation", **more}


def _told(field: LeadField) -> dict[str, Any]:
    name, label = f"relaystack_{field.name}", f"Relaystack: {field.label.lower()}"
    return _property(name, f"{label} ({field.unit})", "number", "number") if field.unit else _property(name, label)


# All that is ours in HubSpot. What customers said always stands here, also where staff keep something else.
PROPERTIES = [
    _property(REF, "Relaystack: lead", hasUniqueValue=True),
    _property("relaystack_phone", "Relaystack: phone"),
    *(_told(field) for field in FIELDS),
    _property("relaystack_language", "Relaystack: language"),
    _property("relaystack_source", "Relaystack: came from"),
    _property("relaystack_changed_at", "Relaystack: last change", "datetime", "date"),
]
OWN = ("email", "phone", "firstname", "lastname")  # HubSpot's own properties that we fill
READ = ",".join([*OWN, *(one["name"] for one in PROPERTIES)])


def ours(payload: Mapping[str, Any]) -> dict[str, str]:
    """What stands in our properties; what is not known yet changes nothing."""
    lead = payload["lead"]
    values = {
        REF: lead["ref"],
        "relaystack_phone": f"+{lead['phone']}" if lead["phone"] else None,
        **{f"relaystack_{field.name}": lead[field.column] for field in FIELDS},
        "relaystack_language": lead["language"],
        "relaystack_source": came_from(lead),
        "relaystack_changed_at": milliseconds(payload["change"]["at"]),
    }
    return {name: _one_line(value) for name, value in values.items() if value not in (None, "")}


def own(ours: Mapping[str, str], there: Mapping[str, Any]) -> dict[str, str]:
    """HubSpot's own properties: each where it is empty, or still holds what we put there. Staff's words stay."""
    wanted, before = _as_own(ours), _as_own(there)
    return {
        name: value
        for name, value in wanted.items()
        if value and (not there.get(name) or _same(str(there[name]), before[name]))
    }


def _as_own(ours: Mapping[str, Any]) -> dict[str, str]:
    """What our properties put into HubSpot's own."""
    first, last = _names(str(ours.get("relaystack_name") or ""))
    email, phone = (str(ours.get(f"relaystack_{name}") or "") for name in ("email", "phone"))
    return {"email": email, "phone": phone, "firstname": first, "lastname": last}


def milliseconds(at: str) -> str:
    """A time as HubSpot takes it."""
    return str(int(datetime.fromisoformat(at).timestamp() * 1000))


def _names(name: str) -> tuple[str, str]:
    """First and last name, as far as one can tell."""
    first, _, last = name.strip().rpartition(" ")
    return (first, last) if first else (last, "")


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def is_older(payload: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether the contact has heard of a later change already: then this one is only noted."""
    try:
        known = datetime.fromisoformat(str(there["relaystack_changed_at"]))
        return known > datetime.fromisoformat(payload["change"]["at"])
    except (KeyError, ValueError, TypeError):
        return False


def is_others(ours: Mapping[str, str], there: Mapping[str, Any]) -> bool:
    """Whether the contact is another lead's: two numbers, one e-mail. One number is one person, whatever the lead."""
    phone = ours.get("relaystack_phone")
    is_same = there.get(REF) in (None, "", ours[REF]) or (phone and phone == there.get("relaystack_phone"))
    return not is_same


def mark(key: str) -> str:
    """What a note carries, so that a change is noted once however often it is delivered."""
    return f"Relaystack {hashlib.sha256(key.encode()).hexdigest()[:20]}"


def note(payload: Mapping[str, Any], key: str, is_shared: bool = False) -> str:
    """The note about a change, as HubSpot's HTML."""
    lead, change, figures = payload["lead"], payload["change"], payload["figures_shown"]
    title = "New lead from WhatsApp" if change["kind"] == "created" else "Change of a lead from WhatsApp"
    lines = [f"<strong>{title}</strong>"]
    if is_shared:
        who = ", ".join(_plain(one) for one in (lead["name"], lead["phone"] and f"+{lead['phone']}") if one)
        lines += [f"From another number with this e-mail address: {who or 'hidden'}"]
    if change["wants_consultant"]:
        lines += ["Asked for a consultant."]
    lines += [f"{_plain(name)}: {_plain(value)}" for name, value in change["told"].items()]
    lines += ["Phone hidden by the person; answer on WhatsApp."] if not lead["phone"] else []
    if figures:
        lines += ["", "<strong>Figures the person was shown</strong>"]
        lines += [f"{_plain(id)}: USD {_plain(f['usd'])} as of {_plain(f['as_of'])}" for id, f in figures.items()]
    if payload["conversation"]:
        lines += ["", "<strong>Last messages</strong>"]
        lines += [
            f"{one['at'][:16].replace('T', ' ')} UTC, {one['from']}: {_plain(one['words'])}"
            for one in payload["conversation"]
        ]
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) < LONGEST_NOTE:
            kept.append(line)
    return "<br>".join([*kept, "", mark(key)])


def _plain(value: Any) -> str:
    """Words as they are: nobody outside makes up lines or HTML of a note."""
    return html.escape(_one_line(value))


def _one_line(value: Any) -> str:
    """Words without line breaks, control characters and halves of characters, and not too long."""
    seen = (" " if unicodedata.category(one) in ("Cc", "Cs") else one for one in str(value))
    return " ".join("".join(seen).split())[:LONGEST]
