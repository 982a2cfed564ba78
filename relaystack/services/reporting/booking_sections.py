"""Appointments and fees on the page of numbers: what became of them, by whom, and the money."""

from collections.abc import Iterator

from relaystack.engine.payments import Fee

from . import appointments
from .appointments import BOOKED, DONE, MONEY, NO_SHOW, OFFERED, STEPS
from .labels import Labels
from .numbers import Numbers
from .sections import Line, Section

_STEPS = {
    OFFERED: "Free times were shown", BOOKED: "Booked", "moved": "Moved", "cancelled": "Cancelled",
    "not_paid": "Held, and not paid in time", DONE: "Took place", NO_SHOW: "Did not come",
}  # fmt: skip
_MONEY = {appointments.ASKED: "asked for", appointments.PAID: "paid", appointments.SENT_BACK: "sent back"}
NAMES = ("bookings", "fees")  # those that the week's report tells of as well


def of(now: Numbers, before: Numbers, labels: Labels) -> list[Section]:
    """All of them."""
    return [_steps(now, before), _consultants(now, labels), _fees(now, before)]


def _steps(now: Numbers, before: Numbers) -> Section:
    here, was = now.by("bookings"), before.by("bookings")
    lines = [Line(label, (here[step], was[step]), f"bookings/{step}", step) for step, label in _STEPS.items()]
    about = ("Each on the day that it was done. Free times: conversations in which the bot showed some. Booked: in "
             "the chat or by us, and paid where it costs something.")  # fmt: skip
    return Section("bookings", "Appointments", about, ("Now", "Before"), lines if any((*here, *was)) else [], "bars")


def _consultants(now: Numbers, labels: Labels) -> Section:
    keys = sorted({key[2] for key in now.counts if key[0] == "bookings" and key[2]}, key=labels.member)
    steps = [step for step in _STEPS if step in STEPS and step != "not_paid"]
    lines = [
        Line(labels.member(key), tuple(now.total("bookings", step, key) for step in steps), key=key) for key in keys
    ]
    about = "The same appointments, by who has them now."
    return Section("consultants", "Appointments by consultant", about, tuple(_STEPS[step] for step in steps), lines)


def _fees(now: Numbers, before: Numbers) -> Section:
    about = ("Fees of appointments on the day that they were asked for, paid, sent back. What was asked for and not "
             "paid in time stands among the first alone.")  # fmt: skip
    lines = list(_money(now, before))
    return Section("fees", "Fees", about, ("Now", "How many", "Before"), lines)


def _money(now: Numbers, before: Numbers) -> Iterator[Line]:
    for currency in sorted({key[2] for one in (now, before) for key in one.counts if key[0] == "fees"}):
        for what in MONEY:
            sums = [str(Fee(one.total("fees", what, currency), currency)) for one in (now, before)]
            times = now.total("payments", what, currency)
            key = f"{what}/{currency}"
            yield Line(f"{currency}: {_MONEY[what]}", (sums[0], times, sums[1]), f"fees/{key}" if times else "", key)
