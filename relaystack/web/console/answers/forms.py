"""What the form of an answer says: ways of asking and words by language, where it leads."""

import re
from collections.abc import Collection, Mapping, Sequence

from relaystack.content import answer_faults
from relaystack.content.phrase_faults import split
from relaystack.content.taught import Trouble
from relaystack.engine.visible import is_seen
from relaystack.services.answers.taught import Draft

TITLE, ASKS, SAY, TRY = 60, 2000, answer_faults.LONGEST, 300  # characters
PHRASES, WORDS = 30, 12  # ways of asking of a language, and the words of one
_ENDS = re.compile(r"[\n\r,،，、;；]+")  # what may stand between two ways of asking
_SIGNS = re.compile(r"[?？؟¿!！¡.。।\"“”«»]+")  # what people write around a question


def draft(form: Mapping[str, str], languages: Sequence[str]) -> Draft:
    """An answer as it is typed; what cannot be is for `troubles`."""
    asks = {language: phrases(form.get(f"asks-{language}", "")) for language in languages}
    say = {language: _clean(form.get(f"say-{language}", "")) for language in languages}
    return Draft(
        title=" ".join(_clean(form.get("title", "")).split()),
        asks={language: written for language, written in asks.items() if written},
        say={language: words for language, words in say.items() if any(map(is_seen, words))},
        leads=form.get("leads", "")[:TITLE],
        tell="tell" in form,
    )


def troubles(draft: Draft) -> list[Trouble]:
    """What is longer than there is room for, or has no name."""
    found = []
    if not any(map(is_seen, draft.title)) or len(draft.title) > TITLE:
        found.append(Trouble("title", f"Give it a name of {TITLE} characters at the most. Customers do not see it."))
    for language, written in (draft.asks or {}).items():
        if len(written) > ASKS or len(split(written)) > PHRASES:
            told = f"A language has {PHRASES} ways of asking and {ASKS:,} characters at the most. Leave some out."
            found.append(Trouble(f"asks-{language}", told))
        if any(len(one.split()) > WORDS for one in split(written)):
            told = f"A way of asking has {WORDS} words at the most. Leave only those that matter."
            found.append(Trouble(f"asks-{language}", told))
    return found


def phrases(typed: str) -> str:
    """Ways of asking as the content folder writes them, each once."""
    found = (" ".join(_SIGNS.sub(" ", one).split()).lower() for one in _ENDS.split(_clean(typed)[: 2 * ASKS]))
    return ", ".join(dict.fromkeys(one for one in found if one))


def suggested(question: str, everyday: Collection[str]) -> str:
    """A question as a way of asking, and beside it the words of it that matter: others ask with other small words."""
    whole = phrases(_ENDS.sub(" ", question[:TRY])).split()
    weighty = [word for word in whole if word not in everyday]
    ways = [way for way in (whole, weighty) if 1 < len(way) <= WORDS] or [(weighty or whole)[:WORDS]]
    return phrases(", ".join(map(" ".join, ways)))


def lines(written: str) -> str:
    """The same as the form shows them: one in each line."""
    return "\n".join(split(written))


def _clean(typed: str) -> str:
    """Without signs that are none of a text."""
    return "".join(sign for sign in typed.replace("\r\n", "\n") if sign == "\n" or ord(sign) >= 32).strip()
