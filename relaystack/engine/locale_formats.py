"""How numbers, money, days and lists look in each language (CLDR, by Babel)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, localedata
from babel.dates import format_date, format_skeleton, format_time, get_day_names, match_skeleton
from babel.numbers import NumberPattern, format_decimal, parse_pattern

_TAPPED = 24  # characters of a row of a list
_COMMAS = {"ar": "، ", "zh": "、"}


def is_language(code: str) -> bool:
    """Whether CLDR knows a language by that code."""
    return code.isalpha() and code in localedata.locale_identifiers()


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@lru_cache(4096)
def money(language: str, amount: float, currency: str = "USD") -> str:
    """`USD 285,000`, `285.000 USD`, `285 000 USD`: whole amounts, the code where the language puts its sign."""
    if language == "en":
        return f"{currency} {number(language, round(amount))}"
    pattern = _money_pattern(language)
    return str(pattern.apply(round(amount), _locale(language), currency=currency, currency_digits=False))


def price(language: str, hundredths: int, currency: str) -> str:
    """The same of an amount that may not be whole: `USD 285`, `USD 285.50`."""
    if hundredths % 100 == 0:
        return money(language, hundredths // 100, currency)
    if language == "en":
        return f"{currency} {hundredths / 100:,.2f}"
    pattern = _money_pattern(language, ".00")
    return str(pattern.apply(hundredths / 100, _locale(language), currency=currency, currency_digits=False))


@lru_cache
def _money_pattern(language: str, cents: str = "") -> NumberPattern:
    shape = _locale(language).currency_formats["standard"].pattern.split(";")[0].replace(".00", cents)
    return parse_pattern(shape.replace("¤#", "¤\u00a0#").replace("¤", "¤¤"))


@lru_cache(4096)
def number(language: str, amount: float) -> str:
    """A number with the language's separators."""
    return format_decimal(amount, locale=language)


@lru_cache(1024)
def month(language: str, day: date | str) -> str:
    """`June 2026`, `junio de 2026`, `2026年6月`."""
    return format_skeleton("yMMMM", _day(day), locale=language)


@lru_cache(1024)
def day(language: str, day: date | str) -> str:
    """`March 31, 2027`, `31 de marzo de 2027`; a day may come as `2027-03-31`."""
    return format_date(_day(day), "long", locale=language)


@lru_cache
def weekday(language: str, day: int) -> str:
    """The short name of a weekday: 0 is `Mon`."""
    return str(get_day_names("abbreviated", locale=language)[day])


def clock(language: str, at: time) -> str:
    """`9:00 AM`, `09:00`."""
    return format_time(at, "short", locale=language)


def moment(language: str, at: datetime) -> str:
    """A day within a year and its time, with what is said of the zone: `Tue, Dec 1, 9:00 AM (UTC+4)`."""
    return listed(language, (_like(language, "MMMMEd", at), _with_zone(language, at)))


def clock_in(language: str, at: str, zone: str) -> str:
    """The time alone of a moment in ISO form, by the clock of a zone: `9:00 AM (UTC+4)`."""
    return _with_zone(language, _local(at, zone))


def day_in(language: str, at: str, zone: str) -> str:
    """Its day alone: `Tuesday, December 1`."""
    return _like(language, "MMMMEEEEd", _local(at, zone))


def _with_zone(language: str, at: datetime) -> str:
    offset = f"{at:%z}"
    hours, minutes = int(offset[:3]), offset[3:5]
    zone = f"UTC{hours:+}{'' if minutes == '00' else f':{minutes}'}" if int(offset) else "UTC"
    return f"{clock(language, at.timetz().replace(tzinfo=None))} ({zone})"


@lru_cache(4096)
def moment_in(language: str, at: str, zone: str) -> str:
    """The same of a moment in ISO form, by the clock of a zone: `Tue, Dec 1, 9:00 AM (UTC+4)`."""
    return moment(language, _local(at, zone))


@lru_cache(4096)
def slot(language: str, at: str, zone: str) -> str:
    """The same so short that it can be tapped: `Tue, Dec 1, 9:00 AM`."""
    here = _local(at, zone)
    short = (_like(language, skeleton, here) for skeleton in ("MMMEd", "MEd"))
    said = [listed(language, (day, clock(language, here.timetz().replace(tzinfo=None)))) for day in short]
    return next((words for words in said if len(words) <= _TAPPED), said[-1])


def _like(language: str, skeleton: str, at: date) -> str:
    """What a pattern says of a moment, in the language's order."""
    return str(format_skeleton(_nearest(language, skeleton), at, locale=language))


@lru_cache
def _nearest(language: str, skeleton: str) -> str:
    """The pattern that CLDR has for a language in place of one that it has not: babel compares it with all of them."""
    known = _locale(language).datetime_skeletons
    return skeleton if skeleton in known else match_skeleton(skeleton, known) or skeleton


def _local(at: str, zone: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(ZoneInfo(zone))


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def listed(language: str, items: Iterable[object]) -> str:
    """The items with the language's comma between them."""
    return _COMMAS.get(language, ", ").join(map(str, items))


def plural(language: str, amount: float, **forms: str) -> str:
    """The form for so many: `plural(n, one="program", other="programs")`; without it the last that is given."""
    form = str(_locale(language).plural_form(amount))
    return forms.get(form) or next(reversed(forms.values()), "")


@lru_cache
def plural_forms(language: str) -> frozenset[str]:
    """The forms that the language tells apart for whole numbers."""
    rule = _locale(language).plural_form
    return frozenset(rule(amount) for amount in range(1001))


@lru_cache(4096)
def territory(language: str, code: str) -> str:
    """A country's name in the language; empty for a code that is none."""
    return str(_locale(language).territories.get(code, ""))


@lru_cache(4096)
def country(language: str, english: str) -> str:
    """A country by its English name; empty where there is none of that name."""
    return territory(language, _codes().get(english, ""))


@lru_cache
def _codes() -> dict[str, str]:
    return {str(name): str(code) for code, name in _locale("en").territories.items() if len(str(code)) == 2}
