"""How a recorded conversation loses all that is personal and still takes the same way.

Each message is replaced by words that do the same in every content folder it will be taken through: its own commands,
labels and numbers with the rest struck out, a made-up name, a made-up address.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relaystack.engine.answers import ANSWERS, Hearing, Understood
from relaystack.engine.choices import read_tap
from relaystack.engine.circumstances import Circumstances
from relaystack.engine.events import Said, Tapped
from relaystack.engine.text import normalise

from .meantime import meantime
from .recorded import Conversation, Event, Found
from .side import OUTCOMES, Content, Outcome, Side

EMAIL = re.compile(r"[^\s<>(),;:\"'\[\]]+@[^\s<>(),;:\"'\[\]]+")
PHONE = "+12025550143"  # from the block of numbers that nobody has
_NUMBER = r"\d(?:[\d.,' ]*\d)?"
_PARTS = re.compile(
    rf"(?P<email>{EMAIL.pattern})|(?P<number>(?<!\w){_NUMBER})|(?P<word>[^\s\d.,;:!?()\"'/@€$£¥₹+*…-]+\w*)"
)
# A made-up name must look like one and mean nothing else: "person" asks for a consultant. In scripts that tell a
# language, it is written in them.
_NAMES = {"CYRILLIC": "Анна", "ARABIC": "آنا", "CJK": "安娜", "DEVANAGARI": "अन्ना"}
MADE_UP = re.compile(rf"(?:Anna|{'|'.join(_NAMES.values())}) (?=[A-Z]+\b)|anna-(?=[a-z]+@)")
_SLUG = re.compile(r"[a-z][a-z0-9_.-]*")
_DIGITS_SHOWN = 3  # of numbers of more than six digits: an amount keeps its size, a phone number tells nothing


def letters(number: int) -> str:
    """1 is A, 27 is AA: the bot takes no digits in a name."""
    word = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("A") + rest) + word
    return word or "A"


class Pseudonyms:
    """Makes conversations anonymous for the content folders that they will be taken through; the first one decides."""

    def __init__(self, contents: Sequence[Content], vocabulary: frozenset[str]) -> None:
        self._contents = contents
        self._vocabulary = vocabulary
        self.changed = 0  # messages for which no stand-in does the same

    def of(self, conversation: Conversation) -> Conversation:
        """The conversation without anything personal."""
        sides = [Side(content, Circumstances(country=conversation.country)) for content in self._contents]
        events: list[Event] = []
        for event in conversation.events:
            for _ in meantime(sides, event):
                pass
            what = event.what
            match what:
                case Said(words):
                    what = Said(self._stand_in(sides, words, event.at, letters(conversation.number)))
                case Tapped():
                    what = self._tap(what)
                case Found():
                    what = Found(outcome=_outcome(sides[0], what.led_to, event.at))
            for side in sides:
                side.hear(what, event.at)
            events.append(Event(event.at, what, event.answered))
        return conversation.with_events(tuple(events))

    def _stand_in(self, sides: Sequence[Side], words: str, at: datetime, who: str) -> str:
        if not any(c.isalpha() for c in words) and self.struck_out(words, "…") == words:
            return words  # a number, which is most of what people send
        meant = [_hear(side, words, at) for side in sides]
        second_best = ""
        for candidate in self._candidates(words, who, any(heard.kept for heard in meant)):
            found = meant if candidate == words else [_hear(side, candidate, at) for side in sides]
            if [(heard.way, heard.said) for heard in found] == [(heard.way, heard.said) for heard in meant]:
                return candidate
            if not second_best and [heard.way for heard in found] == [heard.way for heard in meant]:
                second_best = candidate
        if not second_best:
            self.changed += 1
        return second_best or self.struck_out(words, f"Anna {who}")

    def _candidates(self, words: str, who: str, taken_as_it_is: bool) -> Iterator[str]:
        """Words to try, none of them telling. A name may look like a label, so what is kept as it is comes second."""
        name, email = f"Anna {who}", f"anna-{who.lower()}@example.com"
        own = [self.struck_out(words, person, email) for person in ("…", name)]
        yield from (name, email, *own) if taken_as_it_is else (*own, name, email)
        yield from (f"{other} {who}" for script, other in _NAMES.items() if _is_written_in(script, words))
        yield email.replace("example", "gmial")  # a slip that is asked about
        yield PHONE
        amount, country = _understood("money", words), _understood("country", words)
        if isinstance(amount, int):
            yield _rounded(str(amount))
        if isinstance(country, dict):
            yield str(country.get("name", ""))

    def struck_out(self, words: str, person: str, email: str = "") -> str:
        """The words with everything replaced that is no number and not the business's own."""

        def replaced(part: re.Match[str]) -> str:
            if part["number"]:
                return _rounded(part[0])
            if part["email"]:
                return email or person
            own = all(word in self._vocabulary for word in normalise(part[0]).split())
            return part[0] if own else person

        struck = _PARTS.sub(replaced, words)
        return re.sub(rf"{re.escape(person)}(?:\W*{re.escape(person)})+", person, struck) if person else struck

    def _tap(self, tap: Tapped) -> Tapped:
        """A tap's id is ours and names nobody; what it carries, and ids that are not ours, are looked at."""
        read = read_tap(tap.id)
        path, mark, query = tap.id.partition("?")
        if read is None:
            return Tapped(self._own(tap.id) or "unknown", self._own(tap.title))
        if not (_SLUG.fullmatch(path) and any(content.book.has(read[0]) for content in self._contents)):
            return Tapped("gone.gone.gone")
        kept = [pair for pair in query.split("&") if self._own(pair.partition("=")[2].replace("+", " "))]
        return Tapped(path + (mark if kept else "") + "&".join(kept), self._own(tap.title))

    def _own(self, words: str) -> str:
        """The words, if they are the business's own from first to last; else none."""
        return words if self.struck_out(words, "\x00") == words else ""


