"""A message as its words are looked up: folded, bounded, one after another."""

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from ..text import tokens

FIRST, LAST = 40, 20  # words of a long message that are read: what is asked stands at its begin or at its end
QUESTION_MARKS = ("?", "؟", "？")
COUNTRY, NUMBER = "@", "#"  # what stands for a country, and for a number, in phrases

# One letter for those that people write for one another.
_ONE = str.maketrans({
    **dict(zip("ىیېکھەةۃٱ", "يييكهههها", strict=True)), "ँ": "ं", "ё": "е",
    **dict(zip("護證簽費時間錢幾國請嗎個歐亞資買產過辦親黃達聖萬員學維護區島準與還為這裡讓給項點長說現類經號後當轉換帶稅",
               "护证签费时间钱几国请吗个欧亚资买产过办亲黄达圣万员学维护区岛准与还为这里让给项点长说现类经号后当转换带税",
               strict=True)),
})  # fmt: skip
_CHINESE = {chr(code) for code in range(0x3400, 0xA000)}
_ARABIC = range(0x0600, 0x0700)
# Written together with the word behind them: and, the, in, for, to the.
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ك")
_LEAST = 3  # letters that a word has left without its prefix, without "and" two
_AND = "و"


@lru_cache(8)
def read(words: str) -> Sequence[str]:
    """The words of a message as phrases are compared with them; of a long one its begin and its end."""
    found = fold(words)
    return found if len(found) <= FIRST + LAST else (*found[:FIRST], *found[-LAST:])


def fold(words: str) -> tuple[str, ...]:
    """Words one by one, with one letter for those that stand for one another."""
    letters = list(map(_letter, words))
    if words and None not in letters:  # one plain word: tables are full of them
        return ("".join(filter(None, letters)),)
    return tuple(token.translate(_ONE) for token in tokens(words))


@cache
def _letter(character: str) -> str | None:
    """A letter as it is compared; None for a sign that words end at, and for Chinese, which writes no ends."""
    if not (character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")) or character in _CHINESE:
        return None
    return "".join(tokens(character)).translate(_ONE)


def is_question(words: str) -> bool:
    """Whether the words end as a question does."""
    return words.rstrip().endswith(QUESTION_MARKS)


def is_chinese(token: str) -> bool:
    """Whether it is one sign of Chinese."""
    return token in _CHINESE


def begins_with_and(said: Sequence[str]) -> bool:
    """Whether the first word is joined to what was said before, as Arabic joins it: "والبرتغال؟"."""
    return bool(said) and said[0].startswith(_AND)


def forms(token: str) -> tuple[str, ...]:
    """The word as it stands, and without what Arabic writes together with it."""
    if not token or ord(token[0]) not in _ARABIC:
        return (token,)
    return (
        token,
        *(token[len(p) :] for p in _PREFIXES if token.startswith(p) and len(token) >= len(p) + _LEAST - (p == _AND)),
    )
