"""How is the bot doing, in words of the office? Each subject as well, or with what a person should look at."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from relaystack.engine.house import House

from ..carriers import kinds
from ..outbox.outbox import MAIL


@dataclass(frozen=True)
class Subject:
    """What staff call a part, what is said while it is well, and how the reasons begin that are about it."""

    name: str
    well: str
    ill: str
    begins: tuple[str, ...]
    missing: str = ""  # what is said where none of `carriers` is there
    carriers: tuple[str, ...] = ()
    page: str = ""  # where the owner sets it by themselves


@dataclass(frozen=True)
class SubjectState:
    """A subject as it is now; `troubles` are for a person to look at."""

    subject: Subject
    troubles: list[str] = field(default_factory=list)
    needs: str = ""  # what whoever runs the server has to set for it, where it is not there

    @property
    def words(self) -> str:
        """In a sentence."""
        if self.needs and not self.troubles:
            who = f"The owner can connect one under {self.subject.page}" if self.subject.page else ""
            return f"{self.subject.missing} {who or f'Whoever runs the server can set {self.needs}'}."
        return self.subject.ill if self.troubles else self.subject.well


SUBJECTS = (
    Subject("Database", "The database answers and takes what is written.", "The database needs a look.",
            ("the database", "the tables")),
    Subject("Delivery", "Everything that is due has left.", "Something that should leave does not.",
            ("whatsapp: messages wait", "whatsapp: the oldest")),
    Subject("WhatsApp", "WhatsApp takes and brings messages.", "WhatsApp needs a look.", ("whatsapp",)),
    Subject("People", "Nobody was forgotten.", "Somebody was forgotten.", ("1 customer", "customer")),
    Subject("E-mail", "E-mails leave.", "E-mails need a look.", ("mail", "confirmation"),
            "No e-mail is set up.", (MAIL,)),
    Subject("CRM", "The CRM has everything.", "The CRM has not heard everything.", ("hubspot", "crm"),
            "No CRM is connected.", tuple(sorted(kinds.needs_of_crms())), "Connections"),
    Subject("Files", "There is room for files.", "Files need a look.", ("media", "upload")),
    Subject("Clock", "The clock is right.", "The clock is wrong.", ("the clock",)),
    Subject("Access", "No program's access ends soon.", "A program's access ends.", ("the token",)),
)  # fmt: skip
OTHERS = Subject("Others", "Nothing else.", "Something else needs a look.", ())


_FOR_OPERATORS = re.compile(r"[;:] [^;:]*`[^`]*`.*$")  # what to type, at the end of a reason
_SETTING = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)+=")
_CARRIER = re.compile(r"^[a-z_]+: ")


def of(report: Mapping[str, Any], house: House, can: Container[str]) -> list[SubjectState]:
    """Every subject by what health reports; what belongs to none comes last, where there is any.

    `can`: the carriers that are there.
    """
    states = {subject.name: SubjectState(subject, needs=_needs(subject, can)) for subject in (*SUBJECTS, OTHERS)}
    for reason in report["reasons"]:
        states[_subject(reason).name].troubles.append(_plain(reason, house))
    return [state for state in states.values() if state.subject is not OTHERS or state.troubles]


def _needs(subject: Subject, can: Container[str]) -> str:
    is_there = any(name in can for name in subject.carriers)
    return "" if is_there else ", or ".join(kinds.KINDS[name].needs for name in subject.carriers)


def _subject(reason: str) -> Subject:
    return next((subject for subject in SUBJECTS if reason.startswith(subject.begins)), OTHERS)


def _plain(reason: str, house: House) -> str:
    """A sentence without what only who runs the bot can use, its times by the office's clock."""
    words = reason
    for pattern in (_FOR_OPERATORS, _SETTING, _CARRIER):
        words = pattern.sub("", words)
    words = house.localised(house.plain(words)).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."
