"""What there is to say of programmes: one fact, one of several, side by side, a page; or which one is meant."""

from collections.abc import Sequence
from dataclasses import replace

from . import choices, other_money
from .catalogue import Program
from .effects import NoteUnanswered
from .fact_words import PRICE, SHORT, Asker, least
from .next_steps import after_fact, consultant, details, offer, speak_of
from .program_lists import ROWS, beyond, in_order, keep_budget, listed, point_at, topics_of, words_for
from .questions.asked import Asked
from .questions.question import SIDE_BY_SIDE
from .walk import Walk

STATUS = "status"
WORDS, ROOM = 200, 850  # characters of words in a line of a comparison, and of all that stands side by side
SIDE = ("price", "processing_time", "presence", "family", "citizenship")  # what a comparison without a topic tells


def fact(walk: Walk, asked: Asked, words: str) -> None:
    """What is asked of one programme; where nothing of it is known that is said, and noted."""
    program, said = asked.programs[0], words_for(walk)
    name, asker = walk.term(program.short), Asker(asked.people, asked.budget)
    told = {topic: told for topic in asked.topics if (told := said.told(program, topic, asker))}
    if not told and program.status != "open" and (closed := said.told(program, STATUS, asker)):
        told = {STATUS: closed}  # whatever it is that they ask, this is what they must know
    for topic, known in told.items():
        title = walk.phrase(f"topics.{topic}")
        walk.say(f"{walk.phrase('facts.heading', name=name, topic=title)}\n{known}")
    if not told:
        _missing(walk, asked, name, words)
    if PRICE in told:
        other_money.mention(walk, words, program, asked.people)
    if asked.budget and PRICE in asked.topics:
        keep_budget(walk, asked.budget, [program] if 0 < least(program, asked.people) <= asked.budget else [])
    after_fact(walk, program)
    speak_of(walk, [program], topic=asked.topics[0], people=asked.people or walk.focus.people)


def shortened(walk: Walk, asked: Asked, before: int) -> None:
    """Say the last answer in a few words, where a message holds no more; nothing where there are none."""
    del walk.said[before:]
    program, topic = asked.programs[:1], asked.topics[:1]
    if program and topic and (value := words_for(walk).short(program[0], topic[0], asked.people)):
        walk.say(walk.phrase("questions.line", topic=walk.phrase(f"topics.{topic[0]}"), value=value))


def _missing(walk: Walk, asked: Asked, name: str, words: str) -> None:
    """Say that what is asked is not known, and note it."""
    walk.say(walk.phrase("facts.missing", name=name, topic=walk.phrase(f"topics.{asked.topics[0]}")))
    walk.effects.append(NoteUnanswered(words, str(walk.place or "rest"), (asked.programs[0].short,)))


def each(walk: Walk, asked: Asked, words: str) -> None:
    """One topic of several programmes: each in a line, or in its own words where it has no value."""
    said, topic = words_for(walk), asked.topics[0]
    title = walk.phrase("questions.comparison_one", topic=walk.phrase(f"topics.{topic}"))
    programs = in_order(asked.programs, topic, asked.people)
    rows = [(p, said.short(p, topic, asked.people)) for p in programs[: ROWS + 1]]
    untold = [p for p, value in rows if not value and said.told(p, topic, Asker())]
    if not any(value for _, value in rows) or (untold and len(rows) <= SIDE_BY_SIDE):
        if not _in_own_words(walk, programs[:SIDE_BY_SIDE], topic, Asker(asked.people)):
            _missing(walk, asked, ", ".join(dict.fromkeys(walk.term(p.country) for p in programs)), words)
        after_fact(walk, programs[0])
    else:
        listed(walk, title + (beyond(walk, programs, asked.people) if topic == PRICE else ""), rows)
    if topic == PRICE:
        other_money.mention(walk, words)
    speak_of(walk, programs, topic=topic, people=asked.people)


def _in_own_words(walk: Walk, programs: Sequence[Program], topic: str, asker: Asker) -> bool:
    """Say a topic of each programme in its words; whether there were any."""
    said = words_for(walk)
    told = {words: p for p in programs if (words := said.told(p, topic, asker))}
    for words, program in told.items():
        name = walk.phrase("facts.heading", name=walk.term(program.short), topic=walk.phrase(f"topics.{topic}"))
        walk.say(f"{name}\n{words}")
    return bool(told)


