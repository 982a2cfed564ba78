"""Answering what somebody asks in their own words: the reading, the rule that wins, the one message that says it."""

from dataclasses import replace

from . import budgets, choices, company_answers, other_money, program_answers, program_lists, several
from .answers import contact_details
from .effects import NoteUnanswered
from .flow import Choose
from .intents import Wish
from .next_steps import CONSULTANT, offer
from .questions.about import CALL_ME, COURTESY, INTERESTED
from .questions.asked import Asked
from .questions.meaning import Meaning, understand
from .questions.question import Question
from .questions.table import FEW_FOR_PEOPLE, asked
from .replies import BODY
from .text import normalise, tokens
from .walk import Piece, Walk

CLEARLY = 1.05  # what a topic is worth that was asked for outright: "can I work in Greece", not "jobs in Greece"
WEIGHTY_RULES = frozenset({"company", "elsewhere", "comparison", "ranked", "fact"})  # they come before words for a page
OPEN_RULES = frozenset({"page", "summary", "which"})  # a subject alone, or a topic alone: more may be on its way
FEW_FOR_MONEY = 6  # words of "and in pounds?"
LEFT = 120  # characters that what stands below several answers may need
IN_A_FORM = WEIGHTY_RULES | {"call_me"}  # they are heard where a form asks something


def question(walk: Walk, words: str) -> Asked | None:
    """What the words ask, by the rule that wins; None where they ask nothing that we know."""
    if walk.book.questions is None:
        return None
    found = _asked(walk, words) or _beside_what_is_astray(walk, words)
    if found and found.company and found.company not in walk.book.company:
        return None  # the folder has words for it and no answer
    if found and found.rule in ("company", "which") and walk.place and not walk.book.question(walk.place):
        return None  # they wait for a search: "any news?", "still there?" are about that
    named = found and (found.rule in ("page", "summary") or (found.rule == "company" and found.programs))
    if found and named and _wants_a_consultant(walk, words):
        return replace(found, rule="interested")
    wanted = next((signal for signal in found.signals if signal in (INTERESTED, CALL_ME)), "") if found else ""
    if found and found.rule == "fact" and wanted and not found.is_known:
        return replace(found, rule=wanted)  # nothing to say, and they want to go on
    return found


def agreed(walk: Walk, words: str) -> Asked | None:
    """A bare yes to a programme that is shown, or to a list of some: they want to begin."""
    if normalise(words) not in walk.book.lexicon.yes or COURTESY in meaning(walk, words).signals:
        return None
    shown = tuple(Question(Meaning(), walk.facts.catalogue, walk.focus).in_focus)
    return Asked("interested", shown) if shown or _offers_a_consultant(walk) else None


def _offers_a_consultant(walk: Walk) -> bool:
    """Whether what was shown last leads to the form for a consultant; the menu leads anywhere."""
    choose = walk.book.question(walk.place)
    form = walk.book.lexicon.intents.get(CONSULTANT)
    if not isinstance(choose, Choose) or walk.place == walk.book.menu or not form:
        return False
    return any(option.go == form.go for option in choose.options)


def names_programs(asked: Asked | None) -> bool:
    """Whether a question is about programmes that were named or shown, and not which there are."""
    return bool(asked and (asked.programs or asked.company or asked.code) and asked.rule not in ("ranked", "which"))


def meaning(walk: Walk, words: str) -> Meaning:
    """What the words ask, read beside what is spoken of; nothing where the content has no questions."""
    key = words, walk.language, bool(walk.focus.programs)
    if key not in walk.meanings:
        walk.meanings[key] = _meaning(walk, *key)
    return walk.meanings[key]


def _meaning(walk: Walk, words: str, language: str, focused: bool, *, bare: bool = False) -> Meaning:
    tables = walk.book.questions
    if "@" in words:
        words = contact_details.without(words)  # no part of an address is a misspelt question
    return understand(tables.words, words, language, focused=focused, bare=bare) if tables else Meaning()


def opens(walk: Walk, words: str) -> bool:
    """Whether the words only open a conversation, as an advert's do ("Can I get more info on this?")."""
    return "more" in meaning(walk, words).asks


def _wants_a_consultant(walk: Walk, words: str) -> bool:
    """Whether the words hold those for a consultant: "talk to a consultant about Portugal"."""
    lexicon = walk.book.lexicon
    return any(name == CONSULTANT and hit.own for name, hit in lexicon.hits(tokens(words)).items())


def _asked(walk: Walk, words: str) -> Asked | None:
    m = meaning(walk, words)
    budget = budgets.usd(budgets.stated(walk.book.lexicon, words, walk.hearing())) or _budget_told_before(walk, m)
    is_known = bool(walk.facts.known.get("email"))
    q = Question(m, walk.facts.catalogue, walk.focus, budget, is_known)
    found = asked(q)
    if _in_other_money(walk, q, found, words):
        return Asked("fact", tuple(q.in_focus), ("price",), people=walk.focus.people, clear=CLEARLY)
    return replace(found, budget=budget or found.budget) if found else None


