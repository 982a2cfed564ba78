"""What does one turn cost the engine, by what is said? CPU of this thread alone; no database, no network."""

import statistics
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from bench import tables
from bench.environment import Environment
from relaystack.content.folder import load
from relaystack.content.rehearsal import START
from relaystack.engine.events import Said
from relaystack.engine.facts import Facts
from relaystack.engine.state import Place, State
from relaystack.engine.turn import take_turn

CONTENT = Path(__file__).resolve().parents[1] / "nexora"
TIMES = 400  # that each is taken, in turn
WARM_UP = 50
SAID: Mapping[str, Sequence[str]] = {
    "an option of the menu": ("1", "2", "3", "5", "6"),
    "a programme's name": ("Portugal", "Grenada", "Cyprus", "EB-5"),
    "a question": (
        "how much is portugal", "can my parents come too in greece?", "how long does st kitts take", "Malta or Cyprus?",
        "which is the cheapest caribbean passport?", "do I have to live in the UAE", "¿cuánto cuesta Grecia?",
        "как долго оформляется Гренада", "كم سعر البرتغال؟", "希腊要多少钱", "quanto custa Malta",
        "combien coûte Malte",
    ),
    "words without a meaning": ("qwzx vbnm", "blah foo bar", "lorem ipsum dolor sit amet"),
    "a story of 1,000 letters": ("my brother told me that his neighbour once lived by the sea " * 17,),
    "4,096 signs that unfold": ("\ufdfa" * 4096,),
}  # fmt: skip


def section(environment: Environment) -> list[str]:
    """The median and the worst of each kind, beside an option of the menu."""
    content = load(CONTENT)
    facts = Facts(START, content.catalogue, timedelta(minutes=1))
    menu = State(Place("main_menu", "menu"), content.book.flows["main_menu"].version)
    costs = {}
    for kind, words in SAID.items():
        spent = []
        for number in range(WARM_UP + TIMES):
            said, begun = Said(words[number % len(words)]), time.thread_time()
            take_turn(content.book, menu, said, facts)
            spent.append((time.thread_time() - begun) * 1_000_000)
        costs[kind] = spent[WARM_UP:]
    usual = statistics.median(next(iter(costs.values())))
    rows = [
        [kind, f"{(median := statistics.median(spent)):,.0f}", tables.ratio(median, usual), f"{max(spent):,.0f}"]
        for kind, spent in costs.items()
    ]
    return [tables.table("A turn of the engine", ["said at the menu", "µs CPU, median", "ratio", "µs, worst"], rows)]
