"""What taps and typed words mean at the question that was asked."""

from . import asking, candidates, choices, company_answers, languages_heard, misses, side_trips, time_wishes
from .answers import ANSWERS, Misunderstood
from .answers.name_words import NAMED
from .events import Incoming, Said, Tapped
from .flow import Ask, Choose
from .questions.asked import Asked
from .state import Place
from .text import normalise
from .walk import Piece, Walk

LONGEST_WAY = 20  # questions that `back` remembers


def tapped(walk: Walk, tap: Tapped) -> None:
    """Do what a tap says, also one on an old message: its id names the step, the option and what it needs."""
    wish = side_trips.of_tap(walk, tap.id)
    if wish:
        side_trips.begin(walk, wish)
        return
    read = choices.read_tap(tap.id)
    place, id, carried = read if read else (None, "", {})
    question = walk.book.question(place)
    if place is None or not isinstance(question, Choose):
        _gone(walk)
        return
    waits_there = walk.place and walk.place.flow == place.flow and not walk.book.question(walk.place)
    if walk.place != place and not waits_there:  # a second tap on "more openings" goes on with the same search
        walk.way, walk.answers = [], {}  # an older message: its journey starts anew from here
    walk.place = place
    walk.answers |= {
        name: value
        for name, value in carried.items()
        if name in question.carry and (isinstance(value, int) or name not in walk.book.amounts)
    }
    walk.look_up(place)
    chosen = next((o for o in walk.options(question) if o.id == id), None)
    if chosen is None and question.gone:
        walk.answers[question.save] = id
        _on(walk, place, question.gone)
    elif chosen is None:
        _gone(walk)
    else:
        _choose(walk, place, question, chosen)


def _gone(walk: Walk) -> None:
    walk.say(walk.phrase("gone"))
    walk.go("menu")


def said(walk: Walk, words: str) -> None:
    """Typed words: a language, an answer or an option; else a wish in their own words."""
    question = walk.book.question(walk.place)
    if languages_heard.asked_again(walk, words):
        return
    if walk.left and normalise(words) == normalise(walk.phrase("continue_button")):
        walk.go("resume")
    elif isinstance(question, Ask) and walk.place:
        _answered(walk, walk.place, question, words)
    else:
        _chosen(walk, words)


def chooses(walk: Walk, incoming: Incoming) -> bool:
    """Whether somebody names an option in words that elsewhere leave a form: "cancel" at an appointment."""
    question = walk.book.question(walk.place)
    if not (isinstance(incoming, Said) and isinstance(question, Choose) and walk.place):
        return False
    said, meant = normalise(incoming.words), walk.book.lexicon.options
    if not any(said in words for words in meant.values()):
        return False
    walk.look_up(walk.place)
    return any(said in meant.get(option.id, ()) for option in walk.options(question))


def _chosen(walk: Walk, words: str) -> None:
    """Words at a choice; where nothing is asked, the menu's options still count."""
    question = walk.book.question(walk.place)
    place = walk.place if isinstance(question, Choose) and walk.place else walk.book.menu
    choose = walk.book.question(place)
    assert isinstance(choose, Choose)
    walk.look_up(place)
    options = walk.options(choose)
    chosen = choices.match(options, words, walk.book.lexicon)
    if chosen:
        _choose(walk, place, choose, chosen)
        return
    if choose.by_time and (when := time_wishes.read(walk.book.lexicon.ungreeted(words), walk.hearing())):
        walk.answers["wish"] = when
        _on(walk, place, choose.by_time)
        return
    walk.piece = Piece()
    asked = asking.agreed(walk, words) or asking.question(walk, words)
    if not asking.names_programs(asked) and side_trips.ask_in_dollars(walk, words):
        return
    wish = None if asked and asking.is_sure(walk, asked, words) else side_trips.wish(walk, words)
    if company_answers.introduced(walk, words, asked):
        asking.answered(walk, asked, words)
        return
    if asked and (not wish or asking.outweighs(asked, wish)):
        asking.answer(walk, asked, words)
        if not asked.budget:
            side_trips.mention_money(walk, words)
        return
    wish = wish or side_trips.amount(walk, words)
    if wish:
        side_trips.begin(walk, wish)
        return
    found = candidates.of(walk, words, place, choose, options)
    if found and walk.before.misses + 1 < misses.PATIENCE:
        misses.proposed(walk, words, found)
    elif isinstance(question, Choose):
        misses.at_choice(walk, place, choose, options, words)
    else:
        misses.at_rest(walk, words)


