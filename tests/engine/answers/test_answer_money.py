"""What people write as a budget, and which amount it is."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaystack.engine.answers import Hearing, Misunderstood, Rate, Understood
from relaystack.engine.answers.money import LARGEST, LONGEST, understand
from relaystack.engine.locale_formats import money

AMOUNTS = {
    "150000": 150_000, "150,000": 150_000, "$150,000": 150_000, "150 000": 150_000, "150.000": 150_000,
    "1.5 million": 1_500_000, "1,5 million": 1_500_000, "250k": 250_000, "250 K": 250_000, "1,50,000": 150_000,
    "٨٠٠٠٠٠": 800_000, "٨٠٠٬٠٠٠": 800_000, "८०००००": 800_000, "８０００００": 800_000, "800.000": 800_000,
    "USD 2m": 2_000_000, "USD250k": 250_000, "250000usd": 250_000, "250k$": 250_000, "US$ 1.2m": 1_200_000,
    "around 300 thousand dollars": 300_000, "I have about $400,000.": 400_000, "1’500’000": 1_500_000,
    "1.500.000,50": 1_500_000, "1,500,000.49": 1_500_000, "500.000,-": 500_000, "5 million+": 5_000_000,
    "~500k": 500_000, "\u200e250k": 250_000, "1": 1, "1bn": 10**9, "500\u00a0000": 500_000, "2mio": 2_000_000,
}  # fmt: skip
RATES = {
    code: Rate(usd, date(2026, 6, 1))
    for code, usd in {"EUR": 1.14, "AED": 0.272294, "INR": 0.0117, "CNY": 0.14, "RUB": 0.0125, "MXN": 0.05, "BRL": 0.18,
                      "CAD": 0.73}.items()
}  # fmt: skip


def hear(language: str = "en", country: str = "") -> Hearing:
    return Hearing(language, country, date(2026, 7, 1), RATES)


NONSENSE = {
    "": "nothing", "   ": "nothing", "abc": "nothing", "👍": "nothing", "1e9": "nothing", "0.2": "too_small",
    "2000 billion": "too_large", "200k, maybe 300k": "several", "1\x005": "several", "x" * 65_000: "nothing",
    "9" * 65_000: "nothing", "1," * 32_500: "nothing", " " * 65_000 + "5": "nothing",
}  # fmt: skip
LANGUAGES = {
    "en": {
        "250k": 250_000, "1.5 million": 1_500_000, "$800,000": 800_000, "800.000": 800_000,
        "1,50,000": 150_000, "٨٠٠٠٠٠": 800_000, "50万": 500_000, "2 crore": 20_000_000,
        "around 300 thousand dollars": 300_000, "half a million": 500_000,
        "two hundred thousand": 200_000, "two hundred and fifty thousand dollars": 250_000,
        "one and a half million": 1_500_000, "2 and a half million": 2_500_000,
        "2½ million": 2_500_000, "½ million": 500_000, "budget - 300k": 300_000,
        "budget: 300k-": 300_000, "1.500 million": 1_500_000, "1m 200k": 1_200_000,
        "2 million 500 thousand": 2_500_000, "500k (500,000)": 500_000, "up to 500k": 500_000,
        "500k+": 500_000, "thousand dollars": 1_000, "my budget is 300000 usd": 300_000,
        "250kusd": 250_000, "1’500’000": 1_500_000, "USD 456,000": 456_000,
        "1 lakh crore": 1_000_000_000_000, "2 cr": 20_000_000, "ten thousand": 10_000, "5": 5,
        "500": 500, "300 usd": 300, "$2027": 2_027, "million": 1_000_000, "a million": 1_000_000,
        "one million": 1_000_000,
        "1/2 million": 500_000, "1/2M": 500_000, "3/4 million": 750_000, "1/2 a million": 500_000,
        "1\u20442 million": 500_000,
        "2 1/2 million": 2_500_000, "1 1/2 m": 1_500_000, "2 ½ million": 2_500_000, "1/4 of a million": 250_000,
        "three quarters of a million": 750_000, "⅓ million": 333_333, "two thirds of a million": 666_667,
        "1/2 lakh": 50_000,
        "$1/2 million": 500_000,
    },
    "es": {
        "1/2 millón": 500_000, "tres cuartos de millón": 750_000, "1 1/2 millones": 1_500_000,
        "medio millón": 500_000, "un millón y medio": 1_500_000,
        "doscientos cincuenta mil dólares": 250_000, "200 mil": 200_000,
        "1.500 millones": 1_500_000_000,
    },
    "ru": {
        "1/2 миллиона": 500_000, "три четверти миллиона": 750_000, "треть миллиона": 333_333,
        "полляма": 500_000, "сто пятьдесят тыщ": 150_000, "300 штук": 300_000,
        "полмиллиона": 500_000, "двести тысяч долларов": 200_000, "300 тыс. долларов": 300_000,
        "1,5 млн": 1_500_000,
    },
    "pt": {
        "200 mil": 200_000, "1/2 milhão": 500_000, "três quartos de milhão": 750_000,
    },
    "fr": {
        "1/2 million": 500_000, "trois quarts de million": 750_000, "un tiers de million": 333_333,
        "quatre-vingt mille": 80_000, "un million et demi": 1_500_000, "1,500 million": 1_500_000,
        "456 000 USD": 456_000, "un million": 1_000_000,
    },
    "zh": {
        "1/2百万": 500_000, "四分之三百万": 750_000,
        "五十万": 500_000, "两百五十万美元": 2_500_000, "50万美金": 500_000, "1亿5千万": 150_000_000,
        "我有一百万美元": 1_000_000, "50w": 500_000,
    },
    "ar": {
        "1/2 مليون": 500_000, "ثلاثة أرباع مليون": 750_000, "ثلث مليون": 333_333,
        "نص مليون": 500_000, "نصف المليون": 500_000, "مليون ونص": 1_500_000, "مئتي ألف": 200_000,
        "مئتا ألف دولار": 200_000, "مليونا دولار": 2_000_000, "خمسون مليونا": 50_000_000, "مليوني دولار": 2_000_000,
        "مليون ومئتي ألف": 1_200_000, "٨٠٠ك": 800_000,
        "نصف مليون": 500_000, "مئتان وخمسون ألف دولار": 250_000, "٣٠٠ ألف": 300_000, "مليون ونصف": 1_500_000,
    },
    "hi": {
        "१.५ मिलियन": 1_500_000,
    },
    "de": {
        "1.500": 1_500,
    },
}  # fmt: skip
# words, language, country, dollars, how it is said back
SAID_BACK = [
    ("2 crore", "hi", "", 20_000_000, "money_lakh"),
    ("2 crore, 3 kids", "en", "IN", 20_000_000, "money_lakh"),
    ("200-300k", "en", "", 200_000, "money_range"),
    ("€400k", "en", "", 456_000, "money_converted"),
    ("AED 2m", "en", "", 544_588, "money_converted"),
    ("between 200 and 300k", "en", "", 200_000, "money_range"),
    ("200k to 300k", "en", "", 200_000, "money_range"),
    ("duzentos e cinquenta mil reais", "pt", "", 45_000, "money_converted"),
    ("deux cent mille euros", "fr", "", 228_000, "money_converted"),
    ("un demi-million d'euros", "fr", "", 570_000, "money_converted"),
    ("400 k€", "fr", "", 456_000, "money_converted"),
    ("от 200 до 300 тысяч", "ru", "", 200_000, "money_range"),
    ("полтора миллиона рублей", "ru", "", 18_750, "money_converted"),
    ("50万元", "zh", "", 70_000, "money_converted"),
    ("200到300万", "zh", "", 2_000_000, "money_range"),
    ("2 مليون درهم", "ar", "", 544_588, "money_converted"),
    ("2 مليون د.إ", "ar", "", 544_588, "money_converted"),
    ("مليوني درهم", "ar", "", 544_588, "money_converted"),
    ("من ٢٠٠ إلى ٣٠٠ ألف", "ar", "", 200_000, "money_range"),
    ("पचास लाख", "hi", "", 5_000_000, "money_lakh"),
    ("50 लाख रुपये", "hi", "", 58_500, "money_converted"),
    ("2 करोड़", "hi", "", 20_000_000, "money_lakh"),
    ("डेढ़ करोड़", "hi", "", 15_000_000, "money_lakh"),
    ("साढ़े तीन लाख", "hi", "", 350_000, "money_lakh"),
    ("2 से 3 करोड़", "hi", "", 20_000_000, "money_range"),
    ("I have 250000 and 2 kids", "en", "", 250_000, "money_picked"),
    ("250k by 2027", "en", "", 250_000, "money_picked"),
    ("EB-5 with 800k", "en", "", 800_000, "money_picked"),
    ("C$400k", "en", "", 292_000, "money_converted"),
    ("MX$ 2m", "en", "", 100_000, "money_converted"),
    ("R$ 1.5 milhões", "pt", "", 270_000, "money_converted"),
    ("2 million pesos", "es", "MX", 100_000, "money_converted"),
    ("¥200万", "zh", "", 280_000, "money_converted"),
    ("Rs. 50 lakh", "en", "", 58_500, "money_converted"),
    ("₹15 lakh", "en", "", 17_550, "money_converted"),
    ("500-1m", "en", "", 500_000, "money_range"),
    ("1.5-2m", "en", "", 1_500_000, "money_range"),
    ("200k or 300k", "en", "", 200_000, "money_range"),
    ("500keur", "en", "", 570_000, "money_converted"),
    ("400 000 €", "fr", "", 456_000, "money_converted"),
    ("€200k-300k", "en", "", 228_000, "money_range_converted"),
    ("€200-300k", "en", "", 228_000, "money_range_converted"),
    ("200.000€ a 300.000€", "es", "", 228_000, "money_range_converted"),
    ("1/2 करोड़", "hi", "", 5_000_000, "money_lakh"),
    ("पौन करोड़", "hi", "", 7_500_000, "money_lakh"),
    ("100-150k", "en", "", 100_000, "money_range"),
    ("100k-150", "en", "", 100_000, "money_range"),
    ("1 million - 2", "en", "", 1_000_000, "money_range"),
    ("300-200k", "en", "", 200_000, "money_range"),
    ("100-150,000", "en", "", 100_000, "money_range"),
    ("100 -150k", "en", "", 100_000, "money_range"),
    ("100−150k", "en", "", 100_000, "money_range"),
    ("one or two million", "en", "", 1_000_000, "money_range"),
    ("one hundred to one hundred fifty thousand", "en", "", 100_000, "money_range"),
    ("100–150 mil", "es", "", 100_000, "money_range"),
    ("cien a ciento cincuenta mil", "es", "", 100_000, "money_range"),
    ("um a dois milhões", "pt", "", 1_000_000, "money_range"),
    ("un à deux millions", "fr", "", 1_000_000, "money_range"),
    ("один-два миллиона", "ru", "", 1_000_000, "money_range"),
    ("一百到一百五十万", "zh", "", 1_000_000, "money_range"),
    ("بين 100 و150 ألف", "ar", "", 100_000, "money_range"),
    ("दो से तीन करोड़", "hi", "", 20_000_000, "money_range"),
]
NO_AMOUNTS = [
    ("2 mil", "en", "", "unclear", ""),
    ("2027", "en", "", "date", ""),
    ("31.03.2027", "en", "", "date", ""),
    ("+1 555 123 4567", "en", "", "phone", ""),
    ("5551234567", "en", "", "phone", ""),
    ("555-123-4567", "en", "", "phone", ""),
    ("a@b12.com", "en", "", "nothing", ""),
    ("-5", "en", "", "negative", ""),
    ("-300k", "en", "", "negative", ""),
    ("− 300k", "en", "", "negative", ""),
    ("0", "en", "", "too_small", ""),
    ("1e9", "en", "", "nothing", ""),
    ("EB-5", "en", "", "nothing", ""),
    ("10%", "en", "", "nothing", ""),
    ("35 years", "en", "", "nothing", ""),
    ("2 million pesos", "en", "", "currency", ""),
    ("KWD 100k", "en", "", "no_rate", "KWD"),
    ("500000 د.ك", "ar", "", "no_rate", "KWD"),
    ("٥٠٠٠٠ ريال عماني", "ar", "", "no_rate", "OMR"),
    ("200 الف دينار بحريني", "ar", "", "no_rate", "BHD"),
    ("¥2m", "en", "", "currency", ""),
    ("hundreds of thousands", "en", "", "nothing", ""),
    ("300 hundred", "en", "", "unclear", ""),
    ("1.234.56", "en", "", "unclear", ""),
    ("1,000.000", "en", "", "unclear", ""),
    ("2 300000", "en", "", "several", ""),
    ("12:30", "en", "", "date", ""),
    ("1/2", "en", "", "several", ""),
    ("9" * 40, "en", "", "too_large", ""),
    ("as much as it takes", "en", "", "nothing", ""),
    ("I'm from room 5", "en", "", "nothing", ""),
    ("50L", "en", "", "nothing", ""),
    ("one", "en", "", "nothing", ""),
    ("five", "en", "", "nothing", ""),
    ("don't know", "en", "", "nothing", ""),
    ("3 kids", "en", "", "nothing", ""),
    ("100-150", "en", "", "unclear", ""),
    ("100 to 150", "en", "", "unclear", ""),
    ("between 100 and 150", "en", "", "unclear", ""),
    ("de 100 a 150", "es", "", "unclear", ""),
    ("от 100 до 150", "ru", "", "unclear", ""),
    ("100到150", "zh", "", "unclear", ""),
    ("من ١٠٠ إلى ١٥٠", "ar", "", "unclear", ""),
    ("100 से 150", "hi", "", "unclear", ""),
    ("$100-150", "en", "", "unclear", ""),
    ("500-1000", "en", "", "unclear", ""),
    ("1-500k", "en", "", "unclear", ""),
    ("100/150k", "en", "", "several", ""),
    ("100-200-300k", "en", "", "several", ""),
    ("2⅓ million", "en", "", "unclear", ""),
]


@pytest.mark.parametrize(("words", "amount"), AMOUNTS.items(), ids=AMOUNTS)
def test_an_amount_is_read(words: str, amount: int) -> None:
    assert understand(words) == amount


@pytest.mark.parametrize(("words", "reason"), NONSENSE.items(), ids=[repr(words[:25]) for words in NONSENSE])
def test_what_is_no_single_amount_in_dollars_is_asked_again(words: str, reason: str) -> None:
    assert understand(words) == Misunderstood(reason)


@pytest.mark.parametrize("pattern", ["{:,}", "{:_}", "${:,}", "USD {:,}", "{} dollars", "{:,.2f}"])
@given(amount=st.integers(1, LARGEST))
def test_an_amount_written_with_separators_is_read_back(pattern: str, amount: int) -> None:
    for separator in {",", ".", " ", "'"} if "_" in pattern else {"_"}:
        assert understand(pattern.format(amount).replace("_", separator)) == amount


@given(thousands=st.integers(1, 999_999), scale=st.sampled_from(["k", " K", " thousand"]))
def test_a_scale_word_multiplies(thousands: int, scale: str) -> None:
    assert understand(f"{thousands}{scale}") == thousands * 1000


@pytest.mark.parametrize(
    ("language", "words", "amount"),
    [(language, words, amount) for language, amounts in LANGUAGES.items() for words, amount in amounts.items()],
)
def test_an_amount_is_read_in_every_language(language: str, words: str, amount: int) -> None:
    assert understand(words, hear(language)) == amount


@pytest.mark.parametrize(("words", "language", "country", "usd", "echo"), SAID_BACK)
def test_more_than_a_plain_amount_is_said_back(words: str, language: str, country: str, usd: int, echo: str) -> None:
    answer = understand(words, hear(language, country))
    assert isinstance(answer, Understood)
    assert (answer.value, answer.echo, answer.values["usd"]) == (usd, echo, usd)


@pytest.mark.parametrize(("words", "language", "country", "reason", "guess"), NO_AMOUNTS)
def test_what_is_no_budget_is_asked_again(words: str, language: str, country: str, reason: str, guess: str) -> None:
    assert understand(words, hear(language, country)) == Misunderstood(reason, guess)


def test_a_dollar_of_another_country_is_none_of_the_usa() -> None:
    understood = understand("500 000 $ CA", hear("fr"))
    assert isinstance(understood, Understood)
    assert understood.values["currency"] == "CAD"


def test_another_currency_is_said_back_with_its_rate() -> None:
    assert understand("€400k", hear()) == Understood(
        456_000, "money_converted", {"amount": 400_000, "currency": "EUR", "usd": 456_000, "as_of": date(2026, 6, 1)}
    )
    assert understand("€400k", Hearing()) == Misunderstood("no_rate", "EUR")


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "pt", "ru", "zh", "hi"])
@given(amount=st.integers(1000, LARGEST))
def test_an_amount_as_the_bot_writes_it_is_read_back(language: str, amount: int) -> None:
    assert value_of(understand(money(language, amount), hear(language))) == amount


@given(words=st.sampled_from(["250k", "1.5 million", "€400k", "200-300k", "2 crore", "half a million", "50万", "abc"]))
def test_space_case_and_emoji_around_do_not_matter(words: str) -> None:
    expected = understand(words, hear())
    for other in (f"  {words}\n", f"👍 {words} 💰", words.upper(), words.title(), f"\u200e{words}\u200f", f"{words}!"):
        assert understand(other, hear()) == expected


def value_of(answer: Any) -> Any:
    return answer.value if isinstance(answer, Understood) else answer


@given(before=st.text(alphabet="0123456789 .,", max_size=LONGEST), after=st.integers(10**5, 10**8))
def test_a_number_is_never_cut_in_two(before: str, after: int) -> None:
    """Words beyond the bound are refused whole, so that 250000 is never read as 2500."""
    words = f"{'so ' * LONGEST}{before} {after}"
    assert understand(words) == Misunderstood("nothing")
