"""What every kind of answer keeps to, whatever is written."""

import ast
import inspect
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from talking import CONTENT, book

from relaystack.content.check.inputs import NOTHING
from relaystack.content.yaml_lines import read_yaml
from relaystack.engine import answers
from relaystack.engine.answers import (
    ANSWERS,
    AnswerKind,
    Hearing,
    Misunderstood,
    Rate,
    Understood,
    email,
    money,
    person_name,
    text,
)
from relaystack.engine.catalogue import Catalogue
from relaystack.engine.facts import Facts
from relaystack.engine.state import State
from relaystack.engine.walk import Walk

HOSTILE = [
    "\x00", "a" * 65_000, "9" * 65_000, "a@" * 32_500, "@" * 65_000, "((((" * 16_000, "\u202e\u200d" * 30_000,
    "-" * 65_000, "1,2.3 " * 10_000, "+" + "1" * 65_000, "2027-" * 13_000,
    "👩‍👩‍👧‍👦" * 9_000, "\ud800", "é\u0301" * 30_000,
]  # fmt: skip


RATES = {"EUR": Rate(1.14, date(2026, 6, 1)), "INR": Rate(0.0115, date(2026, 6, 1))}
HEARINGS = st.builds(
    Hearing,
    st.sampled_from(["en", "ar", "es", "fr", "pt", "ru", "zh", "hi", "xx"]),
    st.sampled_from(["", "US", "IN", "BR", "MX"]),
    st.dates(date(1999, 1, 1), date(2100, 1, 1)),
    st.sampled_from([{}, RATES]),
)
# Letters as people use them, so that the tables are reached as well as the bounds.
CHATTY = st.text("0123456789 .,-/:€$@kmKM年月万लाख٣آمmilonyedprthusaя", max_size=60)


def value_of(answer: Any) -> Any:
    """What was understood, said back or not."""
    return answer.value if isinstance(answer, Understood) else answer


def is_fit(kind: str, value: Any) -> bool:
    """Whether a value is one that the rest of the program may rely on."""
    match kind:
        case "money":
            return isinstance(value, int) and 1 <= value <= money.LARGEST
        case "country":
            return set(value) == {"code", "name"} and len(value["code"]) == 2
        case "date":
            return date.fromisoformat(value).isoformat() == str(value)
        case "person_name":
            return 2 <= len(value) <= person_name.LONGEST and "\n" not in value
        case "time":
            return 0 <= int(value[:2]) < 24 and 0 <= int(value[3:]) < 60 and len(value) == 5
        case "text":
            return 1 <= len(value) <= text.LONGEST
        case "email":
            return value.count("@") == 1 and len(value) <= email.LONGEST
    return isinstance(value, str) and value.startswith("+")


def is_kept_by_databases(value: Any) -> bool:
    """PostgreSQL refuses NUL in text and JSON, and UTF-8 has no lone surrogates."""
    written = json.dumps(value, ensure_ascii=False)
    return "\\u0000" not in written and bool(written.encode())


@pytest.mark.parametrize("kind", ANSWERS)
@given(words=st.text() | CHATTY, hearing=HEARINGS)
@example(words="NUL \x00 inside the name", hearing=Hearing())
@example(words="\udfff lone surrogate", hearing=Hearing())
@example(words="29/02", hearing=Hearing("pt", "BR", date(2100, 1, 1)))
def test_any_words_give_a_fit_value_or_a_known_reason(kind: str, words: str, hearing: Hearing) -> None:
    answer = ANSWERS[kind].understand(words, hearing)
    if isinstance(answer, Misunderstood):
        assert answer.reason in ANSWERS[kind].reasons
        return
    if isinstance(answer, Understood):
        assert set(answer.values) == set(ANSWERS[kind].echoes[answer.echo])
    assert is_fit(kind, value_of(answer))
    assert is_kept_by_databases(value_of(answer))


