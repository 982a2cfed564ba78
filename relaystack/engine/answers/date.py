"""Which day is meant, as an ISO date."""

import functools
import re
from collections.abc import Iterator
from datetime import date, timedelta

from babel.dates import format_date

from .calendar_words import EDGE, EDGE_AFTER, NEXT, RELATIVE, days_of, months, one_of, span, weekdays
from .country_names import LANGUAGES
from .folding import fold
from .kind import AnswerKind
from .result import HEARING, Hearing, Misunderstood, Understood

LONGEST = 200
_MONTH_FIRST = {"US", "PH", "PR", "FM", "PW", "GU"}  # where 03/04 is the fourth of March
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?日?")
_NUMBERS = re.compile(r"(?<![\d.,/-])(\d{1,2})([-./])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-]|[.,]\d)")
_CHINESE = re.compile(r"(?:(\d{4})年)?(?<!\d)(\d{1,2})月(\d{1,2})[日号]?")


def understand(words: str, hearing: Hearing = HEARING) -> str | Understood | Misunderstood:
    """The day. What was reckoned (tomorrow, a weekday, a date without year) is said back, two readings are asked."""
    if len(words) > LONGEST:
        return Misunderstood("nothing")
    plain = " ".join(fold(words).split())
    try:
        found = list(_written(plain, hearing)) or list(_reckoned(plain, hearing))
    except _Unsure as unsure:
        return Misunderstood("unsure", guess=_said(unsure.args[0], hearing.language))
    except (ValueError, OverflowError):  # 30 February
        return Misunderstood("impossible")
    days = {day for day, _ in found}
    if not days:
        return Misunderstood("nothing")
    if len(days) > 1:
        return Misunderstood("several")
    day, exact = found[0]
    return day.isoformat() if exact else Understood(day.isoformat(), "date", {"date": day})


class _Unsure(Exception):
    """The date can be read in two ways; one of them."""


def _said(day: date, language: str) -> str:
    return format_date(day, "long", locale=language if language in LANGUAGES else "en")


def _written(plain: str, hearing: Hearing) -> Iterator[tuple[date, bool]]:
    """Dates that are written out, and whether their year is; each place counts once."""
    for hit in _YEAR_FIRST.finditer(plain):
        year, month, day = map(int, hit.groups())
        yield date(year, month, day), True
    rest = _YEAR_FIRST.sub(" ", plain)
    for hit in _by_month_name().finditer(rest):
        name, its_year = hit["m1"] or hit["m2"], hit["y1"] or hit["y2"]
        yield _with_year(int(hit["d1"] or hit["d2"]), months()[name], its_year, hearing.today)
    for hit in _CHINESE.finditer(rest):
        yield _with_year(int(hit[3]), int(hit[2]), hit[1], hearing.today)
    for hit in _NUMBERS.finditer(rest):
        yield _of_numbers(int(hit[1]), int(hit[3]), hit[4], hit[2], hearing)


@functools.cache
def _by_month_name() -> re.Pattern[str]:
    month = f"{EDGE}(?:{one_of('months')}){EDGE_AFTER}"
    ending = r"(?:st|nd|rd|th|er|o|°|-?го|-?е)?"
    year = r"(?:\.?,?\s?(?:de |del |do |of )?(?<!\d)(?P<y{0}>\d{{4}})(?!\d))?"
    of = r"(?:of |de |do |d')?"
    return re.compile(
        rf"(?<![\d.,/:])(?P<d1>\d{{1,2}})\s?{ending}\s?{of}(?P<m1>{month}){year.format(1)}"
        rf"|(?P<m2>{month})\.?\s?(?:the )?(?P<d2>\d{{1,2}})(?!\d){ending}{year.format(2)}"
    )


def _with_year(day: int, month: int, year: str | None, today: date) -> tuple[date, bool]:
    """The date; without a year it is the next one, which for 29 February may be years ahead."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day), True
    date(2024, month, day)
    for ahead in range(9):
        try:
            found = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if found >= today:
            return found, False
    raise ValueError(day)


def _of_numbers(first: int, second: int, year: str | None, mark: str, hearing: Hearing) -> tuple[date, bool]:
    """Day and month by which can be what, then by the country's habit, else asked."""
    if second > 12 >= first:
        first, second = second, first
    elif first <= 12 and first != second and mark != ".":
        if hearing.country in _MONTH_FIRST:
            first, second = second, first
        elif hearing.language == "en" and not hearing.country:
            raise _Unsure(_with_year(first, second, year, hearing.today)[0])
        return _with_year(first, second, year, hearing.today)[0], False
    return _with_year(first, second, year, hearing.today)


def _reckoned(plain: str, hearing: Hearing) -> Iterator[tuple[date, bool]]:
    """Days told from today: tomorrow, in three days, next Monday."""
    today = hearing.today
    for hit in span().finditer(plain):
        count, unit = hit[1] or hit[3], hit[2] or hit[4]
        yield today + timedelta(int(count) * days_of(unit)), False
    relative = _relative().search(plain)
    if relative and not span().search(plain):
        yield today + timedelta(int(RELATIVE[relative[0]])), False
        return
    for hit in _weekday().finditer(plain.replace("-", " ")):
        ahead = (weekdays()[hit[0]] - today.weekday()) % 7 or 7
        if NEXT.search(plain) and today.weekday() + ahead < 7:
            raise _Unsure(today + timedelta(ahead))
        yield today + timedelta(ahead), False


def of_next_week(words: str, today: date) -> date | None:
    """`next Tuesday`, which may be tomorrow, as the one of the week after: for who only has times shown by it."""
    plain = " ".join(fold(words).split())
    named = {weekdays()[hit[0]] for hit in _weekday().finditer(plain.replace("-", " "))}
    if len(named) != 1 or not NEXT.search(plain):
        return None
    return today + timedelta(7 - today.weekday() + named.pop())


@functools.cache
def _relative() -> re.Pattern[str]:
    return re.compile(f"{EDGE}(?:{one_of('relative')}){EDGE_AFTER}|(?:今天|今日|明天|明日|后天)")


@functools.cache
def _weekday() -> re.Pattern[str]:
    return re.compile(f"{EDGE}(?:{one_of('weekdays')}){EDGE_AFTER}|(?:周|星期|礼拜)[一二三四五六日天]")


KIND = AnswerKind(
    "date",
    understand,
    reasons=("nothing", "unsure", "impossible", "several"),
    echoes={"date": ("date",)},
    examples=("2027-03-31",),
    longest="2027-09-30",
    odd=("03/04/2027", "2027-02-30", "31 March or 1 April", "tomorrow"),
)
