"""How typed words are compared: case, width, punctuation, emoji and keycaps set aside."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_GAP_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
NUKTA = "\u093c"  # Hindi keyboards often leave it out: करोड for करोड़
_NOT_WORDS = re.compile(r"[^\w\s]|_")
READ = 1024  # characters of a message that a turn reads: more than any kind of answer may have
COMPARED = 400  # of these, that are compared with what we know, also once they are spelled out: ﷺ is eighteen letters
CUT = "…"  # ends what was longer; no word, so that nothing cut counts as a command or a wish that is all understood
_LETTERS = 4096  # signs whose folding is remembered
_THIS_TURN = 8  # texts: one turn asks for the same few again and again


def expanded(form: Literal["NFKC", "NFKD"], words: str) -> str:
    """The words in that form of Unicode, as far as they are compared."""
    return unicodedata.normalize(form, words[: COMPARED + 1])[: COMPARED + 1]


@lru_cache(_THIS_TURN)
def normalise(words: str) -> str:
    """The words as they are compared: `" HELLO!! 👋"` becomes `"hello"`, `"1️⃣"` becomes `"1"`."""
    folded = expanded("NFKC", words).casefold()
    kept = "".join(map(_kept, folded[:COMPARED]))
    stripped = _NOT_WORDS.sub(" " if kept.isascii() else _unless_mark, kept)
    return " ".join([*stripped.split(), *([CUT] if len(folded) > COMPARED else [])])


@lru_cache(_LETTERS)
def _kept(character: str) -> str:
    """What is compared of a sign: nothing of emoji and their like, of digits the one of any script.

    Marks (Mn, Mc) are part of words in Hindi and Arabic, but U+FE0F only asks for an emoji's picture.
    """
    dropped = character == "\ufe0f" or unicodedata.category(character) in ("Me", "Cf", "So", "Sk")
    return "" if dropped else _digit(character)


def _unless_mark(hit: re.Match[str]) -> str:
    return hit[0] if _is_mark(hit[0]) else " "


def tokens(words: str) -> list[str]:
    """The words one by one, without accents; of Chinese, which writes no spaces, the signs one by one."""
    return [bare for bare, _ in spelled(words)]


@lru_cache(_THIS_TURN)
def spelled(words: str) -> Sequence[tuple[str, str]]:
    """The same, each with the accents that it was written with."""
    parts = ((_bare(part), part) for part in _CHINESE.sub(r" \g<0> ", normalise(words)).split())
    return tuple((bare, part) for bare, part in parts if bare)


def _bare(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not _is_accent(c))


def together(parts: Iterable[str]) -> str:
    """Tokens as words again."""
    return _GAP_IN_CHINESE.sub("", " ".join(parts))


def _digit(character: str) -> str:
    """A digit of any script as 0-9: people answer menus with the digits of their keyboard."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc")


def _is_accent(character: str) -> bool:
    """A mark that may be left out. Hindi's vowel signs may not, but for the nukta: they tell words apart."""
    hindi = "\u0900" <= character <= "\u097f" and character != NUKTA
    return unicodedata.category(character) == "Mn" and not hindi


def keycap(number: int) -> str:
    """`3` as WhatsApp users type it in menus: 3️⃣; 10 is 🔟, and larger numbers are written `11.`."""
    if number == 10:
        return "🔟"
    return f"{number}\ufe0f\u20e3" if 0 <= number <= 9 else f"{number}."


def shorten(words: str, limit: int) -> str:
    """The words within `limit` characters, cut at a grapheme's edge with an ellipsis where too long."""
    if len(words) <= limit:
        return words
    cut = limit - 1
    while cut > 0 and _joins(words[cut]):
        cut -= 1
    return words[:cut].rstrip("\u200d ") + "…"


def _joins(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff"
