"""Small tables of words, and a small catalogue: what tests of questions are asked about."""

from datetime import date
from typing import Any

from relaystack.engine.catalogue import Catalogue, Fact, Program
from relaystack.engine.questions.about import ASK, COMPANY, SIGNAL, TOPIC, About
from relaystack.engine.questions.conditions import PeopleWords
from relaystack.engine.questions.meaning import QuestionWords
from relaystack.engine.questions.phrases import NOTHING, Phrase, PhraseTable
from relaystack.engine.questions.subjects import Names, NameTable
from relaystack.engine.questions.terms import Term
from relaystack.engine.text import tokens

EVERYDAY = frozenset(tokens("a am and for from here how i in is it my of or tell the this to we what which with you"))


def table(**phrases: str) -> PhraseTable:
    """Phrases of English, by what they are about: `price="how much, cost"`."""
    return PhraseTable(Phrase.of(about, "en", one) for about, said in phrases.items() for one in said.split(", "))


def terms(said: str) -> list[Term]:
    """Terms with commas between them."""
    return [Term.of(one) for one in said.split(", ")]


NAMES = NameTable(
    of={"GR": terms("greece, greek"), "MT": terms("malta"), "KN": terms("saint kitts"), "_islands": terms("island*")},
    hints={"gr-home": terms("home"), "gr-fund": terms("fund"), "mt-pension": terms("retirement")},
    grants={"citizenship": terms("passport")},
    others={"DE": terms("germany"), "CL": terms("chile"), "BE": terms("belgium")},
    people={"NG": terms("nigerian, nigerians")},
    no_names={"en": frozenset({"chile"})},
)
ROLES = PhraseTable(
    Phrase.of(role, "en", one, fixed=True)
    for role, said in {"origin": "i am from @, from @", "destination": "visit @, travel to @"}.items()
    for one in said.split(", ")
)
PEOPLE = PeopleWords(
    table(all="family of #, # people", more="# kids|children"), {"four": "4", "two": "2", "one": "1"}, {"wife": 1},
    pairs=frozenset({"طفلين", "ولدين"}),
)  # fmt: skip
ABOUT = {
    **{name: About(name, TOPIC) for name in ("price", "family", "processing_time", "overview")},
    "eligibility": About("eligibility", TOPIC, 0.9, ("family",), of_origin="nationality"),
    "nationality": About("nationality", TOPIC),
    **{name: About(name, COMPANY) for name in ("office", "steps")},
    **{name: About(name, ASK) for name in ("cheapest", "compare", "which")},
    **{name: About(name, SIGNAL) for name in ("interested", "call_me", "courtesy")},
    NOTHING: About(NOTHING, NOTHING),
}
TABLES = QuestionWords(
    about=ABOUT,
    table=table(
        price="how much, cost*, budget~", family="my parents, parents", processing_time="how long",
        overview="tell about",
        eligibility="am eligible, can apply",
        nationality="nationals", office="where office", steps="how do start",
        cheapest="cheapest", compare="compare, or", which="which country|countries", interested="am interested",
        call_me="call me", courtesy="lovely, thanks", nothing="how much time have|has",
    ),
    names=Names(NAMES, ROLES),
    people=PEOPLE,
    everyday=EVERYDAY,
    things=frozenset({"visa", "passport"}),
)  # fmt: skip


def program(id: str, usd: int = 250_000, **changes: Any) -> Program:
    """A programme of the country that its id begins with."""
    code = id[:2].upper()
    values: dict[str, Any] = {
        "country": {"GR": "Greece", "MT": "Malta", "KN": "Saint Kitts"}[code], "category": "islands",
        "name": f"{id} programme",
        "short": id, "status": "open", "status_note": "", "rank": 1, "confidence": "high", "as_of": date(2026, 3, 1),
        "review_by": date(2027, 1, 1), "expires_on": None, "link": "", "physical_presence": "", "dependants": "",
        "country_code": code, "grants": "residence",
    }  # fmt: skip
    return Program(id=id, minimum_investment=usd, **{**values, **changes})


CATALOGUE = Catalogue([
    program("gr-home"),
    program("gr-fund", 350_000, rank=2),
    program("mt-pension", 100_000, facts={"processing_time": Fact("Some months.", {"least": 4})}),
    program("kn-citizenship", 200_000, grants="citizenship"),
])  # fmt: skip
