"""What every kind of answer keeps to, whatever is written."""

import ast
import inspect
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from talking import CONTENT, book

from relaystack.content.yaml_lines import read_yaml
from relaystack.engine import answers
from relaystack.engine.answers import ANSWERS, REASONS, Misunderstood, email, money, person_name, text

HOSTILE = [
    "\x00", "a" * 65_000, "9" * 65_000, "a@" * 32_500, "@" * 65_000, "((((" * 16_000, "\u202e\u200d" * 30_000,
    "-" * 65_000, "1,2.3 " * 10_000, "+" + "1" * 65_000, "2027-" * 13_000,
    "👩‍👩‍👧‍👦" * 9_000, "\ud800", "é\u0301" * 30_000,
]  # fmt: skip


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
@given(words=st.text())
@example(words="NUL \x00 inside the name")
@example(words="\udfff lone surrogate")
def test_any_words_give_a_fit_value_or_a_known_reason(kind: str, words: str) -> None:
    value = ANSWERS[kind](words)
    if isinstance(value, Misunderstood):
        assert value.reason in REASONS[kind]
    else:
        assert is_fit(kind, value)
        assert is_kept_by_databases(value)


@pytest.mark.parametrize("words", HOSTILE, ids=[repr(words[:6]) for words in HOSTILE])
@pytest.mark.parametrize("kind", ANSWERS)
def test_endless_words_are_refused_by_their_length(kind: str, words: str) -> None:
    """Each kind bounds its input before it looks closer, so that no pattern runs over 65,000 characters."""
    value = ANSWERS[kind](words)
    assert isinstance(value, Misunderstood)
    assert value.reason in REASONS[kind]


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_reason_has_a_hint_in_the_phrases(kind: str) -> None:
    hints = read_yaml(CONTENT / "phrases.yaml")["misunderstood"][kind]
    assert set(hints) == set(REASONS[kind])
    for reason in REASONS[kind]:
        assert book().phrases[f"misunderstood.{kind}.{reason}"].fill("en", {"guess": "this"})


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
    assert given_reasons == set(REASONS[kind])