def _is_written_in(script: str, words: str) -> bool:
    return any(unicodedata.name(c, "").startswith(script) for c in words)


def _understood(kind: str, words: str) -> Any:
    value = ANSWERS[kind].understand(words, Hearing())
    return value.value if isinstance(value, Understood) else value


def _rounded(number: str) -> str:
    """An amount as it is, or with zeros after its first digits where it could be somebody's number."""
    runs = re.findall(r"\d+", number)
    if sum(map(len, runs)) <= 6 or all(run.endswith("000") for run in runs):
        return number
    seen = 0

    def zero(digit: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return digit[0] if seen <= _DIGITS_SHOWN else "0"

    return re.sub(r"\d", zero, number)


@dataclass(frozen=True)
class _Heard:
    """What words did: the way they led, what was said there without what it echoed of them, and whether they, or some
    of them, became an answer as they are: a name, an address, free text."""

    way: Any
    said: str
    kept: bool


def _hear(side: Side, words: str, at: datetime) -> _Heard:
    before, then = side.state.answers, copy(side)
    outcome = then.hear(Said(words), at)
    answers = outcome.turn.state.answers
    new = [value for name, value in answers.items() if isinstance(value, str) and value != before.get(name)]
    typed = set(normalise(words).split())
    kept = any(set(normalise(value).split()) <= typed for value in new)
    return _Heard(_way(then, outcome), _without(new, outcome), kept)


def _way(side: Side, outcome: Outcome) -> Any:
    state, turn = outcome.turn.state, outcome.turn
    effects = [type(effect).__name__ for effect in turn.effects]
    answers = {name: _untold(value) for name, value in state.answers.items()}
    asked = [[choice.id.partition("?")[0] for choice in reply.choices] for reply in turn.replies]
    holds = side.person.language, side.person.opted_out, side.person.handed_over
    return state.place, answers, effects, asked, holds, bool(outcome.fault)


def _untold(value: Any) -> Any:
    """An answer, as far as it may be told: text differs by person, and so do the last digits of numbers."""
    if isinstance(value, str):
        return ""
    return _rounded(str(value)) if isinstance(value, int) else value


def _without(echoes: Sequence[str], outcome: Outcome) -> str:
    said = "\n".join(reply.text for reply in outcome.turn.replies)
    for echo in sorted(filter(None, echoes), key=len, reverse=True):
        said = said.replace(echo, "…")
    return EMAIL.sub("…", said)


def _outcome(side: Side, led_to: str, at: datetime) -> str:
    """How a search must have ended for the answer to have led where it did."""
    for outcome in OUTCOMES:
        if str(copy(side).hear(Found(outcome=outcome), at).turn.state.place or "rest") == led_to:
            return outcome
    return OUTCOMES[0]
