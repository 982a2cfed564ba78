"""What does everybody deserve? The answer of a few lists and the pure engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from relaystack.engine.effects import CaptureLead, Effect, HandOver, OptIn, OptOut, SearchJobs, Speak
from relaystack.engine.events import HandedBack, Incoming
from relaystack.engine.facts import Facts
from relaystack.engine.flow import Book, HandoverRules
from relaystack.engine.state import State
from relaystack.engine.turn import take_turn
from relaystack.engine.updates import Received, StaffWrote, StatusChanged, Update
from relaystack.models import Status
from relaystack.services.conversations.written import words_of
from relaystack.services.leads.leads import AGAIN

QUIET = timedelta(minutes=HandoverRules.quiet_minutes)
STATUSES = ("sent", "delivered", "read", "failed")
KNOWN = ("name", "email", "interest", "budget", "country")  # of a lead
TOLD = (*KNOWN, "work")


@dataclass
class Reply:
    """One message that a person deserves, and what is known of its way."""

    person: str
    words: str
    even_opted_out: bool
    farewells: int  # how often the person had said stop by then
    even_handed_over: bool
    handovers: int  # how often consultants had taken the conversation by then
    out_of_place: bool  # consultants had it when it was computed
    orphaned: bool = False  # it has been in the hands of a worker that was killed
    copies: int = 0  # how often Meta has accepted it
    accepted_at: timedelta = timedelta()
    told: set[str] = field(default_factory=set)  # statuses that the bot was told of sends that count
    status: Status = Status.QUEUED  # in the database, when it was seen last
    counts: str | None = None  # Meta's id of the send that counts, in the database, when it was seen last
    unpaid: set[str] = field(default_factory=set)  # Meta's ids of accepted sends that a payment stop has failed
    is_back: bool = False  # in the outbox for that reason: one more copy is due

    def tell(self, change: StatusChanged) -> None:
        """A status was taken in. Of a send that failed for the payment it says nothing any more, unless it arrived."""
        is_proof = Status(change.status).rank > Status.FAILED.rank
        is_of_another = self.counts not in (None, change.message_id) and not self.status.is_under_way
        if not is_proof and (change.message_id in self.unpaid or is_of_another):
            return
        if change.stops and self.status.rank < Status.FAILED.rank:
            self.unpaid.add(change.message_id)
            self.told, self.status, self.is_back = set(), Status.QUEUED, True
        else:
            self.told.add(change.status)
            self.is_back = False


@dataclass
class Talk:
    """One person's conversation, as the engine sees it."""

    state: State = field(default_factory=State)
    silent_for: timedelta | None = None
    opted_out: bool = False
    farewells: int = 0
    language: str | None = None
    handed_over: timedelta | None = None  # for how much longer consultants have the conversation
    handovers: int = 0
    known: Mapping[str, Any] = field(default_factory=dict)
    lead: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[timedelta, dict[str, Any]]] = field(default_factory=list)  # enquiries: when, what was told
    keys: list[str] = field(default_factory=list)  # of the replies, in order
    newest: int = -1  # the last of them that has been received


