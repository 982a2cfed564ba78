"""Numbers, money, days and plurals as each language writes them."""

from datetime import date

import pytest

from relaystack.engine import locale_formats
from relaystack.engine.bidi import FSI, PDI, RLM, aligned, isolated, plain

MONEY = {
    "en": "USD 285,000", "es": "285.000 USD", "fr": "285 000 USD", "pt": "USD 285.000", "ru": "285 000 USD",
    "zh": "USD 285,000", "hi": "USD 2,85,000",
}  # fmt: skip
MONTHS = {
    "en": "June 2026", "es": "junio de 2026", "fr": "juin 2026", "pt": "junho de 2026", "ru": "июнь 2026 г.",
    "zh": "2026年6月", "hi": "जून 2026", "ar": "يونيو 2026",
}  # fmt: skip


def spaced(words: str) -> str:
    """The words with plain spaces for those that keep words on one line."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("language", "amount"), MONEY.items())
def test_money_stands_as_the_language_writes_it(language: str, amount: str) -> None:
    assert spaced(locale_formats.money(language, 285000)) == amount


@pytest.mark.parametrize(("language", "month"), MONTHS.items())
def test_months_stand_as_the_language_writes_them(language: str, month: str) -> None:
    assert spaced(locale_formats.month(language, date(2026, 6, 1))) == month


@pytest.mark.parametrize(
    ("language", "amount", "form"),
    [("ru", 1, "one"), ("ru", 3, "few"), ("ru", 11, "many"), ("ru", 21, "one"), ("ar", 0, "zero"), ("ar", 2, "two"),
     ("ar", 5, "few"), ("ar", 12, "many"), ("ar", 100, "other"), ("zh", 1, "other"), ("fr", 0, "one"),
     ("hi", 0, "one"), ("en", 0, "other"), ("pt", 2, "other")],
)  # fmt: skip
def test_plurals_follow_the_language(language: str, amount: int, form: str) -> None:
    forms = {name: name for name in locale_formats.plural_forms(language)}
    assert locale_formats.plural(language, amount, **forms) == form


@pytest.mark.parametrize(
    ("value", "shown"),
    [("Ana Silva", f"{FSI}Ana Silva{PDI}"), ("محمد", "محمد"), (5, f"{FSI}5{PDI}"), (True, True), ("", ""),
     (f"{FSI}Ana{PDI}", f"{FSI}Ana{PDI}"), ("a\nb", "a\nb"), ("؟", "؟"),
     ("EB-5 منطقة بطالة", "EB-5 منطقة بطالة"), ("مشروع (10%)", "مشروع (10%)")],
)  # fmt: skip
def test_values_are_kept_apart_once_and_only_where_it_is_needed(value: object, shown: object) -> None:
    assert isolated(value) == shown


def test_lines_begin_on_the_right_and_links_can_be_tapped() -> None:
    assert aligned("A. أوروبا", "ar") == f"{RLM}A. أوروبا"
    assert aligned("EB-5 منطقة", "ar") == f"{RLM}EB-5 منطقة"
    assert aligned(f"• {FSI}USD 5{PDI}", "ar") == f"{RLM}• {FSI}USD 5{PDI}"
    assert aligned("• مشروع", "ar") == "• مشروع"
    assert aligned("English only", "ar") == "English only"
    assert aligned(f"{FSI}https://x.example{PDI}", "ar") == "https://x.example"
    assert aligned("A. أوروبا", "en") == "A. أوروبا"
    assert plain(f"{RLM}{FSI}Ana{PDI}") == "Ana"
