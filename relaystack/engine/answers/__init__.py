"""How replies to questions are understood: each kind is a small function from words to a value."""

from collections.abc import Callable
from typing import Any

from . import country, date, email, money, person_name, phone, text
from .result import Misunderstood

ANSWERS: dict[str, Callable[[str], Any]] = {
    "money": money.understand,
    "email": email.understand,
    "person_name": person_name.understand,
    "country": country.understand,
    "phone": phone.understand,
    "date": date.understand,
    "text": text.understand,
}

__all__ = ["ANSWERS", "Misunderstood"]
