"""Going where somebody's own words lead, without losing what they had begun."""

from urllib.parse import parse_qsl

from . import asking, budgets, choices, intents
from .answers import ANSWERS
from .answers.asides import asked_for
from .answers.country_names import flags_spelled
from .effects import FindTimes
from .flow import Ask
from .half_filled import set_aside
from .handover import hand_over
from .intents import Wish
from .lexicon import Intent
from .text import tokens
from .walk import Walk


def wish(walk: Walk, words: str) -> Wish | None:
    """What the words ask for, if every word of them is accounted for."""
    words = _told(words)
    found = _known(walk, words) or _going_on(walk, words) or _beside_home(walk, words)
    if found and found.intent.country and _tells_of_home(walk, found.intent, words):
        return None
    return found or intents.named_alone(walk.book.lexicon, walk.facts.catalogue, words, walk.hearing())


def _tells_of_home(walk: Walk, intent: Intent, words: str) -> bool:
    """Whether words for an intent only tell where somebody is: "I work in Dubai. Greece?"."""
    said = tokens(words)
    hit = walk.book.lexicon.hits(said).get(intent.name)
    own = {said[i] for i in hit.own | hit.kept} if hit else set()
    return bool(own) and own <= asking.meaning(walk, words).home


def _beside_home(walk: Walk, words: str) -> Wish | None:
    """What is asked for beside where somebody is from: "I am Indian, which programs are there?"."""
    home = asking.meaning(walk, words).home
    found = _known(walk, " ".join(word for word in tokens(words) if word not in home)) if home else None
    return None if found and found.intent.country else found


def amount(walk: Walk, words: str) -> Wish | None:
    """What an amount of money asks for where no question about one was asked."""
    return intents.amount_alone(walk.book.lexicon, words, walk.hearing())


def ask_in_dollars(walk: Walk, words: str) -> bool:
    """Ask once for a budget in US dollars where one is told in money that we cannot count; whether that was so.

    No form begins: an amount is understood wherever it is told, and other questions are free of it.
    """
    wrong = budgets.in_other_money(walk.book.lexicon, words, walk.hearing())
    takers = (intent for intent in walk.book.lexicon.intents.values() if intent.amount)
    where = next((place for intent in takers if (place := _asks_for(walk, intent))), "") if wrong else ""
    if not wrong or not where:
        return False
    walk.say(walk.phrase(f"misunderstood.money.{wrong.reason}", guess=wrong.guess))
    walk.menu_below, walk.went_on = False, True
    return True


def mention_money(walk: Walk, words: str) -> None:
    """Beside an answer: that the budget was told in money that we cannot count."""
    if wrong := budgets.in_other_money(walk.book.lexicon, words, walk.hearing()):
        walk.say(walk.phrase(f"misunderstood.money.{wrong.reason}", guess=wrong.guess))


def _asks_for(walk: Walk, intent: Intent) -> str:
    """The step that asks for an intent's amount."""
    flow = walk.book.place(intent.go).flow
    for name, verbs in walk.book.flows[flow].steps.items():
        if any(isinstance(verb, Ask) and verb.save == intent.amount for verb in verbs):
            return f"{flow}.{name}"
    return ""


def instead_of(walk: Walk, ask: Ask, words: str) -> Wish | None:
    """A wish that comes before an answer, where almost any words would do as one: a clear one is no name."""
    kind = ANSWERS[ask.answer]
    if not kind.loose or kind.says_outright(words):
        return None
    asked = _told(words)
    found = _known(walk, asked)
    if found and found.clear:
        return found
    if ask.answer != "country":
        return None
    found = found or amount(walk, words) or _going_on(walk, asked)
    return found if found and not found.answers.keys() <= {found.intent.country} else None  # says more than the country


def _told(words: str) -> str:
    """What may ask for something; a flag stands for its country."""
    return flags_spelled(asked_for(words))


def _known(walk: Walk, words: str) -> Wish | None:
    found = intents.understand(walk.book.lexicon, walk.facts.catalogue, words, walk.hearing())
    if found and found.intent.time in found.answers and FindTimes.do not in walk.facts.can:
        return None  # nobody's calendar is known: the consultants read when it suits
    return found


def _going_on(walk: Walk, words: str) -> Wish | None:
    """What words add to the search in whose flow the person stands."""
    asked = isinstance(walk.book.question(walk.place), Ask)
    for intent in walk.book.lexicon.intents.values():
        if intent.country and walk.place and walk.book.place(intent.go).flow == walk.place.flow:
            return intents.going_on(walk.book.lexicon, intent, words, walk.answers, walk.hearing(), asked=asked)
    return None


def begin(walk: Walk, wish: Wish) -> None:
    """Go there; a half-filled form is kept and offered back later."""
    if wish.go == "human":
        hand_over(walk, "asked")
        return
    target = walk.book.place(wish.go)
    there = walk.place and walk.place.flow == target.flow and isinstance(walk.book.question(walk.place), Ask)
    if there and not wish.answers:
        walk.go(str(walk.place), quiet=True)  # they are being asked already
        return
    if walk.place and walk.place.flow == target.flow:
        walk.place, walk.way = None, []  # the same form is begun anew
    else:
        set_aside(walk)
    walk.answers = {name: walk.said_back(value) for name, value in wish.answers.items()}
    walk.go(wish.go)


def of_tap(walk: Walk, id: str) -> Wish | None:
    """The wish behind a tap on a proposal: `~jobs?country=CA`."""
    name, _, query = id.removeprefix(choices.INTENT_TAP).partition("?")
    intent = walk.book.lexicon.intents.get(name) if id.startswith(choices.INTENT_TAP) else None
    if not intent:
        return None
    carried = dict(parse_qsl(query))
    program = walk.facts.catalogue.get(carried.get("programme", ""))
    if intent.one and program:
        return Wish(intent, intent.one, {"programme": program.id})
    if intent.one and carried.get(intents.PLACE_ASKED_FOR):
        found = intents.in_country(walk.facts.catalogue, intent, carried[intents.PLACE_ASKED_FOR])
        return found or Wish(intent, intent.go, intent.set)
    return Wish(intent, intent.go, {**intent.set, **({"programme": program.id} if program else {})})