def _answered(walk: Walk, place: Place, ask: Ask, words: str) -> None:
    wish = side_trips.instead_of(walk, ask, words)
    value = None if wish else ANSWERS[ask.answer].understand(words, walk.hearing())
    if isinstance(value, Misunderstood) and ask.answer == "email" and company_answers.has_no_email(walk, words):
        value = ""  # a lead all the same: the consultants read how to reach them
    walk.piece = Piece() if wish or isinstance(value, Misunderstood) else None
    asked = asking.question(walk, words) if walk.piece else None
    if isinstance(value, Misunderstood):
        wish = side_trips.wish(walk, words)
    if asked and (asking.outweighs(asked, wish) if wish else asked.rule in asking.IN_A_FORM):
        asking.answer(walk, asked, words)
        walk.go(str(place), quiet=True)  # the question still stands
    elif wish:
        side_trips.begin(walk, wish)
    elif isinstance(value, Misunderstood) and _corrected(walk, place, words):
        walk.go(str(place), quiet=True)
    elif isinstance(value, Misunderstood):
        _misunderstood(walk, place, ask, value, words)
    else:
        walk.told = _told_beside(walk, place, ask, words)
        if walk.told:
            _turn_to(walk, asking.question(walk, words))
        _keep(walk, place, ask, value)


def _corrected(walk: Walk, place: Place, words: str) -> bool:
    """Take a name anew that this form has: "no, my name is Ana"; whether somebody says so."""
    asks = (verb for verbs in walk.book.flows[place.flow].steps.values() for verb in verbs if isinstance(verb, Ask))
    named = next((ask.save for ask in asks if ask.answer == "person_name" and walk.answers.get(ask.save)), "")
    if not named or "@" in words or not NAMED.search(words):
        return False
    name = ANSWERS["person_name"].understand(words, walk.hearing())
    if isinstance(name, Misunderstood):
        return False
    walk.answers[named] = name
    return True


def _told_beside(walk: Walk, place: Place, ask: Ask, words: str) -> dict[str, object]:
    """Name, address and number that the same form asks for later, where somebody tells them at once."""
    if not ANSWERS[ask.answer].personal:
        return {}
    asks = (v for verbs in walk.book.flows[place.flow].steps.values() for v in verbs if isinstance(v, Ask))
    later = [(v.save, ANSWERS[v.answer]) for v in asks if v.answer != ask.answer]
    found = {
        name: kind.understand(words, walk.hearing())
        for name, kind in later
        if kind.personal and name not in walk.answers
    }
    return {name: value for name, value in found.items() if not isinstance(value, Misunderstood)}


def _turn_to(walk: Walk, asked: Asked | None) -> None:
    """The form is about the programme that is named beside the answers: "Ana, ana@…, I want the Grenada passport"."""
    if asked and len(asked.programs) == 1 and "programme" in walk.answers:
        walk.answers["programme"] = asked.programs[0].id


def _misunderstood(walk: Walk, place: Place, ask: Ask, wrong: Misunderstood, words: str) -> None:
    found = () if wrong.guess else candidates.of(walk, words)
    if found and walk.before.misses + 1 < misses.PATIENCE:
        misses.proposed(walk, words, found)
    else:
        misses.at_question(walk, place, ask, wrong, words)


def _keep(walk: Walk, place: Place, ask: Ask, value: object) -> None:
    walk.answers[ask.save] = walk.said_back(value)
    if walk.left and walk.left.get("flow") == place.flow:
        walk.left = None  # the same form has been begun anew
    _on(walk, place, ask.go)


def _choose(walk: Walk, place: Place, choose: Choose, chosen: choices.Offered) -> None:
    scope = walk.values()
    walk.path.append(chosen.option.name)
    if choose.save and chosen.option.go != "resume":
        walk.answers[choose.save] = chosen.value
    walk.answers |= {name: fill(scope) for name, fill in chosen.option.set.items()}
    _on(walk, place, chosen.option.go)


def _on(walk: Walk, place: Place, to: str) -> None:
    """Go on from a question, to which `back` leads."""
    walk.way = [*walk.way, place][-LONGEST_WAY:]
    walk.go(to)
