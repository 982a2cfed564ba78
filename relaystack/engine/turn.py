"""What one message, tap or event does to a conversation: the new state, the reply, the effects."""

from dataclasses import dataclass, replace

from . import choices
from .answers import ANSWERS, Hearing, Misunderstood, Understood
from .effects import Effect, OptIn, OptOut
from .events import PASSED_ON, Incoming, JobsFound, Opened, Said, Shared, Tapped
from .facts import Facts
from .flow import Ask, Book, Choose
from .replies import Choice, Reply
from .state import Place, State
from .text import normalise
from .walk import Walk

LONGEST_WAY = 20  # questions that `back` remembers


@dataclass(frozen=True)
class Turn:
    """What came of it; `path` names the steps it came through and the options that were chosen."""

    state: State
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    path: tuple[str, ...] = ()


def take_turn(book: Book, state: State, incoming: Incoming, facts: Facts) -> Turn:
    """Decide one turn. The same input always gives the same turn; raises FlowFault on faulty content."""
    command = _command(book, incoming)
    if facts.opted_out:
        return _welcome_back(book, state, facts) if command == "start" else Turn(state)
    if isinstance(incoming, JobsFound):
        return _jobs_found(book, state, incoming, facts)
    if command == "stop":
        return _stop(book, state, facts)
    walk = Walk(book, state, facts)
    if not _interrupted(walk, state, incoming, command):
        _respond(walk, state, incoming, command)
    return _turn(walk)


def _command(book: Book, incoming: Incoming) -> str:
    """The command that the message is, if it is nothing else: words in any language, or a tapped `stop`."""
    if isinstance(incoming, Said):
        return book.commands.get(normalise(incoming.words)) or book.commands.get(incoming.words.strip(), "")
    if isinstance(incoming, Tapped) and "." not in incoming.id:
        # Quick replies of templates come with the words as payload: "Unsubscribe" must be obeyed.
        return book.commands.get(normalise(incoming.id)) or book.commands.get(normalise(incoming.title), "")
    return ""


def _turn(walk: Walk) -> Turn:
    version = walk.book.flows[walk.place.flow].version if walk.place else 0
    state = State(walk.place, version, walk.answers, tuple(walk.way), walk.left, walk.shown)
    return Turn(state, walk.reply(), tuple(walk.effects), tuple(walk.path))


def _stop(book: Book, state: State, facts: Facts) -> Turn:
    words = Walk(book, state, facts).phrase("stopped")
    return Turn(State(shown=state.shown), (Reply(words, even_opted_out=True),), (OptOut(),))


def _welcome_back(book: Book, state: State, facts: Facts) -> Turn:
    walk = Walk(book, state, facts)
    walk.effects.append(OptIn())
    walk.go("menu")
    return _turn(walk)


def _jobs_found(book: Book, state: State, event: JobsFound, facts: Facts) -> Turn:
    """Tell what was found. Somebody who has moved on keeps their place: only the words reach them."""
    place = Place.parse(event.place)
    if not book.has(place):
        return Turn(state)
    walk = Walk(book, state, facts)
    waits_there = walk.place is not None and walk.place.flow == place.flow and not _question(book, walk.place)
    at_rest = walk.place is None
    walk.aside = not (waits_there or at_rest)
    walk.found["jobs"] = dict(event.result)
    walk.go(str(place))
    turn = _turn(walk)
    return replace(turn, state=replace(state, shown=turn.state.shown)) if walk.aside else turn


def _interrupted(walk: Walk, state: State, incoming: Incoming, command: str) -> bool:
    """Open the menu where it is due whatever was said: the first message, a long pause, a vanished step."""
    facts = walk.facts
    paused = facts.idle is not None and facts.idle > facts.timeout
    if paused:
        _set_aside(walk, state)
    if isinstance(incoming, Tapped) and choices.read_tap(incoming.id) and facts.idle is not None:
        return False  # a tap says for itself what it is about
    if paused and command not in ("menu", "start", "help"):
        walk.say(walk.phrase("pause", left=bool(walk.left)))
    elif walk.place and not walk.book.has(walk.place):
        walk.say(walk.phrase("moved"))
    elif facts.idle is not None and command not in ("menu", "start"):
        return False
    walk.go("menu")
    return True


def _set_aside(walk: Walk, state: State) -> None:
    """Keep half-filled answers for later, and forget where the conversation stood."""
    question = _question(walk.book, state.place) if state.place else None
    half_filled = isinstance(question, Ask) and bool(state.answers)
    if half_filled:
        walk.left = {**state.to_json(), "left": None, "shown": {}}
    walk.place, walk.answers, walk.way = None, {}, []