@pytest.mark.parametrize("kind", ANSWERS)
@given(words=st.text() | CHATTY, hearing=HEARINGS)
def test_what_was_understood_is_understood_again(kind: str, words: str, hearing: Hearing) -> None:
    """A person may copy what is said back to them."""
    value = value_of(ANSWERS[kind].understand(words, hearing))
    if not isinstance(value, Misunderstood):
        written = value["name"] if kind == "country" else f"USD {value}" if kind == "money" else value
        assert value_of(ANSWERS[kind].understand(written, hearing)) == value


@pytest.mark.parametrize("words", HOSTILE, ids=[repr(words[:6]) for words in HOSTILE])
@pytest.mark.parametrize("length", [80, 200, 300, 1000, 10_000])
@pytest.mark.parametrize("kind", ANSWERS)
def test_nothing_raises_at_any_length(kind: str, words: str, length: int) -> None:
    answer = ANSWERS[kind].understand(words[:length])
    assert not isinstance(answer, Misunderstood) or answer.reason in ANSWERS[kind].reasons


@pytest.mark.parametrize("words", HOSTILE, ids=[repr(words[:6]) for words in HOSTILE])
@pytest.mark.parametrize("kind", ANSWERS)
def test_endless_words_are_refused_by_their_length(kind: str, words: str) -> None:
    """Each kind bounds its input before it looks closer, so that no pattern runs over 65,000 characters."""
    value = ANSWERS[kind].understand(words)
    assert isinstance(value, Misunderstood)
    assert value.reason in ANSWERS[kind].reasons


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_reason_has_a_hint_in_the_phrases(kind: str) -> None:
    hints = read_yaml(CONTENT / "phrases.yaml")["misunderstood"][kind]
    assert set(hints) == set(ANSWERS[kind].reasons)
    for reason in ANSWERS[kind].reasons:
        assert book().phrases[f"misunderstood.{kind}.{reason}"].fill("en", {"guess": "this"})


def test_everything_that_is_said_back_has_its_words() -> None:
    talk = Walk(book(), State(), Facts(datetime(2026, 7, 1, tzinfo=UTC), Catalogue([])))
    examples = {"amount": 400_000, "currency": "EUR", "usd": 456_000, "most": 500_000, "as_of": date(2026, 6, 1),
                "phone": "+1 201-555-0123", "date": date(2027, 3, 31), "time": "15:30"}  # fmt: skip
    echoes = {echo: names for kind in ANSWERS.values() for echo, names in kind.echoes.items()}
    for echo, names in echoes.items():
        said = talk.phrase(f"understood.{echo}", **{name: examples[name] for name in names})
        assert said
        for name, written in {"usd": "USD 456,000", "as_of": "June 2026", "most": "USD 500,000"}.items():
            assert (written in said) == (name in names)
    assert "EUR 400,000 (about USD 456,000)" in talk.phrase("understood.money_converted", **examples)
    assert "March 31, 2027" in talk.phrase("understood.date", **examples)


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_reason_that_the_code_gives_is_declared(kind: str) -> None:
    source = Path(inspect.getfile(answers)).with_name(f"{kind}.py").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    given_reasons = {
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "Misunderstood"
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant)
    }
    assert given_reasons == set(ANSWERS[kind].reasons)


@pytest.mark.parametrize("kind", ANSWERS.values(), ids=ANSWERS)
def test_what_the_checker_answers_is_understood(kind: AnswerKind) -> None:
    understood = [kind.understand(words, Hearing()) for words in (*kind.examples, kind.longest)]
    assert not [value for value in understood if isinstance(value, Misunderstood | Understood)]


@pytest.mark.parametrize("kind", ANSWERS.values(), ids=ANSWERS)
def test_odd_words_bring_about_every_reason_and_every_echo(kind: AnswerKind) -> None:
    """Else the checker would never see whether the hint and the phrase can be filled in."""
    hearings = [Hearing("en", country, date(2026, 7, 1), RATES) for country in ("", "IN")]
    found = [kind.understand(words, hearing) for words in (*kind.odd, NOTHING) for hearing in hearings]
    assert {value.reason for value in found if isinstance(value, Misunderstood)} == set(kind.reasons)
    assert {value.echo for value in found if isinstance(value, Understood)} == set(kind.echoes)
