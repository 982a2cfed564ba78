"""What people tell beside what they ask for: how they are called, where they live, what they do not want any more.

A country named there is not the one they ask about, so that part of the message is set aside. In the eight languages.
"""

import re
from functools import lru_cache

from ..text import COMPARED
from .name_words import NAMED

_SPACES = re.compile(r"\s+")
# Where one part of a message ends and another may begin.
_PARTS = re.compile(
    r"[,.;:!?\n،؛؟。，；！？]+|\s+(?:and|but|y|pero|et|mais|e|mas|и|а|но|لكن|ولكن|और|लेकिन)\s+|\s+و(?=[أا](?:ريد|بحث|رغب))|但是?|并且|而且"
    r"|\s+(?=(?:looking|searching|seeking|buscando|procurando|ищу) |وليس )",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\bi(?: am|['’]?m)? (?:currently |now )?(?:live|living|based|reside|residing)\b|\b(?:vivo|resido|moro)\b"
    r"|\b(?:soy|vengo) de\b|\bje (?:viens|suis) d(?:['’]|e |u )|\b(?:sou|venho) d[aeo]s?\b"
    r"|\bj['’ ]?habite\b|\bje (?:vis|réside)\b|\b(?:живу|проживаю)\b|(?:أعيش|اعيش|أسكن|اسكن|مقيمة?) في"
    r"|(?:我|现在|目前)住在?|में (?:रहता|रहती)",
    re.IGNORECASE,
)
# "No" alone refuses no country: "no, Canada" corrects, and "no Canadá" is "in Canada" in Portuguese.
_REFUSED = re.compile(
    r"\b(?:do ?n['’]?t|do not|not|never|no longer) (?:\w+ )?(?:want|wish|like|need|interested)\b|\bnot (?:to|in)\b"
    r"|\bno (?:jobs?|work|vacanc\w+)\b"
    r"|\bno (?:quiero|quisiera|busco|necesito|me interesan?|(?:trabajos?|empleos?) en)\b"
    r"|\bne (?:veux|voudrais|souhaite|cherche) (?:pas|plus)\b|\bpas (?:d['’ ]|de|en|au|aux|à)\b"
    r"|\bnão (?:quero|queria|procuro|preciso|me interessam?|em|na|nos|nas)\b"
    r"|\b(?:не|ни) (?:хочу|хотел\w*|ищу|нуж\w+|в|во)\b"
    r"|(?:لا|لست) (?:أريد|اريد|أبحث|ابحث|أرغب|ارغب)|(?:ما|مو) (?:أبغى|ابغى|أبي|ابي|بدي)|مش عايز|ليس في"
    r"|不(?:想|要|去|找|在)|नहीं चाह|^\s*(?:not|не|pas|não|وليس|ليس|不是)(?=\W|[\u3400-\u9fff])"
    r"|\b(?:except|excluding|other than|excepto|salvo|sauf|exceto|кроме|إلا)\b|ما ?عدا|除了|के अलावा",
    re.IGNORECASE,
)

# All that a part says, where something else is wanted by now.
_TAKEN_BACK = re.compile(
    r"no|nope|wait|no wait|oh|sorry|(?:i|i['’]ve|i have) changed my mind|espera|perdón|perdon"
    r"|(?:he cambiado|cambié|cambie) de (?:idea|opinión)"
    r"|non|pardon|attendez|j['’]ai changé d['’]avis|não|nao|espere|desculpe|mudei de ideia"
    r"|нет|не|стойте|извините|(?:я )?передумала?"
    r"|لا|عفوا|عفوًا|غيرت رأيي|不|不是|不对|等等|我?改(?:变)?主意了|नहीं|रुकिए|माफ़? कीजिए",
    re.IGNORECASE,
)


@lru_cache(8)  # one turn asks for the same words again and again
def asked_for(words: str) -> str:
    """The words without what is told beside. Where somebody lives is only that if they ask for something else."""
    parts = [part for part in _PARTS.split(_spaced(words)[: COMPARED + 1]) if part.strip()]
    kept = [part for part in parts if not _is_aside(part)]
    elsewhere = [part for part in kept if not _LIVES.search(part)]
    asked = elsewhere or kept
    return words if len(asked) == len(parts) else ", ".join(asked)


def _spaced(words: str) -> str:
    """One space or end of a line between words: thousands would take minutes to look at."""
    return _SPACES.sub(lambda found: "\n" if "\n" in found[0] else " ", words)


def _is_aside(part: str) -> bool:
    return bool(NAMED.search(part) or _REFUSED.search(part) or _TAKEN_BACK.fullmatch(part.strip()))
