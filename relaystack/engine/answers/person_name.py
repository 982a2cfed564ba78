"""Whether the words are a person's name; it is kept as typed."""

import re
import unicodedata

from . import contact_details
from .country_names import comparable, names
from .folding import fold
from .kind import AnswerKind
from .name_words import (
    ABBREVIATIONS,
    AFTER,
    ARTICLES,
    ASIDE,
    CHINESE,
    CUT,
    GIVEN,
    GREETING,
    LONGEST_CHINESE,
    MOST_WORDS,
    NAMED,
    NEVER,
    NO_NAMES,
    PERHAPS,
    RARELY,
    SMALL_PARTS,
    SURELY,
    SURNAMES,
    TITLED,
    TOPIC_SURNAMES,
)
from .result import HEARING, Hearing, Misunderstood

LONGEST = 80
MOST_SMALL = 4  # words of a name that one word alone makes certain
LONGEST_WORDS = 300  # with all that is said around a name
_EDGES = ' ,;:!?…"“”«»()[]<>。，！、،؛-–—·/|'
_QUESTION = re.compile("[?？؟]")
_JOINERS = re.compile("(?<!\\w)[\u200c\u200d]+|[\u200c\u200d]+(?!\\w)")
_FORMATTED = re.compile(r"([*_~])([^*_~]+)\1")  # WhatsApp's bold and italics around the whole
# Where a part of what is said ends; the dot of Dr. and of an initial is none.
_PART = re.compile(r"[,;!。，،؛]|(?<!\b\w)(?<!\b[DM]r)(?<!\bMrs)(?<!\bProf)\.\s+(?=\w+\s+\w)")
_WORD = re.compile(r"[^\s,.·]+")


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The name with its own capitals, out of "my name is …" where it stands in a sentence; spaces tidied."""
    said = contact_details.without(_visible(words[: LONGEST_WORDS + 1]))
    if "@" in said or "://" in said or said.lower().startswith("www."):
        return Misunderstood("address")
    if len(said) > LONGEST_WORDS or len(words) > 10 * LONGEST_WORDS:
        return Misunderstood("too_long")
    if _QUESTION.search(said):
        return Misunderstood("question")
    name = _introduced(said)
    if any(c.isdigit() for c in name):
        return Misunderstood("digits")
    if sum(c.isalpha() for c in name) < 2:
        return Misunderstood("nothing")
    if _is_sentence(name):
        first = _first_part(said)
        return first or Misunderstood("sentence")
    return name if len(name) <= LONGEST else Misunderstood("too_long")


def says_outright(words: str) -> bool:
    """Whether somebody says how they are called, whatever else they say: it may ask for something beside."""
    said = _visible(words[: LONGEST_WORDS + 1])
    name = understand(words)
    if isinstance(name, Misunderstood):
        return False
    if _is_given(name.split()) or _has_topic_for_surname(name.split()):
        return True
    rest = said[said.find(name) + len(name) :].strip(_EDGES)
    told = bool(_named(said)) or contact_details.without(said) != said
    return told or (bool(rest) and name[:1].isupper() and not any(fold(word) in RARELY for word in name.split()))


def _first_part(said: str) -> str:
    """A name with capitals before the first comma or stop: "Ana Silva. I live in…", "I'm Ana, I live in…"."""
    perhaps = PERHAPS.match(said)
    first = _PART.split(said[perhaps.end() if perhaps else 0 :], maxsplit=1)[0].strip(_EDGES)
    words = first.split()
    whole = len(words) > (not perhaps) and _is_titled(words) and not said.endswith(first)
    odd = any(fold(word) in RARELY | TITLED for word in words) or comparable(first) in names()
    return first if whole and not odd and not _is_sentence(first) else ""


def _visible(words: str) -> str:
    """Without emoji, controls and invisible characters, except those that join letters in Hindi or Persian."""
    kept = "".join(_shown(character) for character in words)
    return " ".join(_JOINERS.sub("", kept).split())


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cs", "So", "Sk", "Co", "Cn"):
        return " "
    hidden = (kind in ("Cf", "Me") and character not in "\u200c\u200d") or "\ufe00" <= character <= "\ufe0f"
    return "" if hidden else character


def _introduced(said: str) -> str:
    """What follows "my name is", and the whole where nothing introduces it."""
    greeting = GREETING.match(said)
    rest = said[greeting.end() :] if greeting and greeting.end() < len(said) else said
    if named := _named(rest):
        rest = _PART.split(rest[named.end() :], maxsplit=1)[0]
        rest = CUT.sub("", rest) or rest
    elif perhaps := PERHAPS.match(rest):
        rest = rest[perhaps.end() :]
        if not rest[:1].islower():
            rest = ASIDE.sub("", rest) or rest
    return _trimmed(AFTER.sub("", rest) or rest)


def _named(said: str) -> re.Match[str] | None:
    """Where somebody says "my name is"."""
    named = NAMED.search(said)
    return named if named and (named.start() == 0 or not said[named.start() - 1].isalpha()) else None


def _trimmed(name: str) -> str:
    """Without what stands around it; the dot of `Jr.` and of an initial stays."""
    bare = name.strip(_EDGES)
    if formatted := _FORMATTED.fullmatch(bare):
        bare = formatted[2].strip(_EDGES)
    while bare.endswith("."):
        last = bare[:-1].split()[-1:] or [""]
        if fold(last[0]) in ABBREVIATIONS or len(last[0].split(".")[-1]) == 1:
            break
        bare = bare[:-1].rstrip(_EDGES)
    return bare


def _is_sentence(name: str) -> bool:
    """Whether a person talks instead of naming themselves."""
    words = [fold(word.strip(_EDGES)) for word in _WORD.findall(name)]
    if len(words) == 1 and (words[0] in NO_NAMES or words[0] in RARELY | TITLED):
        return True
    if _has_topic_for_surname(name.split()):
        return False
    if len(words) > 1 and words[0] in ARTICLES and name[0].islower():
        return True  # "my name is the worst"
    if any(word in NEVER for word in words) or len(words) > MOST_WORDS or _is_chinese_sentence(name):
        return True
    if _is_given(name.split()):
        return False
    odd = [word for word in words if word in RARELY or word in TITLED]
    if len(odd) == len(words):
        return True
    certain = _is_titled(name.split()) or (len(words) <= MOST_SMALL and not SURELY.isdisjoint(words))
    return not certain and (len(odd) > 1 or not TITLED.isdisjoint(words))


def _is_titled(words: list[str]) -> bool:
    """Whether every word begins with a capital, as people write names; all capitals say nothing."""
    said = [word for word in words if word[:1].isalpha() and fold(word.strip(_EDGES)) not in SMALL_PARTS]
    return bool(said) and all(w[0].isupper() for w in said) and not all(w.isupper() for w in words)


def _is_given(words: list[str]) -> bool:
    """Whether a first name that is an everyday word stands before another word with a capital: Will Price."""
    first, *rest = [fold(word.strip(_EDGES)) for word in words] or [""]
    return first in GIVEN and len(rest) == 1 and _is_titled(words) and not {*rest} & TITLED


def _has_topic_for_surname(words: list[str]) -> bool:
    """Whether a surname that is also what people ask about stands behind a first name: Ana Precio, Jean Prix."""
    folded = [fold(word.strip(_EDGES)) for word in words]
    few = 2 <= len(words) <= 3 and folded[-1] in TOPIC_SURNAMES and _is_titled(words)
    odd = NEVER | RARELY | TITLED
    return few and not odd & {*folded[:-1]} and not any(word in names() for word in folded[:-1])


def _is_chinese_sentence(name: str) -> bool:
    parts = re.findall("[\u3400-\u9fff]+", name)
    return any(len(part) > LONGEST_CHINESE or CHINESE.search(_given(part)) for part in parts)


def _given(part: str) -> str:
    """A given name may have 想 (李想), what is said has it elsewhere."""
    return part.replace("想", "") if len(part) <= 3 and part[0] in SURNAMES else part


KIND = AnswerKind(
    "person_name",
    understand,
    reasons=("nothing", "too_long", "digits", "address", "question", "sentence"),
    examples=("Ana Silva",),
    longest=f"{'Maximiliana ' * 6}Silva".ljust(LONGEST, "a"),
    odd=("...", "a" * 300, "Ana 5", "https://ana.example", "who are you?", "i would like to know more about this"),
    personal=True,
    loose=True,
    says_outright=says_outright,
)
