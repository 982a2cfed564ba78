"""Does what the bot keeps of a person agree with what rehearsals and replays work out, for every effect?"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from bot import Bot
from services.handover_tools import carry_out
from services.service_tools import heard

from metatwin import Customer, Twin
from relaystack.engine.circumstances import Circumstances
from relaystack.engine.effects import (
    BookTime,
    CancelBooking,
    CaptureLead,
    Effect,
    FellQuiet,
    FindTimes,
    HandOver,
    Named,
    NoteUnanswered,
    OptIn,
    OptOut,
    SearchJobs,
    Speak,
    TellStaff,
    WaitForTime,
    WakeUp,
)
from relaystack.services.contacts.people import People
from relaystack.services.conversations.conversations import Conversations

LEAD = CaptureLead("Ana", "ana@example.com", "Consultation", 250_000, "Greece", "nurse", "gr-golden-visa")
WEAKER = CaptureLead(interest="Eligibility check", country="Malta", budget=300_000)
SEQUENCES: dict[str, tuple[Effect, ...]] = {
    "a lead": (LEAD,), "a weaker interest": (LEAD, WEAKER), "a lead that says less": (LEAD, CaptureLead(name="Bo")),
    "a search": (SearchJobs("CA", "Canada", "jobs.found"),), "a language": (Speak("es"),),
    "a time": (FindTimes("booking.answered"), BookTime("booking.answered", "1-20300101T0900")),
    "a time given back": (CancelBooking("booking.answered", 1, 1),),
    "a wait": (WaitForTime("booking.answered"),), "an end of it": (WaitForTime("booking.answered", stop=True),),
    "words for the staff": (NoteUnanswered("Is it open?", "main_menu.menu"), FellQuiet("loop")),
    "a question for the staff": (TellStaff("Please call me"),),
    "one beside a lead": (TellStaff("How is my case?"), LEAD),
    "a reminder": (WakeUp(20, "consultant.name"),), "a later one": (WakeUp(20, "a.b"), WakeUp(30, "a.b")),
    "a person": (WakeUp(20, "a.b"), HandOver("asked")), "a stop": (WakeUp(20, "a.b"), OptOut()),
    "a stop taken back": (OptOut(), OptIn()), "a stop to a person": (HandOver("asked"), OptOut()),
}  # fmt: skip


class Unheard(Named, line="unheard"):
    """An effect that nobody carries out."""


def test_every_effect_is_tried() -> None:
    assert {type(effect) for effects in SEQUENCES.values() for effect in effects} == set(get_args(Effect))


def holds(bot: Bot, customer: Customer) -> tuple[Circumstances, bool]:
    """What the bot makes of what it keeps, and whether a reminder waits."""
    now = datetime.now(UTC)
    [row] = bot.rows("SELECT id FROM contacts WHERE phone = :phone", phone=customer.phone)
    with bot.parts.database.transaction() as connection:
        [person] = People(connection, now).lock([row["id"]])
        conversations = Conversations(connection, bot.parts.conversation_settings, now)
        conversations.open([person])
        found = conversations.circumstances(person)
    return found, bool(bot.rows("SELECT 1 FROM outbox WHERE carrier = 'timer'"))


@pytest.mark.parametrize("effects", SEQUENCES.values(), ids=SEQUENCES)
def test_what_is_kept_is_what_is_worked_out(
    listening: Bot, twin: Twin, amina: Customer, effects: tuple[Effect, ...]
) -> None:
    heard(twin, (amina, "hi"))
    before, _ = holds(listening, amina)
    carry_out(listening, amina, *effects)
    worked_out = before.after(effects, listening.parts.book.leads, datetime.now(UTC))
    kept, waits = holds(listening, amina)
    assert kept == replace(worked_out, search=None, asked=None, wakes=None)
    assert waits == (worked_out.wakes is not None)


def test_an_effect_that_nobody_carries_out_is_a_fault(listening: Bot, twin: Twin, amina: Customer) -> None:
    """Before it comes to that, mypy refuses: every `match` over effects ends in `assert_never`."""
    unheard: Effect = Unheard()  # type: ignore[assignment]
    heard(twin, (amina, "hi"))
    with pytest.raises(AssertionError):
        carry_out(listening, amina, unheard)
    with pytest.raises(AssertionError):
        Circumstances().after([unheard], listening.parts.book.leads, datetime.now(UTC))
