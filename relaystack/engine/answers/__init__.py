"""How replies to questions are understood: each kind is a small function from words to a value."""

from collections.abc import Callable
from typing import Any

from . import country, date, email, money, person_name, phone, text
from .result import Hearing, Misunderstood, Rate, Understood

ANSWERS: dict[str, Callable[[str, Hearing], Any]] = {
    "money": money.understand,
    "email": email.understand,
    "person_name": person_name.understand,
    "country": country.understand,
    "phone": phone.understand,
    "date": date.understand,
    "text": text.understand,
}

# Why each kind may be misunderstood: the content has a hint for every one of them.
REASONS: dict[str, tuple[str, ...]] = {
    "money": ("nothing", "negative", "too_small", "too_large", "several", "currency"),
    "email": ("nothing", "several", "typo"),
    "person_name": ("nothing", "too_long", "digits", "address"),
    "country": ("nothing", "unknown", "unsure"),
    "phone": ("nothing",),
    "date": ("nothing",),
    "text": ("nothing", "too_long"),
}

__all__ = ["ANSWERS", "REASONS", "Hearing", "Misunderstood", "Rate", "Understood"]