def _budget_told_before(walk: Walk, m: Meaning) -> int:
    """The budget of the list that is shown, where only people are told below it: "for 4 people"."""
    alone = m.people and m.length <= FEW_FOR_PEOPLE and not (m.subjects or m.elsewhere or walk.focus.programs)
    takers = (intent for intent in walk.book.lexicon.intents.values() if intent.amount) if alone and walk.place else ()
    shown = (walk.answers.get(one.amount) for one in takers if walk.book.place(one.go) == walk.place)
    return budgets.usd(next(shown, 0))


def _beside_what_is_astray(walk: Walk, words: str) -> Asked | None:
    """What else a message asks of which a part is no matter of ours: "how much is Malta? is it safe?"."""
    if not meaning(walk, words).astray:
        return None
    parts = several.parts(words)
    ours = [part for part in parts if not meaning(walk, part).astray]
    found = _asked(walk, "\n".join(ours)) if 0 < len(ours) < len(parts) else None
    return found if found and found.rule in WEIGHTY_RULES and found.clear >= CLEARLY else None


def _in_other_money(walk: Walk, q: Question, found: Asked | None, words: str) -> bool:
    """Whether a price that was told is asked for in other money: "and in pounds?"."""
    told = walk.focus.topic == "price" and q.in_focus and not (q.groups or q.category or q.elsewhere)
    few = told and q.meaning.length <= FEW_FOR_MONEY and (found is None or found.rule in ("company", "fact"))
    return bool(few) and bool(other_money.named(words, walk.hearing()))


def _in_part(walk: Walk, whole: Asked, words: str) -> Asked | None:
    """What a part of a message asks about the programme that the whole of it is about."""
    focus = replace(walk.focus, programs=tuple(p.id for p in whole.programs)) if whole.programs else walk.focus
    bare = bool(whole.programs) and several.is_bare(words)
    read = _meaning(walk, words, walk.language, focused=bool(focus.programs), bare=bare)
    return asked(Question(read, walk.facts.catalogue, focus)) if read.length else None


def is_sure(walk: Walk, asked: Asked, words: str) -> bool:
    """Whether no wish could outweigh the question: none that takes a country is spoken of ("jobs in Greece")."""
    if asked.rule not in WEIGHTY_RULES - {"company"}:
        return False
    lexicon = walk.book.lexicon
    return not any(lexicon.intents[name].country for name in lexicon.hits(tokens(words)))


def outweighs(asked: Asked, wish: Wish) -> bool:
    """Whether a question is clearer than a wish that its words would also be."""
    if wish.intent.country:  # "jobs in Greece"
        return asked.rule in ("fact", "company") and asked.clear >= CLEARLY
    return asked.rule in WEIGHTY_RULES - {"company"} or (asked.rule == "interested" and bool(asked.programs))


def answered(walk: Walk, asked: Asked | None, words: str) -> None:
    """Answer a question beside which somebody has introduced themselves: what they told is kept already."""
    if asked and asked.rule in WEIGHTY_RULES:
        answer(walk, asked, words)
    else:
        offer(walk, walk.button_of(choices.HUMAN_TAP), walk.button_of(choices.MENU_TAP))


def answer(walk: Walk, asked: Asked, words: str) -> None:
    """Say what is asked for, and offer what may come next."""
    walk.asked = asked
    if walk.piece and asked.rule in OPEN_RULES:
        walk.piece = Piece(open=True)
    apart = _apart(walk, asked, words)
    walk.effects += [NoteUnanswered(part, str(walk.place or "rest")) for part in apart.unheard]
    for one, part in apart.questions:
        before = len(walk.said)
        _answer(walk, one, words if one.company else part)  # the consultants read the whole
        if sum(len(said) + 2 for said in walk.said) > BODY - LEFT:
            program_answers.shortened(walk, one, before)
    if not apart.questions:
        _answer(walk, asked, words)


def topics(walk: Walk, asked: Asked, words: str) -> tuple[str, ...]:
    """All that is asked about what a question is about, where its message asks several."""
    apart = _apart(walk, asked, words).questions
    return tuple(dict.fromkeys(topic for one, _ in apart for topic in one.topics)) or asked.topics


def _apart(walk: Walk, asked: Asked, words: str) -> several.Apart:
    about = walk.book.questions.words.about if walk.book.questions else {}
    return several.apart(asked, words, lambda part: _in_part(walk, asked, part), about)


def _answer(walk: Walk, asked: Asked, words: str) -> None:
    match asked.rule:
        case "company":
            company_answers.company(walk, asked, words)
        case "elsewhere" | "not_offered":
            company_answers.elsewhere(walk, asked)
        case "comparison":
            program_answers.compared(walk, asked)
        case "ranked":
            program_lists.ranked(walk, asked)
        case "fact" if len(asked.programs) > 1:
            program_answers.each(walk, asked, words)
        case "fact":
            program_answers.fact(walk, asked, words)
        case "which":
            program_answers.which(walk, asked)
        case "page":
            program_answers.page(walk, asked)
        case "summary" if len(asked.programs) == 1:
            program_answers.summary(walk, asked.programs[0])
            walk.say(walk.phrase("questions.languages"))
        case "summary":
            program_answers.page(walk, asked)
        case "interested" if walk.facts.known.get("email"):
            company_answers.known(walk, asked)
        case "interested":
            company_answers.begun(walk, asked)
        case "call_me":
            company_answers.noted(walk, asked, words)
        case "courtesy":
            walk.misses = walk.before.misses + 1  # no answer is due; many in a row are another bot's