def compared(walk: Walk, asked: Asked) -> None:
    """Two or three side by side; by one topic in a line each, the best first where there is an order."""
    said, programs = words_for(walk), list(asked.programs)
    wanted = list(dict.fromkeys([*asked.topics, *topics_of(asked)]))
    topics = [topic for topic in wanted if any(said.short(p, topic, asked.people) for p in programs)]
    if wanted and not topics and _in_own_words(walk, programs, wanted[0], Asker(asked.people)):
        _offer_each(walk, programs)
        speak_of(walk, programs, programs, topic=wanted[0], people=asked.people)
        return
    topics = topics or list(SIDE)  # "which is better worth it" has no answer of its own
    names = " / ".join(walk.term(p.short) for p in programs)
    if len(topics) == 1 and _untold(walk, programs, topics[0]):
        _in_own_words(walk, programs, topics[0], Asker(asked.people))
        _offer_each(walk, programs)
    elif len(topics) == 1:
        programs = in_order(programs, topics[0], asked.people)
        title = walk.phrase("questions.comparison_one", topic=walk.phrase(f"topics.{topics[0]}"))
        listed(walk, title, [(p, said.short(p, topics[0], asked.people)) for p in programs])
    else:
        walk.say(walk.phrase("questions.comparison", names=names))
        told = [_side(walk, program, topics, asked.people, most=WORDS) for program in programs]
        if sum(map(len, told)) > ROOM:
            told = [_side(walk, program, topics, asked.people) for program in programs]
        for i, lines in enumerate(told, 1):
            walk.say(f"{choices.mark(str(i))} {lines}")
        _offer_each(walk, programs)
    speak_of(walk, programs, programs, topic=asked.topics[0] if asked.topics else "", people=asked.people)


def _side(walk: Walk, program: Program, topics: Sequence[str], people: int, *, most: int = SHORT) -> str:
    """A programme of a comparison: a line for each topic, in words of so many characters where it has no value."""
    said, unknown = words_for(walk), walk.phrase("questions.unknown")
    told = {topic: said.short(program, topic, people, most=most) or unknown for topic in topics}
    lines = (walk.phrase("questions.line", topic=walk.phrase(f"topics.{t}"), value=v) for t, v in told.items())
    return f"*{walk.term(program.short)}*\n" + "\n".join(lines)


def _untold(walk: Walk, programs: Sequence[Program], topic: str) -> bool:
    """Whether one of them has words on a topic, and none that are short enough for a line."""
    said = words_for(walk)
    told = [p for p in programs if not said.short(p, topic) and said.told(p, topic, Asker())]
    return bool(told) and sum(len(said.told(p, topic, Asker())) for p in programs) < ROOM


def _offer_each(walk: Walk, programs: Sequence[Program]) -> None:
    """A way to each that is compared, and to a consultant: three of them need a list."""
    offer(walk, *(details(walk, p, walk.term(p.short)) for p in programs), consultant(walk))
    point_at(walk, programs)
    if not walk.menu_below:
        walk.button = walk.phrase("intents.programmes")


def which(walk: Walk, asked: Asked) -> None:
    """Ask which programme is meant: those that were spoken of last, or the first of each category."""
    walk.say(walk.phrase("questions.which", topic=walk.phrase(f"topics.{asked.topics[0]}")))
    listed = [p for id in (*walk.focus.programs, *walk.focus.listed) if (p := walk.facts.catalogue.get(id))]
    tops = listed or walk.facts.catalogue.first_of_each()
    buttons = [details(walk, p, walk.term(p.short)) for p in {p.id: p for p in tops}.values()][:2]
    offer(walk, *buttons, walk.button_of(choices.MENU_TAP))
    walk.focus = replace(walk.focus, topic=asked.topics[0], people=asked.people)


def page(walk: Walk, asked: Asked) -> None:
    """A subject alone: its page; where there are several, a list of them."""
    program = asked.programs[0]
    if len(asked.programs) == 1 and walk.menu_below:
        summary(walk, program)
    elif len(asked.programs) == 1:
        intent = next(i for i in walk.book.lexicon.intents.values() if i.one)
        walk.place, walk.way = None, []
        walk.answers = {"programme": program.id}
        walk.go(intent.one)
    else:
        said = words_for(walk)
        title = walk.phrase("questions.pages", country=walk.term(program.country))
        listed(walk, title, [(p, said.short(p, PRICE)) for p in asked.programs[: ROWS + 1]])
        speak_of(walk, asked.programs, asked.programs)


def summary(walk: Walk, program: Program) -> None:
    """A programme in a few lines."""
    said = words_for(walk)
    lines = [
        walk.phrase("questions.line", topic=walk.phrase(f"topics.{topic}"), value=value)
        for topic in SIDE
        if (value := said.short(program, topic))
    ]
    walk.say("\n".join([f"*{walk.term(program.name)}*", *lines]))
    after_fact(walk, program)
    speak_of(walk, [program])
