"""How replies to questions are understood: each kind is a small function from words to a value."""

from typing import Any, Protocol

from . import country, date, email, money, person_name, phone, text, time
from .result import HEARING, Hearing, Misunderstood, Rate, Understood


class Understand(Protocol):
    """The value that words mean, or how they are misunderstood."""

    def __call__(self, words: str, hearing: Hearing = HEARING, /) -> Any: ...


ANSWERS: dict[str, Understand] = {
    "money": money.understand,
    "email": email.understand,
    "person_name": person_name.understand,
    "country": country.understand,
    "phone": phone.understand,
    "date": date.understand,
    "time": time.understand,
    "text": text.understand,
}

# What tells who somebody is: no country and no wish is guessed from it.
PERSONAL = frozenset({"person_name", "email", "phone"})

# Why each kind may be misunderstood: the content has a hint for every one of them.
REASONS: dict[str, tuple[str, ...]] = {
    "money": (
        "nothing", "negative", "too_small", "too_large", "several", "currency", "no_rate", "unclear", "phone", "date",
    ),
    "email": ("nothing", "incomplete", "several", "typo"),
    "person_name": ("nothing", "too_long", "digits", "address", "question", "sentence"),
    "country": ("nothing", "unknown", "unsure", "several"),
    "phone": ("nothing", "country_code", "invalid", "several"),
    "date": ("nothing", "unsure", "impossible", "several"),
    "time": ("nothing", "impossible", "several"),
    "text": ("nothing", "too_long"),
}  # fmt: skip

# What is said back, and by which values: the content has a phrase for every one of them.
ECHOES: dict[str, tuple[str, ...]] = {
    "money_converted": ("amount", "currency", "usd", "as_of"),
    "money_range": ("usd", "most"),
    "money_range_converted": ("amount", "currency", "usd", "most", "as_of"),
    "money_picked": ("usd",),
    "money_lakh": ("usd",),
    "phone": ("phone",),
    "date": ("date",),
    "time": ("time",),
}

__all__ = ["ANSWERS", "ECHOES", "PERSONAL", "REASONS", "Hearing", "Misunderstood", "Rate", "Understood"]
