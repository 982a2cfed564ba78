"""Whether the words are a person's name; it is kept as typed."""

import re
import unicodedata

from .folding import fold
from .name_words import (
    ABBREVIATIONS,
    AFTER,
    CHINESE,
    GREETING,
    LONGEST_CHINESE,
    MOST_WORDS,
    NAMED,
    NEVER,
    NO_NAMES,
    PERHAPS,
    RARELY,
)
from .result import HEARING, Hearing, Misunderstood

LONGEST = 80
LONGEST_WORDS = 300  # with all that is said around a name
_EDGES = ' ,;:!?…"“”«»()[]<>。，！、،؛-–—·/|'
_QUESTION = re.compile("[?？؟]")
_JOINERS = re.compile("(?<!\\w)[\u200c\u200d]+|[\u200c\u200d]+(?!\\w)")
_FORMATTED = re.compile(r"([*_~])([^*_~]+)\1")  # WhatsApp's bold and italics around the whole
_WORD = re.compile(r"[^\s,.·]+")


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The name with its own capitals, out of "my name is …" where it stands in a sentence; spaces tidied."""
    said = _visible(words[: LONGEST_WORDS + 1])
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
        return Misunderstood("sentence")
    return name if len(name) <= LONGEST else Misunderstood("too_long")


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
    named = NAMED.search(rest)
    if named and (named.start() == 0 or not rest[named.start() - 1].isalpha()):
        rest = re.split(r"[,;!。，]|\.\s+(?=\w{2,}\s+\w)", rest[named.end() :], maxsplit=1)[0]
    elif perhaps := PERHAPS.match(rest):
        rest = rest[perhaps.end() :]
    return _trimmed(AFTER.sub("", rest) or rest)


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
    if len(words) == 1 and (words[0] in NO_NAMES or words[0] in RARELY):
        return True
    unlike = any(word in NEVER for word in words) or sum(word in RARELY for word in words) > 1
    return unlike or len(words) > MOST_WORDS or _is_chinese_sentence(name)


def _is_chinese_sentence(name: str) -> bool:
    parts = re.findall("[\u3400-\u9fff]+", name)
    return any(len(part) > LONGEST_CHINESE or CHINESE.search(part) for part in parts)
