"""How pages write times, money, names and languages for staff: filters of the templates."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from babel import Locale
from babel.numbers import format_currency
from flask import url_for

from relaystack.engine.house import House

_CLOCK = "%d %b %Y, %H:%M"
_ENGLISH = Locale("en")


def install(console: APIBlueprint, house: Callable[[], House]) -> None:
    """`clock` and the others, by the house as it is when a page is made."""

    def local(at: datetime, form: str) -> str:
        """A time by the office's clock, in this form."""
        return f"{at.astimezone(house().zone):{form}}"

    def short(at: datetime) -> str:
        """The hour of today; else the day."""
        is_today = local(at, "%x") == local(datetime.now(UTC), "%x")
        return local(at, "%H:%M" if is_today else "%d %b, %H:%M")

    filters: dict[str, Callable[..., Any]] = {
        "clock": lambda at: house().clock(at, _CLOCK), "local": local, "short": short, "initials": initials,
        "language": language, "dollars": dollars,
    }  # fmt: skip
    for name, worded in filters.items():
        console.add_app_template_filter(worded, name)
    console.add_app_template_global(conversation, "conversation_link")


def conversation(contact_id: int) -> str:
    """Where the conversation with somebody is read and answered."""
    return url_for("console.inbox.one", id=contact_id)


def initials(name: str) -> str:
    """Of the first and the last word of a name; something for who gave none."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else "?"


def language(code: str | None) -> str:
    """What a language is called."""
    return str(_ENGLISH.languages.get(code, code)) if code else ""


def dollars(amount: int | None) -> str:
    """An amount as staff write it: USD 250,000."""
    return format_currency(amount, "USD", "¤¤ #,##0", _ENGLISH, currency_digits=False) if amount is not None else ""
