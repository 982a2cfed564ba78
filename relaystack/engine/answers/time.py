"""Which time of day is meant, as `15:30`."""

import functools
import re
from collections.abc import Iterable

from .clock_words import HALF_OF, HOURS, MARKS, MINUTES, PARTS_OF_DAY, WHOLE
from .folding import fold
from .kind import AnswerKind
from .result import HEARING, Hearing, Misunderstood, Understood

LONGEST = 200
WORKING_FROM = 7  # an earlier hour, without more, is one of the afternoon: nobody books for half past three at night
_DIGITAL = re.compile(r"(?<![\d.:/-])(\d{1,2})\s?[:.h\u65f6\u6642\u70b9\u9ede\u0447]\s?(\d\d)(?![\d:/-]|\.\d)")


def understand(words: str, hearing: Hearing = HEARING) -> str | Understood | Misunderstood:
    """The time; an hour that could be of the morning or the afternoon is taken for the day's, and said back."""
    if len(words) > LONGEST:
        return Misunderstood("nothing")
    plain = " ".join(fold(words).replace("a.m.", "am").replace("p.m.", "pm").split())
    digital = {(int(hit[1]), int(hit[2])): hit[1] for hit in _DIGITAL.finditer(plain)}
    found = set(digital) or _spoken(plain)
    if len(found) > 1:
        return Misunderstood("several")
    if not found:
        whole = _whole().search(plain)
        return f"{WHOLE[whole[0]][:2]}:00" if whole else Misunderstood("nothing")
    hour, minute = found.pop()
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Misunderstood("impossible")
    exact = bool(digital) and (hour >= 10 or digital[hour, minute].startswith("0"))
    return _decided(hour % 24, minute, part_of_day(plain), exact)


def _decided(hour: int, minute: int, part: str, exact: bool) -> str | Understood:
    if part == "am" or (part == "night" and not 6 <= hour < 12):
        hour = 0 if hour == 12 else hour
    elif part:
        hour += 12 if hour < 12 else 0
    elif not exact and 1 <= hour <= 12:
        hour += 12 if hour < WORKING_FROM else 0
        return Understood(f"{hour:02}:{minute:02}", "time", {"time": f"{hour:02}:{minute:02}"})
    return f"{hour:02}:{minute:02}"


def _spoken(plain: str) -> set[tuple[int, int]]:
    """Hours and minutes by the first way of saying them that fits."""
    for pattern, sign in _ways():
        found = {_reckoned(hit["h"], hit.groupdict().get("m") or "", sign) for hit in pattern.finditer(plain)}
        if found:
            return found
    return set()


def _reckoned(said_hour: str, said_minute: str, sign: int) -> tuple[int, int]:
    hour = int(HALF_OF[said_hour]) - 1 if said_hour in HALF_OF else int(HOURS.get(said_hour) or said_hour)
    minute = int(MINUTES.get(said_minute) or said_minute or 0)
    if sign > 0 or not minute:
        return hour or 12, minute
    return (hour - 1) or 12, 60 - minute


@functools.cache
def _ways() -> tuple[tuple[re.Pattern[str], int], ...]:
    """How hours are said, the longest first; the sign tells minutes past an hour from minutes to it."""
    hour, minute, mark = rf"(?P<h>{_any(HOURS)}|\d{{1,2}})", rf"(?P<m>{_any(MINUTES)}|\d{{1,2}})", _any(MARKS)
    part, word = _any(PARTS_OF_DAY), rf"(?P<m>{_any(MINUTES)})"
    ways = (
        (rf"{word} (?P<h>{_any(HALF_OF)})", 1),
        (rf"{minute} (?:minutes )?(?:past|after) {hour}", 1),
        (rf"{minute} (?:minutes )?(?:to|before|till) {hour}", -1),
        (rf"без {minute} {hour}", -1),
        (rf"(?P<m>{fold('पौने')}) {hour}", -1),
        (rf"(?P<m>{fold('साढ़े')}|{fold('सवा')}|half) {hour}", 1),
        (rf"{hour}\s?(?:{mark})?\s?(?:menos|moins|{fold('إلا')}) (?:le |un )?{word}", -1),
        (rf"{hour}\s?(?:{mark})?\s?(?:(?:y|et|e|и|و|с) )?{word}", 1),
        (rf"{hour}\s?(?:{mark})", 1),
        (rf"(?:{fold('الساعة')}) {hour}", 1),
        (rf"{hour}\s?(?:{part})", 1),
        (rf"(?:{part})\s?{hour}", 1),
        (rf"^(?:at |a las |a la |a |as |в |{fold('الساعة')} )?{hour}$", 1),
    )
    return tuple((re.compile(rf"(?<![^\W_\u3400-\u9fff]){way}(?![^\W_\u3400-\u9fff])"), sign) for way, sign in ways)


def part_of_day(plain: str) -> str:
    """`am`, `pm` or `night`, as folded words say it; empty where they do not."""
    hit = _parts().search(plain)
    return PARTS_OF_DAY[hit[0]] if hit else ""


@functools.cache
def _parts() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_\u3400-\u9fff])(?:{_any(PARTS_OF_DAY)})(?![^\W\d_\u3400-\u9fff])")


@functools.cache
def _whole() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_\u3400-\u9fff])(?:{_any(WHOLE)})(?![^\W\d_\u3400-\u9fff])")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


KIND = AnswerKind(
    "time",
    understand,
    reasons=("nothing", "impossible", "several"),
    echoes={"time": ("time",)},
    examples=("15:30",),
    longest="15:30",
    odd=("25:00", "10:00 or 11:00", "3:30"),
)