class Model:
    """What was said, and what it deserves."""

    def __init__(self, book: Book, facts: Facts) -> None:
        self._book, self._facts = book, facts
        self.clock = timedelta()
        self.heard: set[str] = set()  # ids of the messages taken in
        self.by_staff: set[str] = set()  # ids of what consultants wrote
        self.talks: dict[str, Talk] = {}
        self.replies: dict[str, Reply] = {}
        self.searches: dict[str, tuple[str, SearchJobs]] = {}  # not answered yet
        self.mails = 0

    def pass_time(self, pause: timedelta) -> None:
        """Everybody has been silent for so much longer."""
        self.clock += pause
        for talk in self.talks.values():
            talk.silent_for = None if talk.silent_for is None else talk.silent_for + pause
            talk.handed_over = talk.handed_over - pause if talk.handed_over and talk.handed_over > pause else None

    def hear(self, updates: Sequence[Update], who: Mapping[str, str]) -> None:
        """Messages were taken in. `who` names the people by phone and by BSUID."""
        for update in updates:
            if isinstance(update, StaffWrote) and update.message_id not in self.by_staff:
                self.by_staff.add(update.message_id)
                self._hand_over(self.talks.setdefault(who[update.who.bsuid or update.who.phone or ""], Talk()))
            if isinstance(update, Received) and update.message_id not in self.heard:
                self.heard.add(update.message_id)
                person = who[update.sender.bsuid or update.sender.phone or ""]
                if update.incoming is not None:
                    talk = self.talks.setdefault(person, Talk())
                    talk.handed_over = QUIET if talk.handed_over else None
                    self.turn(person, update.incoming, update.message_id)
                    self.talks[person].silent_for = timedelta()

    def tell(self, updates: Sequence[Update]) -> None:
        """Statuses were taken in."""
        for update in updates:
            if isinstance(update, StatusChanged) and update.key in self.replies and update.status in STATUSES:
                self.replies[update.key].tell(update)

    def turn(self, person: str, incoming: Incoming, cause: str) -> None:
        """What the bot should make of something that was said or has happened."""
        talk = self.talks.setdefault(person, Talk())
        facts = replace(
            self._facts, now=datetime.now(UTC), idle=talk.silent_for, opted_out=talk.opted_out, known=talk.known,
            language=talk.language, handed_over=talk.handed_over is not None,
        )  # fmt: skip
        turn = take_turn(self._book, State.from_json(talk.state.to_json()), incoming, facts)
        talk.state = turn.state
        step = f"{cause}/{turn.state.place or 'rest'}"
        for index, effect in enumerate(turn.effects):
            self._heed(person, talk, effect, f"{step}/effect{index}")
        for index, reply in enumerate(turn.replies):
            talk.keys.append(f"{step}/{index}")
            self.replies[talk.keys[-1]] = Reply(
                person, words_of(reply), reply.even_opted_out, talk.farewells, reply.even_handed_over, talk.handovers,
                talk.handed_over is not None,
            )  # fmt: skip

    def console_takes(self, person: str) -> None:
        """Staff have the conversation."""
        self._hand_over(self.talks.setdefault(person, Talk()))

    def console_writes(self, person: str, key: str, words: str) -> None:
        """Staff have written in the console, and it may go: the conversation is theirs."""
        self.console_takes(person)
        talk = self.talks[person]
        talk.keys.append(key)
        self.replies[key] = Reply(
            person, words, even_opted_out=False, farewells=talk.farewells, even_handed_over=True,
            handovers=talk.handovers, out_of_place=False,
        )  # fmt: skip

    def hand_back(self, person: str, cause: str) -> None:
        """Staff have given the conversation back."""
        self.talks[person].handed_over = None
        self.turn(person, HandedBack(), cause)

    @staticmethod
    def _hand_over(talk: Talk) -> None:
        if talk.handed_over is None:
            talk.handovers += 1
        talk.handed_over = QUIET

    def _heed(self, person: str, talk: Talk, effect: Effect, key: str) -> None:
        match effect:
            case OptOut():
                talk.opted_out, talk.farewells = True, talk.farewells + 1
            case HandOver():
                self._hand_over(talk)
            case Speak(language):
                talk.language = language
            case OptIn():
                talk.opted_out = False
            case SearchJobs():
                self.searches[key] = (person, effect)
            case CaptureLead():
                self._keep(talk, effect)

    def _keep(self, talk: Talk, effect: CaptureLead) -> None:
        """The lead knows more. The same request within an hour, with nothing new, is no second e-mail."""
        told = {name: value for name in TOLD if (value := getattr(effect, name)) not in ("", None)}
        weaker = bool(effect.interest) and self._book.leads.is_weaker(effect.interest, talk.lead.get("interest"))
        held = {name for name in ("interest", "country") if weaker and talk.lead.get(name)}
        news = {name: told[name] for name in KNOWN if name in told and name not in held}
        is_news = any(talk.lead.get(name) != value for name, value in news.items())
        about = (effect.interest, effect.work)
        same = [one for at, one in talk.asked if self.clock - at < AGAIN and (one["interest"], one["work"]) == about]
        talk.asked.append((self.clock, {"interest": effect.interest, "work": effect.work}))
        talk.lead |= news
        talk.known = dict(talk.lead)
        self.mails += effect.notify and (is_news or not same)
