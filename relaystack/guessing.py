"""Can a secret be guessed? What counts is what is left of it besides words, repeats and runs that anybody would try."""

import re
from collections.abc import Iterable

HOW = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
FEWEST = 8  # different signs in a long secret; 32 random hex digits have fewer once in 20 million times
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "yxcvbnm",
    "zxcvbnm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedc", "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
_RUN = 3  # signs that make a run or a repeat, which counts as one sign
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_WORDS = """
    a access account admin administrator and any api app application april august auth autumn bar baseball batman
    battery baz bearer beta bot business challenge change changeme chat chatbot choice citizenship client code
    company confidential console correct cred crm customer data database debug december default demo dev development
    django docker dont dragon dummy easy email enter env example external facebook fake fallback february fixme
    flask foo football for friday generate generated golden group guest hello here hidden hook horse house iloveyou
    in insecure internal invest investment investments investor is it january july june key letmein live local
    localhost login long love main march master message meta monday monkey must my mytoken name never new none not
    november null number october of old open or other pass passphrase passport passwd password phrase pin
    placeholder please princess private prod production public put pwd random relaystack replace residence root safe
    sample saturday secret secure security send september server service session set shadow shh sign signature
    simple simulator some something spring staging staple start starwars string summer sunday sunshine super
    superman supersecret system temp temporary test testing text the this thursday to todo token top trust trustno
    tuesday twin unsafe update user value verification verify visa webhook website wednesday welcome whatsapp winter
    word words work world your yours
"""


def weakness(secret: str, shortest: int, known: Iterable[str] = ()) -> str:
    """Why it can be guessed, in words that fit behind "it"; empty if it cannot. `known` are words to try as well."""
    if len(secret) < shortest:
        return f"is shorter than {shortest} signs"
    if len(set(secret)) < min(FEWEST, shortest - 2):
        return "has only a few different signs"
    plain = secret.lower()
    if _left(plain, known) <= shortest * 0.75 or _left(plain.translate(_LEET), known) <= shortest * 0.5:
        return "is mostly words, repeats or runs that anybody would try"
    return ""


def _left(secret: str, known: Iterable[str]) -> int:
    """How many signs nobody would think of."""
    words = sorted({*_WORDS.split(), *(word.lower() for word in known)}, key=len, reverse=True)
    # Short words are inside random text by chance: they count where they stand for themselves.
    whole = "|".join(re.escape(word) for word in words if len(word) >= 4)
    short = "|".join(re.escape(word) for word in words if len(word) < 4)
    rest = re.sub(whole, " ", secret)
    rest = re.sub(rf"(?<![a-z0-9])(?:{short})(?![a-z0-9])", " ", rest)
    rest = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", " ", rest)
    rest = re.sub(r"[\W_]+", "", rest)
    return min(_unlike(rest), _unlike(rest[::2]) + _unlike(rest[1::2]))  # a1b2c3…: each for itself is a run


def _unlike(text: str) -> int:
    """Its length, where a run, or what stood before, counts as one sign."""
    count, place = 0, 0
    while place < len(text):
        place += max(_run(text, place), _again(text, place), 1)
        count += 1
    return count


def _run(text: str, place: int) -> int:
    """How long the run is that begins there: neighbours on the keyboard or in the alphabet, or one sign repeated."""
    longest = 0
    for run in (*_RUNS, *(run[::-1] for run in _RUNS), text[place] * 64):
        size = _RUN
        while place + size <= len(text) and text[place : place + size] in run:
            longest, size = size, size + 1
    return longest


def _again(text: str, place: int) -> int:
    """How long a piece begins there that stood before."""
    longest, size = 0, _RUN
    while place + size <= len(text) and text[place : place + size] in text[:place]:
        longest, size = size, size + 1
    return longest
