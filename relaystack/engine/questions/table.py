"""The table of answers: what a meaning asks for. The rules stand in the order in which they win."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..catalogue import Program
from .about import COURTESY, INTERESTED, NO_EMAIL, SAME
from .asked import ALWAYS, BENEFITS, CITIZENSHIP, ELIGIBILITY, FAMILY, OVERVIEW, SAID_OUTRIGHT, TIME, Asked
from .comparisons import comparison
from .lists import more, ranked
from .question import TRAVEL, Question
from .subjects import DESTINATION

FOR_PEOPLE = frozenset({"fact", "comparison", "ranked"})  # rules whose answers tell a price
WEIGHTY = 1.3  # what a topic is worth that was asked in so many words
NEARLY_OLD = 15  # years below the age that is asked: a child's age is further from it
ONLY_COUNTED = 1.2  # what a relative's word is worth at the most among those who only count who comes
FEW_FOR_PEOPLE = 8  # words of a message in which nothing but a number of people is said
FEW_FOR_A_COUNTRY = 2  # words of a message that names nothing but a country
FEW_FOR_A_TOPIC = 3  # and of one that asks nothing but "what about kids?"
FEW_FOR_THE_SAME = 5  # and of one that asks the same of another
FEW_WORDS = 12  # of a message without a subject: a longer one tells a story


Rule = Callable[[Question], Asked | None]


def asked(question: Question) -> Asked | None:
    """What is asked for: the first rule that fits; None where none does."""
    found = next((found for rule in RULES if (found := rule(question))), None)
    if found and found.rule in FOR_PEOPLE and not found.people:
        return replace(found, people=question.focus.people)  # who asked for two goes on to ask for two
    return found


def _company(q: Question) -> Asked | None:
    m = q.meaning
    return Asked("company", company=m.company, programs=q.one_group, clear=m.company_clear) if m.company else None


def _elsewhere(q: Question) -> Asked | None:
    """A country without a programme of ours, asked for as if it had one."""
    m = q.meaning
    if not q.groups and _asks_for_a_people(q):
        return Asked("which", topics=TOPICS_OF_ORIGIN)
    if q.groups or not q.elsewhere or not (m.thing or m.topics or "which" in m.asks) or _left_for(q):
        return None
    return Asked("elsewhere", code=q.elsewhere[0], topics=m.topics)


def _asks_for_a_people(q: Question) -> bool:
    """Whether who may apply is asked for people of some country: "do you accept Algerians?" wants none of Algeria."""
    m = q.meaning
    of_origin = m.topics[:1] == TOPICS_OF_ORIGIN or (m.of_origin,) == TOPICS_OF_ORIGIN
    return of_origin and bool(m.subjects) and all(one.people for one in m.subjects)


def _tells_nationality(q: Question) -> bool:
    """Whether a few words name a people as who may apply, and nothing else."""
    m = q.meaning
    alone = not (m.topics or m.subjects or m.asks or m.signals or m.company or q.in_focus)
    return alone and m.nationality and m.known and m.length <= FEW_FOR_THE_SAME


def _named_alone(q: Question) -> Asked | None:
    """Such a country with nothing beside it: "Canada?". A wish that takes a country comes before it."""
    alone = q.elsewhere and not q.groups and q.meaning.known and q.meaning.length <= FEW_FOR_A_COUNTRY
    return Asked("not_offered", code=q.elsewhere[0]) if alone else None


STEPS = "steps"  # the company's answer to how it goes on
TOPICS_OF_ORIGIN = ("nationality",)  # what somebody asks who only tells their passport beside a programme


def _by_grant(q: Question, topic: str, programs: Sequence[Program]) -> str:
    """ "How long until the passport?" asks for the time where a passport is granted, else for the way to one."""
    if not programs or topic not in (TIME, CITIZENSHIP):
        return topic
    grants = programs[0].grants == CITIZENSHIP
    if grants and topic == CITIZENSHIP and TIME in q.meaning.spoken_of:
        return TIME
    return CITIZENSHIP if not grants and topic == TIME and CITIZENSHIP in q.meaning.grants else topic


def _fact(q: Question) -> Asked | None:
    """A subject and a topic: the fact."""
    m = q.meaning
    programs = _left_for(q) or q.one_group or _still_meant(q)
    people_alone = m.people and m.length <= FEW_FOR_PEOPLE  # "for 4?"; a longer message counts years, friends, rooms
    topics = m.topics or _asked_before(q) or (("price",) if q.budget or people_alone else _by_age(q, programs))
    if m.origins and m.of_origin:
        told = bool(programs) and m.of_origin in programs[0].facts
        topics = (m.of_origin,) if told or topics[0] not in ALWAYS else (m.of_origin, *topics)
    elif m.nationality and not topics and programs:
        topics = TOPICS_OF_ORIGIN
    elif topics[:1] == TOPICS_OF_ORIGIN and not m.origins and FAMILY in m.spoken_of:
        topics = (FAMILY,)  # "my father is 67, is he allowed?" names a relative, and no country of theirs
    elif topics[:1] == TOPICS_OF_ORIGIN and not m.origins and programs and not programs[0].facts.keys() & topics:
        topics = _told_instead(q, programs[0]) or topics
    elif topics[:1] == (FAMILY,) and programs and _is_the_applicant(q, programs[0]):
        topics = (ELIGIBILITY, *topics[1:])
    elif topics[:1] == (ELIGIBILITY,) and programs and _comes_along(q, programs[0]):
        topics = (FAMILY,)
    if topics[:1] == (FAMILY,) and m.people and _is_about_price(q):
        topics = ("price",)  # who counts them beside a price asks what they pay
    topics = tuple(dict.fromkeys(_by_grant(q, topic, programs) for topic in topics))
    if topics and topics[0] == OVERVIEW:
        topics = topics[1:]
    if not programs or not topics or _names_what_it_grants(q, topics, programs):
        return None
    return Asked(
        "fact", programs, topics, people=m.people, budget=q.budget, origins=m.origins, clear=m.clear, signals=m.signals
    )


def _is_about_price(q: Question) -> bool:
    """Whether a price is spoken of, or a list by prices is gone on with: "for me, my wife and 3 kids?"."""
    goes_on = "cheapest" in q.focus.asks and not q.groups and q.meaning.clear < ONLY_COUNTED
    return "price" in q.meaning.spoken_of or goes_on


def _is_the_applicant(q: Question, program: Program) -> bool:
    """Whether a relative is who applies, where the programme asks for an age: "Dad is 57, will he get it?"."""
    fact = program.facts.get(ELIGIBILITY)
    age = int(fact.values.get("age_from", 0)) if fact else 0
    return bool(age) and (ELIGIBILITY in q.meaning.spoken_of or q.meaning.age >= age - NEARLY_OLD)


def _comes_along(q: Question, program: Program) -> bool:
    """Whether it is a relative who may be too old: "my daughter is 27, too old?" """
    m, told = q.meaning, FAMILY in program.facts and not _is_the_applicant(q, program)
    return told and FAMILY in m.spoken_of and bool(m.age or ELIGIBILITY not in program.facts)


def _by_age(q: Question, programs: Sequence[Program]) -> tuple[str, ...]:
    """Who only tells their age beside one programme asks whether they may apply."""
    alone = q.meaning.age and q.meaning.length <= FEW_FOR_PEOPLE and len(programs) == 1
    return (ELIGIBILITY,) if alone else ()


def _told_instead(q: Question, program: Program) -> tuple[str, ...]:
    """What else is spoken of, where no country is told by whom it may be asked: what one must have, or pay."""
    if ELIGIBILITY in q.meaning.spoken_of and ELIGIBILITY in program.facts:
        return (ELIGIBILITY,)
    return ("price",) if q.budget else ()


def _asked_before(q: Question) -> tuple[str, ...]:
    """What was asked last, where the next country is only named: "and Greece?"."""
    m = q.meaning
    named = q.groups or _leads_there_too(q)
    again = SAME in m.asks and named and m.length <= FEW_FOR_THE_SAME and q.focus.topic
    return (q.focus.topic,) if again and (q.focus.topic in ALWAYS or _tells_of(q, q.focus.topic)) else ()


def _tells_of(q: Question, topic: str) -> bool:
    """Whether some programme tells of it: what was asked last may have been a question to the company."""
    return any(topic in program.facts for program in q.catalogue)


def _names_what_it_grants(q: Question, topics: Sequence[str], programs: Sequence[Program]) -> bool:
    """ "Citizenship of St Kitts and Nevis" is the programme by its name, and asks nothing of it."""
    named_alone = tuple(topics) == (CITIZENSHIP,) and q.groups and q.meaning.clear < SAID_OUTRIGHT
    return bool(named_alone) and programs[0].grants == CITIZENSHIP


def _left_for(q: Question) -> tuple[Program, ...]:
    """What is in focus, where only a country to travel to is named: "can I go to the US with it?"."""
    m = q.meaning
    only_visited = bool(m.subjects) and all(one.role == DESTINATION for one in m.subjects)
    focus = tuple(q.in_focus)
    left = only_visited and m.topics and m.length <= FEW_WORDS and focus
    return focus if left and focus[0].country_code not in m.countries else ()


def _leads_there_too(q: Question) -> bool:
    """Whether a category is where the passport in focus may lead, too: "and to Europe?" after the US."""
    few = q.meaning.length <= FEW_FOR_THE_SAME and not q.groups
    return few and SAME in q.meaning.asks and bool(q.category and q.in_focus) and q.focus.topic == TRAVEL


def _still_meant(q: Question) -> tuple[Program, ...]:
    """What is in focus, where a few words ask something and name nothing; who tells a budget means all it reaches."""
    m = q.meaning
    if _leads_there_too(q):
        return tuple(q.in_focus)
    asks = m.topics or m.people or m.nationality or m.age
    what_it_buys = q.budget and (m.clear < SAID_OUTRIGHT or m.topics[:1] == (BENEFITS,))  # "I have 220k, what do I get"
    if not asks or q.elsewhere or q.category or m.length > FEW_WORDS or what_it_buys:
        return ()
    return tuple(q.in_focus)


def _signal(q: Question) -> Asked | None:
    """Somebody who wants to begin, or to be called, speaks of what they see."""
    said = sorted(q.meaning.signals, key=COURTESY.__eq__)  # "thanks, can somebody call me" is more than thanks
    signal = next((signal for signal in said if _is_meant(q, signal)), "")
    return Asked(signal, q.one_group or tuple(q.in_focus)) if signal else None


def _is_meant(q: Question, signal: str) -> bool:
    """Whether a signal is one by what else is named: who only names a programme wants to see it first."""
    m, named = q.meaning, q.one_group
    if signal == NO_EMAIL:
        return False
    if signal == COURTESY:
        return not (m.subjects or m.hints or m.thing)  # "some nice house in Dubai"
    if signal != INTERESTED or q.known:
        return True
    return not (q.category or q.elsewhere) and (not named or named[0].id in q.focus.programs)


def _beginning(q: Question) -> Asked | None:
    """ "I am interested, how do I start?" about what is spoken of wants the form, not a lecture on steps."""
    m = q.meaning
    begins = INTERESTED in m.signals and m.company in ("", STEPS) and not m.topics
    begins = begins and not (q.groups or q.category or q.elsewhere)
    return Asked(INTERESTED, tuple(q.in_focus)) if begins and q.in_focus else None


def _page(q: Question) -> Asked | None:
    """A subject alone: what there is to say of it as a whole."""
    programs = q.one_group
    if not programs and OVERVIEW in q.meaning.topics and q.meaning.length <= FEW_WORDS:
        programs = tuple(q.in_focus)
    told = q.meaning.subjects or OVERVIEW in q.meaning.topics or len(programs) == 1
    rule = "page" if q.meaning.known or OVERVIEW in q.meaning.topics else "summary"
    return Asked(rule, programs) if programs and told else None


def _which(q: Question) -> Asked | None:
    """A topic without a subject: for which programme?"""
    m = q.meaning
    clear = m.clear >= WEIGHTY and m.length <= FEW_WORDS
    clear = clear or (m.clear >= SAID_OUTRIGHT and m.length <= FEW_FOR_A_TOPIC and m.known)
    topics = tuple(topic for topic in m.topics if topic != OVERVIEW)
    if _tells_nationality(q):  # "do you accept Peruvians?"
        return Asked("which", topics=TOPICS_OF_ORIGIN)
    if not topics or not clear or q.elsewhere or q.budget:
        return None
    return Asked("which", topics=topics, code=q.category)


RULES: tuple[Rule, ...] = (
    more, _beginning, _company, _elsewhere, comparison, ranked, _fact, _signal, _page, _which, _named_alone,
)  # fmt: skip
