"""Conversations as customers write them, in all languages: what the last answer must hold, and what becomes of a lead.

They were written before the bot could answer them, by their authors' own knowledge of the programmes alone; those of
`unseen.jsonl` without a look at the tables of phrases.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from talking import book, catalogue

from relaystack.content.rehearsal import Rehearsal
from relaystack.engine.effects import OptOut

FILES = sorted((Path(__file__).parent / "conversations").glob("*.jsonl"))
CASES = [json.loads(line) for file in FILES for line in file.read_text().splitlines()]


def bare(text: str) -> str:
    """Without accents, Hindi's vowel signs kept: patterns are written so."""
    apart = unicodedata.normalize("NFD", text)
    kept = "".join(c for c in apart if unicodedata.category(c) != "Mn" or "\u0900" <= c <= "\u097f")
    return unicodedata.normalize("NFC", kept)


def plain(text: str) -> str:
    """The same of an answer, with digits of every script as 0-9, and no grouping in numbers."""
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in bare(text))
    joined = re.sub(r"(?<=\d)[,.\u00a0\u202f ](?=\d{2,3}(?:\D|$|,))", "", digits)
    return re.sub("[\u061c\u200b-\u200f\u2066-\u2069*]", "", joined)


class Talk:
    """One conversation, with all that became of it."""

    def __init__(self, case: dict[str, Any]) -> None:
        country = phonenumbers.region_code_for_country_code(int(case["country_code_phone"]))
        self.rehearsal = Rehearsal(book(), catalogue(), language=None, country=country)
        self.messages = 0
        self.opted_out = False
        self.last = ""
        for words in case["turns"]:
            turn = self.rehearsal.says(words)
            self.messages += len(turn.replies)
            self.last = "\n".join(reply.text for reply in turn.replies)
            self.opted_out |= OptOut() in turn.effects
        self.lead = self.rehearsal.person.known


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_customer_is_answered(case: dict[str, Any]) -> None:
    talk, expected = Talk(case), case["expect"]
    for pattern in expected.get("must", []):
        assert re.search(bare(pattern), plain(talk.last), re.IGNORECASE), f"{pattern}\n{talk.last}"
    for pattern in expected.get("must_not", []):
        assert not re.search(bare(pattern), plain(talk.last), re.IGNORECASE), f"{pattern}\n{talk.last}"
    assert talk.messages <= expected.get("max_messages", 99)
    assert talk.opted_out == expected.get("opted_out", False)
    for name, pattern in expected.get("lead", {}).items():
        assert re.search(bare(pattern), plain(str(talk.lead.get(name, ""))), re.IGNORECASE), f"{name}: {talk.lead}"
