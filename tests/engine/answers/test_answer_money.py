"""What people write as a budget, and which amount it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaystack.engine.answers import Misunderstood
from relaystack.engine.answers.money import LARGEST, LONGEST, understand

AMOUNTS = {
    "150000": 150_000, "150,000": 150_000, "$150,000": 150_000, "150 000": 150_000, "150.000": 150_000,
    "1.5 million": 1_500_000, "1,5 million": 1_500_000, "250k": 250_000, "250 K": 250_000, "1,50,000": 150_000,
    "٨٠٠٠٠٠": 800_000, "٨٠٠٬٠٠٠": 800_000, "८०००००": 800_000, "８０００００": 800_000, "800.000": 800_000,
    "USD 2m": 2_000_000, "USD250k": 250_000, "250000usd": 250_000, "250k$": 250_000, "US$ 1.2m": 1_200_000,
    "around 300 thousand dollars": 300_000, "I have about $400,000.": 400_000, "1’500’000": 1_500_000,
    "1.500.000,50": 1_500_000, "1,500,000.49": 1_500_000, "500.000,-": 500_000, "5 million+": 5_000_000,
    "~500k": 500_000, "\u200e250k": 250_000, "1": 1, "1bn": 10**9, "500\u00a0000": 500_000, "2mio": 2_000_000,
}  # fmt: skip
NONSENSE = {
    "": "nothing", "   ": "nothing", "abc": "nothing", "👍": "nothing", "one million": "nothing", "1e9": "nothing",
    "-5": "negative", "\u2212 300k": "negative", "0": "too_small", "0.2": "too_small", "9" * 40: "too_large",
    "2000 billion": "too_large", "1/2": "several", "12:30": "several", "200-300k": "several",
    "200k to 300k": "several", "between 200 and 300k": "several", "€400k": "currency", "AED 2m": "currency",
    "aed2m": "currency", "400000 euros": "currency", "C$400k": "currency", "₦5m": "currency", "₹15 lakh": "currency",
    "15 lakh": "nothing", "2 crore": "nothing", "2 and a half million": "nothing", "300 hundred": "nothing",
    "2 mil": "nothing", "10%": "nothing", "2 300000": "nothing", "1.234.56": "nothing", "+1 555 123 4567": "nothing",
    "1\x005": "nothing", "80万": "nothing", "x" * 65_000: "nothing", "9" * 65_000: "nothing",
    "1," * 32_500: "nothing", " " * 65_000 + "5": "nothing",
}  # fmt: skip


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


@given(before=st.text(alphabet="0123456789 .,", max_size=LONGEST), after=st.integers(10**5, 10**8))
def test_a_number_is_never_cut_in_two(before: str, after: int) -> None:
    """Words beyond the bound are refused whole, so that 250000 is never read as 2500."""
    words = f"{'so ' * LONGEST}{before} {after}"
    assert understand(words) == Misunderstood("nothing")
