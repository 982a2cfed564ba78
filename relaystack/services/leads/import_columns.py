"""Which column of a sheet is what of a lead: guessed by its heading, and how its cells are read."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from relaystack.models import StaffMember

from . import written
from .newcomers import KEPT, TOLD, Entry
from .written import Odd

Mapped = dict[str, int]  # the number of the column by the name of the field
Owners = Mapping[str, int | None]  # by name or address; None: several go by it


@dataclass(frozen=True)
class Column:
    """A field of a lead as a sheet may have it; `called` are headings that mean it, without spaces and signs."""

    name: str
    label: str
    called: frozenset[str]
    read: Callable[[str], Any]


def _column(name: str, label: str, called: str, read: Callable[[str], Any]) -> Column:
    return Column(name, label, frozenset({_plain(name), _plain(label), *called.split()}), read)


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading.casefold())


_PHONES = """phonenumber mobile mobilenumber mobilephone cell cellphone telephone tel whatsapp whatsappnumber number
    contactnumber"""
COLUMNS = (
    _column("phone", "Phone", _PHONES, written.phone),
    _column("name", "Name", "fullname contact contactname client customer lead leadname", written.TOLD["name"]),
    _column("email", "E-mail", "emailaddress mail", written.TOLD["email"]),
    _column("interest", "Interest", "program programme product interestedin service", written.TOLD["interest"]),
    _column("budget", "Budget (USD)", "budget amount usd investment value", written.TOLD["budget"]),
    _column("country_of_interest", "Country of interest", "country destination", written.TOLD["country_of_interest"]),
    _column("stage", "Stage", "status leadstatus", written.stage),
    _column("owner", "Owner", "consultant assignedto agent salesperson", str),
    _column("next_action", "Next action", "nextstep todo task", written.text(written.LONGEST_ACTION)),
    _column("due_on", "Due on", "due duedate followup followupdate nextcontact", written.day),
    _column("notes", "Notes", "note comment comments remarks remark description", written.text(written.LONGEST_NOTES)),
)
_BY_NAME = {one.name: one for one in COLUMNS}


def guess(headings: Sequence[str]) -> Mapped:
    """Which column seems to be what, each for one thing alone."""
    found: Mapped = {}
    for number, heading in enumerate(headings):
        name = next((one.name for one in COLUMNS if _plain(heading) in one.called and one.name not in found), None)
        if name:
            found[name] = number
    return found


def check(mapping: Mapped, headings: Sequence[str]) -> None:
    """Raises Odd where rows could not be read by it."""
    if not mapping.keys() & {"phone", "email"}:
        raise Odd("Say which column holds the number, or the e-mail address: without either nobody can be reached.")
    if len(set(mapping.values())) < len(mapping):
        raise Odd("One column is chosen for two things. Choose another one, or none.")
    if not (mapping.keys() <= _BY_NAME.keys() and all(0 <= column < len(headings) for column in mapping.values())):
        raise Odd("Choose from the columns of the sheet.")


def entry(cells: Sequence[str], mapping: Mapped, owners: Owners) -> Entry:
    """What a row says of a lead; raises Odd."""
    read: dict[str, Any] = {}
    for name, number in mapping.items():
        cell = _unquoted(cells[number]) if number < len(cells) else ""
        if not cell:
            continue
        try:
            read[name] = _owner(cell, owners) if name == "owner" else _BY_NAME[name].read(cell)
        except Odd as odd:
            raise Odd(f"{_BY_NAME[name].label}: {odd}") from None
    if "owner" in read:
        read["owner_id"] = read.pop("owner")
    told, kept = ({name: read[name] for name in names if name in read} for names in (TOLD, KEPT))
    return Entry(read.get("phone"), told, kept)


def who(cells: Sequence[str], mapping: Mapped) -> Entry:
    """By what the person of a row is known, as far as it can be read: who is erased goes from refused rows too."""
    phone, told = None, dict[str, Any]()
    for name in mapping.keys() & {"phone", "email"}:
        with suppress(Odd):
            one = entry(cells, {name: mapping[name]}, {})
            phone, told = phone or one.phone, {**told, **one.told}
    return Entry(phone, told)


def owners(connection: Connection) -> Owners:
    """Who may be named as the owner of a lead."""
    there = select(StaffMember.id, StaffMember.name, StaffMember.email).where(StaffMember.removed_at.is_(None))
    found: dict[str, int | None] = {}
    for row in connection.execute(there):
        for word in {row.name.casefold(), row.email.casefold()}:
            found[word] = None if word in found else row.id
    return found


def _owner(words: str, owners: Owners) -> int:
    if (id := owners.get(words.casefold())) is None:
        several = words.casefold() in owners
        raise Odd("Several of us are called so: write the e-mail address." if several else "Nobody of us is called so.")
    return id


def _unquoted(cell: str) -> str:
    """Our own sheets put a mark before what a sheet would calculate."""
    return cell[1:] if re.match(r"'\s*[=+\-@＝＋－＠]", cell) else cell
