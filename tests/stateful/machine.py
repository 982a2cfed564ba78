"""Which steps may follow each other, in any order? All of them."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from stateful.world import World

from metatwin import bodies

PEOPLE = some.integers(0, 3)
WORDS = some.sampled_from([
    "hi", "menu", "1", "2", "3", "4", "5", "6", "A", "D", "250k", "Ann Example", "ann@example.com", "Canada", "Greece",
    "yes", "back", "stop", "start", "what?", "🙂",
])  # fmt: skip
FAULTS = some.sampled_from([
    1, 2, 131000, 131016, 131056, 130429, 80007, 131026, 131047, 100, 190, 131042, 499_999, "500", "502-html", "drop",
    "drop", "drop-before", "retry-after:7",
])  # fmt: skip
PAUSES = some.sampled_from([timedelta(seconds=10), timedelta(seconds=70), timedelta(minutes=7), timedelta(minutes=31),
                            timedelta(hours=25)])  # fmt: skip
SHARED: dict[str, dict[str, Any]] = {
    "image": {"image": {"id": "1", "mime_type": "image/jpeg", "sha256": "x"}},
    "location": {"location": {"latitude": 1.0, "longitude": 2.0}},
    "reaction": {"reaction": {"message_id": "wamid.1", "emoji": "👍"}},
}


def step(**given: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule after which everything must be as it should be."""

    def make(action: Callable[..., None]) -> Any:
        @functools.wraps(action)
        def run(machine: "Machine", **drawn: Any) -> None:
            action(machine, **drawn)
            Machine.steps += 1
            machine.world.look()

        return rule(**given)(run)  # type: ignore[no-untyped-call]

    return make


SOMETHING_WAITS = precondition(lambda machine: machine.world.waits)


class Machine(RuleBasedStateMachine):
    """One run of the bot; `world` is put in place by the test."""

    world: ClassVar[World]
    examples: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.world.begin()
        type(self).examples += 1

    # --- people ------------------------------------------------------------------------------------------------

    @step(person=PEOPLE, words=WORDS)
    def says(self, person: int, words: str) -> None:
        self.world.hear(lambda: self.world.twin.says(self.world.people[person], words))

    @step(said=some.lists(some.tuples(PEOPLE, WORDS), min_size=2, max_size=5))
    def say_in_one_body(self, said: list[tuple[int, str]]) -> None:
        world = self.world
        world.hear(*[lambda p=p, w=w: world.twin.says(world.people[p], w) for p, w in said])

    @step(person=PEOPLE, option=some.integers(0, 9))
    def taps(self, person: int, option: int) -> None:
        customer = self.world.people[person]
        offered = self.world.twin._people.on_offer(customer)
        if offered:
            self.world.hear(lambda: self.world.twin.taps(customer, offered[option % len(offered)]))

    @step(person=PEOPLE, kind=some.sampled_from(sorted(SHARED)))
    def shares(self, person: int, kind: str) -> None:
        content = {"type": kind, **SHARED[kind]}
        self.world.hear(lambda: self.world.twin.sends(self.world.people[person], content))

    @step(hidden=some.booleans())
    def hides_or_shows_the_number(self, hidden: bool) -> None:
        for person in (0, 3):
            self.world.people[person].shows_phone = not hidden

    # --- Meta --------------------------------------------------------------------------------------------------

    @step(which=some.integers(0, 99), at_once=some.integers(1, 3))
    def a_webhook_is_repeated(self, which: int, at_once: int) -> None:
        self.world.repeat(which, at_once)

    @step(fault=some.sampled_from(["down", "token_expired"]), on=some.booleans())
    def meta_is(self, fault: str, on: bool) -> None:
        setattr(self.world.twin.faults, fault, on)

    @precondition(lambda self: self.world.twin.sent)
    @step(which=some.integers(0, 99), name=some.sampled_from(["sent", "delivered", "read", "failed"]),
          code=some.sampled_from([131026, 131042]))  # fmt: skip
    def a_status_comes(self, which: int, name: str, code: int) -> None:
        sent = self.world.twin.sent[which % len(self.world.twin.sent)]
        customer = next(one for one in self.world.people if one.id == sent.customer_id)
        error = code if name == "failed" else None
        self.world.tell([bodies.status(sent, customer, name, datetime.now(UTC), error)])

    @step(name=some.sampled_from(["sent", "read", "failed", "deleted"]))
    def a_status_of_nothing_comes(self, name: str) -> None:
        self.world.tell([{"id": "wamid.nobody", "status": name, "timestamp": "1790000000"}])

    # --- us ----------------------------------------------------------------------------------------------------

    @SOMETHING_WAITS
    @step(workers=some.integers(1, 2), statuses=some.booleans())
    def workers_deliver(self, workers: int, statuses: bool) -> None:
        self.world.meta_answers([], statuses)
        self.world.deliver(workers)

    @SOMETHING_WAITS
    @step(faults=some.lists(FAULTS, min_size=1, max_size=3), statuses=some.booleans())
    def a_worker_meets(self, faults: list[int | str], statuses: bool) -> None:
        self.world.meta_answers(faults, statuses)
        self.world.deliver()

    @SOMETHING_WAITS
    @step()
    def a_worker_dies_with_claims(self) -> None:
        self.world.die_with_claims()

    @SOMETHING_WAITS
    @step(faults=some.lists(FAULTS, max_size=2), statuses=some.booleans())
    def a_worker_dies_after_sending(self, faults: list[int | str], statuses: bool) -> None:
        self.world.meta_answers(faults, statuses)
        self.world.die_after_sending()

    @SOMETHING_WAITS
    @step(faults=some.lists(FAULTS, max_size=2), statuses=some.booleans())
    def a_worker_is_stopped(self, faults: list[int | str], statuses: bool) -> None:
        self.world.meta_answers(faults, statuses)
        self.world.stop_gracefully()

    @step(person=PEOPLE, words=WORDS)
    def says_while_the_database_is_away(self, person: int, words: str) -> None:
        self.world.hear_without_database(lambda: self.world.twin.says(self.world.people[person], words))

    @SOMETHING_WAITS
    @step()
    def the_database_is_away_for_a_worker(self) -> None:
        self.world.deliver_without_database()

    @step(status=some.sampled_from([200, 500]))
    def the_job_search_answers(self, status: int) -> None:
        if not self.world.model.searches:
            self.world.careerjet.status = status

    @step(pause=PAUSES)
    def time_passes(self, pause: timedelta) -> None:
        self.world.pass_time(pause)

    @step(person=PEOPLE)
    def staff_write(self, person: int) -> None:
        self.world.staff_write(person)

    @step(person=PEOPLE)
    def staff_write_in_the_console(self, person: int) -> None:
        self.world.console_writes(person)

    @step(person=PEOPLE)
    def staff_take(self, person: int) -> None:
        self.world.console_takes(person)

    @step(person=PEOPLE)
    def staff_hand_back(self, person: int) -> None:
        self.world.hand_back(person)

    @SOMETHING_WAITS
    @step()
    def staff_resume(self) -> None:
        self.world.bot.app.test_cli_runner().invoke(args=["resume"])

    def teardown(self) -> None:
        """In the end everything was mended, and everybody has got what they deserve."""
        self.world.mend()
        self.world.look()
        self.world.watch.look_back(self.world.mails)