def _question(book: Book, place: Place) -> Ask | Choose | None:
    return book.flows[place.flow].question(place.step) if book.has(place) else None


def _respond(walk: Walk, state: State, incoming: Incoming, command: str) -> None:
    match incoming:
        case _ if command == "back":
            _back(walk)
        case _ if command == "help":
            walk.say(walk.phrase("help"))
            _offer_menu(walk)
        case _ if command == "thanks":
            walk.say(walk.phrase("thanks"))
        case Tapped():
            _tapped(walk, incoming)
        case Said(words):
            _answered(walk, words)
        case Shared(kind) if kind in PASSED_ON:
            walk.say(walk.phrase("passed_on", kind=walk.phrase(f"passed_kinds.{kind}")))
            _offer_menu(walk)
        case Shared(kind):
            key = f"kinds.{kind}"
            walk.say(walk.phrase("cannot_read", kind=walk.phrase(key if key in walk.book.phrases else "kinds.other")))
            _offer_menu(walk)
        case Opened():
            walk.go("menu")


def _back(walk: Walk) -> None:
    """One question back, answers kept; from the first one to the menu."""
    while walk.way:
        place = walk.way.pop()
        if walk.book.has(place) and place != walk.book.menu:
            walk.go(str(place), quiet=True)
            return
    walk.go("menu")


def _offer_menu(walk: Walk) -> None:
    """One button that leads to the menu."""
    walk.choices = (Choice(choices.MENU_TAP, walk.phrase("menu_button")),)


def _tapped(walk: Walk, tap: Tapped) -> None:
    """Do what a tap says, also one on an old message: its id names the step, the option and what it needs."""
    read = choices.read_tap(tap.id)
    place, id, carried = read if read else (None, "", {})
    question = _question(walk.book, place) if place else None
    if place is None or not isinstance(question, Choose):
        walk.say(walk.phrase("gone"))
        walk.go("menu")
        return
    if walk.place != place:
        walk.way, walk.answers = [], {}  # an older message: its journey starts anew from here
    walk.place = place
    walk.answers |= {
        name: value
        for name, value in carried.items()
        if name in question.carry and (isinstance(value, int) or name not in walk.book.amounts)
    }
    walk.look_up(place)
    chosen = next((o for o in choices.offered(question, walk.values(), walk.language) if o.id == id), None)
    if chosen is None:
        walk.say(walk.phrase("gone"))
        walk.go("menu")
        return
    _choose(walk, place, question, chosen)


def _answered(walk: Walk, words: str) -> None:
    question = _question(walk.book, walk.place) if walk.place else None
    if isinstance(question, Ask) and walk.place:
        _answer(walk, walk.place, question, words)
        return
    place = walk.place if isinstance(question, Choose) and walk.place else walk.book.menu
    choose = question if isinstance(question, Choose) else _question(walk.book, walk.book.menu)
    assert isinstance(choose, Choose)
    walk.look_up(place)
    options = choices.offered(choose, walk.values(), walk.language)
    chosen = choices.match(options, words)
    if chosen:
        _choose(walk, place, choose, chosen)
    elif question is None:
        walk.say(walk.phrase("still_waiting" if walk.place else "not_understood"))
        _offer_menu(walk)
    else:
        shown = choices.lines(options)
        again = walk.phrase("choose_again", options=shown)
        walk.offer(place, choose, again if len(again) <= 1024 else walk.phrase("choose_from_list"))


def _answer(walk: Walk, place: Place, ask: Ask, words: str) -> None:
    facts = walk.facts
    value = ANSWERS[ask.answer](words, Hearing(walk.language, facts.country, facts.now.date(), walk.book.rates))
    if isinstance(value, Misunderstood):
        walk.say(walk.phrase(f"misunderstood.{ask.answer}.{value.reason}", guess=value.guess))
        walk.go(str(place), quiet=True)
        return
    if isinstance(value, Understood):
        walk.say(walk.phrase(f"understood.{value.echo}", **value.values))
        value = value.value
    walk.answers[ask.save] = value
    walk.left = None
    walk.way = [*walk.way, place][-LONGEST_WAY:]
    walk.go(ask.go)


def _choose(walk: Walk, place: Place, choose: Choose, chosen: choices.Offered) -> None:
    scope = walk.values()
    walk.path.append(chosen.option.name)
    if choose.save:
        walk.answers[choose.save] = chosen.value
    walk.answers |= {name: fill(scope) for name, fill in chosen.option.set.items()}
    walk.way = [*walk.way, place][-LONGEST_WAY:]
    walk.go(chosen.option.go)
