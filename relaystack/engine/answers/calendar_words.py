"""Months, weekdays and days like "tomorrow" in the languages the bot speaks."""

import functools
import re
from collections.abc import Iterable, Mapping

from babel import Locale

from .country_names import LANGUAGES
from .folding import fold, table

_MONTHS = table("""
1: كانون الثاني, январе, enero, يناير
2: شباط, феврале
3: آذار, марте
4: نيسان, апреле
5: أيار, мае
6: حزيران, июне
7: تموز, июле
8: آب, августе
9: أيلول, сентябре, sept, set
10: تشرين الأول, октябре
11: تشرين الثاني, ноябре
12: كانون الأول, декабре
""")
_WEEKDAYS = table("""
0: mon, monday, lunes, lundi, segunda, segunda feira, понедельник, الاثنين, الإثنين, اثنين, 周一, 星期一, 礼拜一, सोमवार
1: tue, tues, martes, mardi, terça, terça feira, вторник, الثلاثاء, ثلاثاء, 周二, 星期二, 礼拜二, मंगलवार
2: wed, miércoles, mercredi, quarta, quarta feira, среду, среда, الأربعاء, اربعاء, 周三, 星期三, 礼拜三, बुधवार
3: thu, thur, thurs, jueves, jeudi, quinta, quinta feira, четверг, الخميس, خميس, 周四, 星期四, 礼拜四, गुरुवार, बृहस्पतिवार
4: fri, viernes, vendredi, sexta, sexta feira, пятницу, пятница, الجمعة, جمعة, 周五, 星期五, 礼拜五, शुक्रवार
5: sat, sábado, samedi, субботу, суббота, السبت, 周六, 星期六, 礼拜六, शनिवार
6: sun, domingo, dimanche, воскресенье, الأحد, 周日, 周天, 星期日, 星期天, 礼拜天, रविवार, इतवार
""")
# Days from today.
RELATIVE = table("""
0: today, tonight, hoy, aujourd'hui, aujourd hui, hoje, сегодня, اليوم, 今天, 今日, आज
1: tomorrow, tomorow, tmrw, tomm, mañana, demain, amanhã, завтра, غدا, بكرة, بكره, 明天, 明日, कल
2: day after tomorrow, the day after tomorrow, overmorrow, pasado mañana, après demain, après-demain, depois de amanhã, послезавтра, بعد غد, بعد غدا, 后天, परसों
""")
NEXT = re.compile(
    r"\b(?:next|próximo|proximo|proxima|siguiente|que viene|prochain|que vem|следующ\w+|القادم\w*|المقبل)\b|下周|下星期|下礼拜|अगले"
)
_DAYS = table("1: day, days, día, días, jour, jours, dia, dias, день, дня, дней, يوم, أيام, ايام, 天, दिन\n"
              "7: week, weeks, semana, semanas, semaine, semaines, неделю, недели, недель, أسبوع, أسابيع, 周, 星期, सप्ताह, हफ्ते")  # fmt: skip
_IN = {fold(word) for word in ["in", "en", "dentro", "de", "dans", "em", "daqui", "a", "через", "بعد"]}
EDGE, EDGE_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_\u3400-\u9fff])"


@functools.cache
def months() -> dict[str, int]:
    """Folded names and short names of the months with their numbers."""
    found = {name: int(value) for name, value in _MONTHS.items()}
    for language in LANGUAGES[:6] + LANGUAGES[7:]:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                found |= {fold(name).rstrip("."): number for number, name in context[width].items()}
    return {name: number for name, number in found.items() if not name.isdecimal()}


@functools.cache
def weekdays() -> dict[str, int]:
    """Folded names of the weekdays, Monday as 0."""
    found = {name: int(value) for name, value in _WEEKDAYS.items()}
    for language in LANGUAGES:
        for context in Locale(language).days.values():
            found |= {fold(name).replace("-", " "): number for number, name in context["wide"].items()}
    return found


@functools.cache
def span() -> re.Pattern[str]:
    """Finds `in 3 days`, `через 2 недели`, `3天后`."""
    return re.compile(
        rf"\b(?:{_any(_IN)})\s+(\d{{1,3}})\s+({_any(_DAYS)}){EDGE_AFTER}"
        rf"|(\d{{1,3}})\s?({_any(_DAYS)})\s?(?:后|以后|बाद|में|from now|from today|later)"
    )


def days_of(unit: str) -> int:
    """How many days `day` or `week` is."""
    return int(_DAYS[unit])


@functools.cache
def one_of(kind: str) -> str:
    """The pattern of any month, weekday or relative day."""
    words: Mapping[str, object] = {"months": months(), "weekdays": weekdays()}.get(kind) or RELATIVE
    return _any(words)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
