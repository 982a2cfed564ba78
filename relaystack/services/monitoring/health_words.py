"""How is the bot doing, in words of the office? Each subject as well, or with what a person should look at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from relaystack.engine.house import House


@dataclass(frozen=True)
class Subject:
    """What staff call a part, what is said while it is well, and how the reasons begin that are about it."""

    name: str
    well: str
    ill: str
    begins: tuple[str, ...]


@dataclass(frozen=True)
class SubjectState:
    """A subject as it is now; `troubles` are for a person to look at."""

    subject: Subject
    troubles: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """In a sentence."""
        return self.subject.ill if self.troubles else self.subject.well


SUBJECTS = (
    Subject("Database", "The database answers and takes what is written.", "The database needs a look.",
            ("the database", "the tables")),
    Subject("Delivery", "Everything that is due has left.", "Something that should leave does not.",
            ("whatsapp: messages wait", "whatsapp: the oldest")),
    Subject("WhatsApp", "WhatsApp takes and brings messages.", "WhatsApp needs a look.", ("whatsapp",)),
    Subject("People", "Nobody was forgotten.", "Somebody was forgotten.", ("1 customer", "customer")),
    Subject("E-mail", "E-mails leave.", "E-mails need a look.", ("mail", "confirmation")),
    Subject("CRM", "The CRM has everything.", "The CRM has not heard everything.", ("hubspot", "crm")),
    Subject("Files", "There is room for files.", "Files need a look.", ("media", "upload")),
    Subject("Clock", "The clock is right.", "The clock is wrong.", ("the clock",)),
    Subject("Access", "No program's access ends soon.", "A program's access ends.", ("the token",)),
)  # fmt: skip
OTHERS = Subject("Others", "Nothing else.", "Something else needs a look.", ())


_FOR_OPERATORS = re.compile(r"[;:] [^;:]*`[^`]*`.*$")  # what to type, at the end of a reason
_SETTING = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)+=")
_CARRIER = re.compile(r"^[a-z_]+: ")


def of(report: Mapping[str, Any], house: House) -> list[SubjectState]:
    """Every subject by what health reports; what belongs to none comes last, where there is any."""
    states = {subject.name: SubjectState(subject) for subject in (*SUBJECTS, OTHERS)}
    for reason in report["reasons"]:
        states[_subject(reason).name].troubles.append(_plain(reason, house))
    return [state for state in states.values() if state.subject is not OTHERS or state.troubles]


def _subject(reason: str) -> Subject:
    return next((subject for subject in SUBJECTS if reason.startswith(subject.begins)), OTHERS)


def _plain(reason: str, house: House) -> str:
    """A sentence without what only who runs the bot can use, its times by the office's clock."""
    words = reason
    for pattern in (_FOR_OPERATORS, _SETTING, _CARRIER):
        words = pattern.sub("", words)
    words = house.localised(house.plain(words)).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."
