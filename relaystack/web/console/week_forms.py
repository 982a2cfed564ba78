"""The hours of a week as forms of the console have them: a field for each end of each span."""

from collections.abc import Iterable
from datetime import datetime, time

from flask import request

from relaystack.engine.office_hours import DAYS, SPANS, Span, Week
from relaystack.services.office.schedule import OddSchedule


def week() -> Week:
    """The week that the form says. Raises OddSchedule."""
    return tuple(_spans(day) for day in DAYS)


def given(by_day: Iterable[tuple[str, tuple[Span, ...]]]) -> dict[str, str]:
    """What stands in the fields of the form."""
    return {
        f"{day}.{number}.{end}": f"{at:%H:%M}"
        for day, spans in by_day
        for number, span in enumerate(spans)
        for end, at in zip(("from", "until"), span, strict=True)
    }


def _spans(day: str) -> tuple[Span, ...]:
    """The hours of a day, as they stand in the form."""
    found = []
    for number in range(SPANS):
        begins, ends = (request.form.get(f"{day}.{number}.{end}", "").strip() for end in ("from", "until"))
        if bool(begins) != bool(ends):
            raise OddSchedule(f"{day.capitalize()}: say from when until when, or leave both empty.")
        if begins:
            found.append((_time(day, begins), _time(day, ends)))
    return tuple(found)


def _time(day: str, written: str) -> time:
    try:
        return datetime.strptime(written[:5], "%H:%M").time()  # noqa: DTZ007 (a time of the day, in no zone)
    except ValueError:
        raise OddSchedule(f"{day.capitalize()}: a time is written like 09:00.") from None
