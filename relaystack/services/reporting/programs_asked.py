"""How many asked about each programme lately? From the numbers of the days, which the page of numbers shows too."""

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from relaystack.models import DailyNumber

LATELY = timedelta(days=30)


def of(connection: Connection, today: date) -> dict[str, int]:
    """Conversations in which somebody asked about a programme in the last thirty days, by its code."""
    asked = select(DailyNumber.a, func.sum(DailyNumber.value)).where(
        DailyNumber.name == "interest", DailyNumber.day > today - LATELY
    )
    return {code: int(count) for code, count in connection.execute(asked.group_by(DailyNumber.a))}
