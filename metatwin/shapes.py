"""How is one part of a request checked, and how does Meta word what is wrong with it?"""

from typing import Any

from metatwin.errors import Refusal
from metatwin.json_types import Json

Limit = tuple[int, int]


def need(part: Json, key: str, place: str) -> Any:
    """The value of a required key."""
    if part.get(key) is None:
        raise Refusal(131008, f"{_join(place, key)} is required.")
    return part[key]


def need_object(part: Json, key: str, place: str) -> Json:
    """A required object."""
    value = need(part, key, place)
    if not isinstance(value, dict):
        raise Refusal(131009, f"{_join(place, key)} must be an object.")
    return value


def need_list(part: Json, key: str, place: str, limit: Limit) -> list[Json]:
    """A required list of objects, with its least and greatest length."""
    value = need(part, key, place)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Refusal(131009, f"{_join(place, key)} must be a list of objects.")
    least, most = limit
    if not least <= len(value) <= most:
        raise Refusal(131009, f"Invalid {_join(place, key)} count. Min allowed: {least}, Max allowed: {most}.")
    return value


def need_text(part: Json, key: str, place: str, limit: Limit, code: int = 131009) -> str:
    """A required text, with its least and greatest number of characters."""
    value = need(part, key, place)
    if not isinstance(value, str):
        raise Refusal(131009, f"{_join(place, key)} must be a string.")
    least, most = limit
    if not least <= len(value) <= most:
        words = f"{_join(place, key)} length invalid. Min length: {least}, Max length: {most}."
        raise Refusal(code, words)
    return value


def may_text(part: Json, key: str, place: str, limit: Limit, code: int = 131009) -> None:
    """An optional text."""
    if part.get(key) is not None:
        need_text(part, key, place, limit, code)


def need_link(part: Json, key: str, place: str) -> None:
    """A required web address."""
    value = need_text(part, key, place, (1, 2000))
    if not value.startswith(("http://", "https://")):
        raise Refusal(131009, f"{_join(place, key)} must be a valid URL.")


def need_number(part: Json, key: str, place: str, most: float) -> None:
    """A required number between -most and most."""
    value = need(part, key, place)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise Refusal(131009, f"{_join(place, key)} must be a number between -{most} and {most}.")


def only(part: Json, place: str, *keys: str) -> None:
    """No other keys than these."""
    for key in part.keys() - set(keys):
        raise Refusal(100, f'Unexpected key "{key}" on param "{place or "message"}".')


def unique(values: list[str], what: str) -> None:
    """No value twice."""
    if len(set(values)) < len(values):
        raise Refusal(131009, f"Duplicated {what}.")


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
