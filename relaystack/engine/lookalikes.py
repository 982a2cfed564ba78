"""Letters that stand for one another where somebody hides a word or types it on another keyboard: СТОР, STΟP, ST0P.

Applied to both sides of a comparison, so what matters is only which letters count as one.
"""

import re
import unicodedata
from itertools import chain, starmap

_PAIRS = """
а a  б b  в b  г r  е e з z  и u  й u  і i  ї i  ј j  к k  м m  н h  о o  п p  р p  с s  ѕ s  т t  у y  х x  ԁ d  ԛ q
ԝ w  һ h  ӏ l  ѵ v  ү y  α a  β b  ε e  ζ z  η h  ι i  κ k  μ m  ν n  ο o  π p  ρ p  σ s  ς s  τ t  υ u  χ x  ω w  γ y
ı i  ɩ i  ո n  օ o  ս u  տ s  ѐ e  ғ f  0 o  c s
Ꭰ d  Ꭼ e  Ꭲ t  Ꮎ o  Ꮇ m  Ꮲ p  Ꮪ s  ꓐ b  ꓑ p  ꓓ d  ꓔ t  ꓢ s  ꓠ n  ꓳ o  ꓴ u  ꓰ e
ى ي  ی ي  ې ي  ک ك  ھ ه  ە ه  ة ه  ۃ ه  ٱ ا  ँ ं
"""
_BARE = re.compile(r"LATIN (?:SMALL )?LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .*)?")
_DRESSED = (0xC0, 0x250), (0x250, 0x2B0), (0x1D00, 0x1DC0), (0x1E00, 0x1F00), (0x2C60, 0x2C80), (0xA720, 0xA800)
_LATIN = {
    code: named[1].lower()  # ʂ, ᴛ, ø: letters that by their own name are one of ours
    for code in chain.from_iterable(starmap(range, _DRESSED))
    if (named := _BARE.fullmatch(unicodedata.name(chr(code), "")))
}
_SAME = {ord(letter): other for letter, other in zip(*[iter(_PAIRS.split())] * 2, strict=True)} | {ord("ـ"): None}
_ONE = {code: _SAME.get(ord(letter), letter) for code, letter in _LATIN.items()} | _SAME  # ç as c, and so as s
_BOXED = (0x1F150, 0x1F170, 0x1F1E6)  # 🅢, 🆂, 🇸: letters in boxes that Unicode gives no plain form


def alike(token: str) -> str:
    """The token with one letter for all that look or sound like it (С, Ѕ and S); marks of Arabic and Hindi alike."""
    return token.translate(_ONE)


def unboxed(words: str) -> str:
    """The words with plain letters for those in boxes and circles: 🆂🆃🅾🅿."""
    return words if words.isascii() else "".join(map(_plain, words))


def _plain(character: str) -> str:
    code = ord(character)
    first = next((start for start in _BOXED if start <= code < start + 26), 0)
    return chr(code - first + ord("a")) if first and unicodedata.category(character) == "So" else character
