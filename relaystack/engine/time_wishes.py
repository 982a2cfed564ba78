"""When would somebody like to come? A day, a time or a part of the day, as they say it: "tomorrow afternoon"."""

import functools
import re
from datetime import timedelta

from .answers import ANSWERS, Hearing, Misunderstood, Understood
from .answers.date import of_next_week
from .answers.day_part_words import DAY_PARTS, HOURS_OF, NEXT_WEEK
from .answers.folding import fold

LONGEST = 120
_WEEKDAYS_AFTER = re.compile(r"[一二三四五六日天]")  # 下周二 is a day of it


def read(words: str, hearing: Hearing) -> dict[str, str] | None:
    """`day` and, for a whole week, `until`; `from` and `to` for a part of the day, or `time`. None for other words."""
    if len(words) > LONGEST:
        return None
    plain = " ".join(fold(words).split())
    week = {} if _day(words, hearing) else _week(plain, hearing)
    wish = {**week, **_day(words, hearing), **_part(plain), **_time(words, hearing)}
    return wish or None


def _week(plain: str, hearing: Hearing) -> dict[str, str]:
    if not any(named in plain for named in NEXT_WEEK) or _WEEKDAYS_AFTER.search(plain):
        return {}
    monday = hearing.today + timedelta(days=7 - hearing.today.weekday())
    return {"day": monday.isoformat(), "until": (monday + timedelta(days=6)).isoformat()}


def _day(words: str, hearing: Hearing) -> dict[str, str]:
    next_one = of_next_week(words, hearing.today)
    day = _understood("date", words, hearing) or (next_one.isoformat() if next_one else "")
    return {"day": day} if day and day >= hearing.today.isoformat() else {}


def _part(plain: str) -> dict[str, str]:
    hit = _parts().search(plain)
    return dict(zip(("from", "to"), HOURS_OF[DAY_PARTS[hit[0]]], strict=True)) if hit else {}


def _time(words: str, hearing: Hearing) -> dict[str, str]:
    at = _understood("time", words, hearing)
    is_noon = at == "12:00" and hearing.language == "fr" and "apres" in fold(words)  # "après-midi" holds "midi"
    return {"time": at} if at and not is_noon else {}


def _understood(kind: str, words: str, hearing: Hearing) -> str:
    value = ANSWERS[kind].understand(words, hearing)
    if isinstance(value, Misunderstood):
        return ""
    return str(value.value if isinstance(value, Understood) else value)


@functools.cache
def _parts() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(DAY_PARTS, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_\u3400-\u9fff])(?:{words})(?![^\W\d_\u3400-\u9fff])")
