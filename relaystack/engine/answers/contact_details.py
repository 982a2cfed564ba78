"""Addresses and numbers that somebody adds to their name: "Maria Silva, my e-mail is maria@example.com"."""

import re
from functools import lru_cache

_AND = r"(?:(?:and|y|et|e|и|और|以及|和) ?)?"
_MY = r"(?:(?:my|mi|mon|meu|o meu|моя|мой|मेरा|我的?|ال) ?)?"
_LABEL = (
    r"(?:e-?mail|mail(?:to)?|correo(?: electr[oó]nico)?|courriel|adresse|почта|имейл|емейл|мейл"
    r"|ईमेल|मेल|邮箱|邮件|电邮|و?(?:بريدي|ايميلي|إيميلي|بريد|رقمي|هاتفي)(?: ال\w{1,20})?"
    r"|phone|tel(?:[ée]fono|efone|éphone)?|mobile|whatsapp|number|n[úu]mero|num[ée]ro|номер|телефон|电话|手机|नंबर|फ़ोन)"
)
_IS = r"(?: ?(?:address|number|is|es|est|é|है|هو|是|at|[:=：—–-])){0,3}"
_ADDRESS = r"[\w.+%'’-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_NUMBER = r"\+?\(?\d(?:[\s().-]{0,2}\d){6,14}"
_DETAIL = re.compile(
    rf"[ ,;|/(<:，、-]{{0,3}}(?:{_AND}{_MY}{_LABEL}{_IS})?[ (<]{{0,2}}(?:(?a:{_ADDRESS})|{_NUMBER})[>) ]{{0,2}}(?:है)?",
    re.IGNORECASE,
)


@lru_cache(8)  # one turn asks for the same words again and again
def without(words: str) -> str:
    """The tidied words without addresses and numbers; as they are where nothing else is said."""
    if "@" not in words and sum(character.isdigit() for character in words) < 7:
        return words
    rest = _DETAIL.sub(", ", words)
    return rest if sum(character.isalpha() for character in rest) > 1 else words
