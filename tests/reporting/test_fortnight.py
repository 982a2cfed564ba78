"""Does every number come out as a fortnight was played: on the page, in the sheets, by the company's clock?"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest
from bot import Bot
from reporting.fortnight import CLOSES, DAYS, FIRST, OPENS, Expected, Fortnight
from web.api.api_tools import sign_in

from relaystack.services.office import schedule
from relaystack.services.office.schedule import Schedule
from relaystack.services.reporting import roll_up, weekly
from relaystack.settings import ROOT

LAST = FIRST + timedelta(days=DAYS - 1)
pytestmark = pytest.mark.slow
SPAN = {"first": str(FIRST), "last": str(LAST)}
PRICES = {"US": Decimal("0.0034"), "GB": Decimal("0.0159"), "KE": Decimal("0.0040")}
FREE = 1000


@dataclass
class Played:
    """A fortnight that was played, and counted."""

    bot: Bot
    zone: ZoneInfo
    expected: Expected


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The content of a company in a zone."""
    made = tmp_path_factory.mktemp("zones")

    def folder(zone: str) -> Path:
        there = made / zone.replace("/", "-")
        if not there.exists():
            copytree(ROOT / "nexora", there)
            with (there / "brand.yaml").open("a", encoding="utf-8") as brand:
                brand.write(f"\ntimezone: {zone}\nhours: 'every day'\n")
        return there

    return folder


# Both clocks are put back within the fortnight. Two thousand take PostgreSQL minutes: once is enough.
@pytest.fixture(params=[("Europe/Lisbon", 2000), ("America/New_York", 280)], ids=["Lisbon", "New York"])
def played(make_bot: Callable[..., Bot], folders: Callable[[str], Path], request: pytest.FixtureRequest) -> Played:
    """So many conversations of a company in that zone; somebody who may see all is signed in."""
    zone, conversations = request.param
    bot = make_bot(content_dir=folders(zone))
    if not bot.parts.database.is_sqlite:
        conversations = 280
    schedule.change(bot.parts.database, Schedule(week=(((OPENS, CLOSES),),) * 7), "test")
    expected = Fortnight(bot, ZoneInfo(zone), conversations).play()
    roll_up.count_all(bot.parts.database, bot.parts.conversation_settings)
    sign_in(bot)
    return Played(bot, ZoneInfo(zone), expected)


def sheet(bot: Bot, address: str) -> list[dict[str, str]]:
    """A sheet's lines."""
    text = bot.client.get(address, query_string=SPAN).text
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


class Page:
    """What somebody reads on the page."""

    def __init__(self, bot: Bot, **span: str) -> None:
        self.text = bot.client.get("/console/numbers", query_string=span or SPAN).text

    def figure(self, title: str) -> str:
        """A figure by its title."""
        found = re.search(rf"<h2>{re.escape(title)}</h2>\s*<div class=\"v num\">(.*?)</div>", self.text, re.DOTALL)
        assert found, title
        return _words(found[1])

    def heads(self, name: str) -> list[str]:
        """What stands above the columns of a section."""
        section = self.text.split(f'id="{name}"')[1].split("</section>")[0]
        return re.findall(r"<th scope=\"col\">([^<]+)</th>", section)

    def table(self, name: str) -> dict[str, list[str]]:
        """The lines of a section by their labels."""
        section = self.text.split(f'id="{name}"')[1].split("</section>")[0]
        rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", section, re.DOTALL)
        return {_words(label): [_words(one) for one in re.findall(r"<td.*?>(.*?)</td>", cells, re.DOTALL)]
                for label, cells in rows}  # fmt: skip


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _usual(value: int) -> str:
    return f"{value:,}"


def percentile(values: list[int], percent: int) -> int:
    """Of sorted values the first that so many of a hundred do not pass."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def cost(expected: Expected) -> Decimal:
    """Day by day, the first thousand service messages of each month for nothing."""
    used: Counter[int] = Counter()
    total = Decimal(0)
    for (day, category, country), count in sorted(expected.billed.items()):
        free = min(count, max(FREE - used[day.month], 0)) if category == "service" else 0
        used[day.month] += free
        total += PRICES[country] * (count - free)
    return total


def test_all_that_is_counted(played: Played) -> None:
    expected = played.expected.numbers
    found: Counter[tuple[str, ...]] = Counter()
    waits: dict[str, list[int]] = {"first_replies": [], "replies": []}
    for row in sheet(played.bot, "/console/numbers.csv"):
        key = (row["number"], row["of"], row["and"], row["came"])
        if row["number"] in waits:
            waits[row["number"]] += [int(row["and"])] * int(row["count"])
        else:
            found[_short(key)] += int(row["count"])
    assert found == Counter({_short(key): value for key, value in expected.items()})
    assert sorted(waits["first_replies"]) == sorted(played.expected.first_replies)
    assert sorted(waits["replies"]) == sorted(played.expected.replies)
    _page_says_it(played)
    _conversations_say_it(played)
    _mail_says_it(played)
    _counting_again_changes_nothing(played)


def _short(key: tuple[str, ...]) -> tuple[str, ...]:
    return key if not key or key[-1] else _short(key[:-1])


def _of(expected: Expected, *start: str) -> int:
    return sum(value for key, value in expected.numbers.items() if key[: len(start)] == start)


def _page_says_it(played: Played) -> None:
    page, expected = Page(played.bot), played.expected
    conversations, leads = _of(expected, "conversations"), _of(expected, "leads")
    alone = sum(v for key, v in expected.numbers.items() if key[0] == "conversations" and key[2] == "bot")
    answered = sum(v for key, v in expected.numbers.items() if key[0] == "questions" and key[3] == "answered")
    told = {
        "Conversations": _usual(conversations), "New people": _usual(_of(expected, "conversations", "new")),
        "New leads": _usual(leads), "By the bot alone": f"{round(100 * alone / conversations)} %",
        "Questions answered": f"{round(100 * answered / _of(expected, 'questions'))} %",
        "First reply by a person": f"{percentile(expected.first_replies, 50)} min",
        "Hand-overs": _usual(_of(expected, "handovers")), "Said stop": _usual(_of(expected, "turns", "stopped")),
        "Not delivered": _usual(_of(expected, "failures")), "Cost (estimate)": f"US$ {cost(expected):,.2f}",
        "Cost of a lead (estimate)": f"US$ {cost(expected) / leads:,.2f}",
    }  # fmt: skip
    assert {title: page.figure(title) for title in told} == told
    [everybody] = [cells for label, cells in page.table("replies").items() if label == "All of us"]
    first, later = expected.first_replies, expected.replies
    assert everybody == [
        str(value) for one in (first, later) for value in (percentile(one, 50), percentile(one, 90), len(one))
    ]
    assert page.table("questions")["Working there"] == ["0", _usual(_of(expected, "questions", "work"))]
    assert page.table("templates") == {"Utility": ["10", "8", "3", "38 %"]}
    heat = page.table("hours")
    hours = Counter({key[1]: value for key, value in expected.numbers.items() if key[0] == "hours"})
    assert {f"{hour:02d}": sum(int(cells[hour]) for cells in heat.values()) for hour in range(24)} == {
        f"{hour:02d}": hours[f"{hour:02d}"] for hour in range(24)
    }
    days = page.table("days")
    assert len(days) == DAYS
    assert sum(int(cells[0].replace(",", "")) for cells in days.values()) == conversations
    left = {key[1]: value for key, value in expected.numbers.items() if key[0] == "left"}
    assert page.table("flow.residency")["Details"][1] == _usual(left["residency.details"])
    _appointments_are_said(page, expected)


def _appointments_are_said(page: Page, expected: Expected) -> None:
    steps = {"Free times were shown": "offered", "Booked": "booked", "Moved": "moved", "Cancelled": "cancelled",
             "Held, and not paid in time": "not_paid", "Took place": "done", "Did not come": "no_show"}  # fmt: skip
    came = {label: _usual(_of(expected, "bookings", step)) for label, step in steps.items()}
    assert page.table("bookings") == {label: [count, "0"] for label, count in came.items()}
    assert page.table("consultants") == {"Lea": [came[label] for label in steps if label in page.heads("consultants")]}
    assert page.table("fees") == {
        "AED: asked for": ["AED 1,050.00", "3", "AED 0.00"], "AED: paid": ["AED 700.00", "2", "AED 0.00"],
        "AED: sent back": ["AED 350.00", "1", "AED 0.00"], "INR: asked for": ["INR 40,000,000.00", "2", "INR 0.00"],
        "INR: paid": ["INR 0.00", "0", "INR 0.00"], "INR: sent back": ["INR 0.00", "0", "INR 0.00"],
    }  # fmt: skip


def _conversations_say_it(played: Played) -> None:
    lines, expected = sheet(played.bot, "/console/numbers/conversations.csv"), played.expected
    assert len(lines) == _of(expected, "conversations")
    assert sum(line["is_new"] == "yes" for line in lines) == _of(expected, "conversations", "new")
    assert sum(int(line["messages_in"]) for line in lines) == _of(expected, "messages", "in")
    assert sum(int(line["hand_overs"]) for line in lines) == _of(expected, "handovers")
    assert sum(int(line["questions_not_answered"]) for line in lines) == _of(expected, "questions", "work")


def _mail_says_it(played: Played) -> None:
    """The mail of the second week says what the page says of it."""
    monday = datetime.combine(LAST + timedelta(days=1), time(12), played.zone)
    with played.bot.parts.database.transaction() as connection:
        assert weekly.post_if_due(connection, played.bot.parts.conversation_settings, time(), monday.astimezone(UTC))
    mail = str(played.bot.one("SELECT payload FROM outbox WHERE key LIKE 'weekly/%'")["payload"])
    week = Page(played.bot, first=str(LAST - timedelta(days=6)), last=str(LAST))
    told = f"{week.figure('Conversations')} conversations, {week.figure('New leads')} new leads"
    assert f"Week of {LAST - timedelta(days=6):%d %B %Y}: {told}" in mail
    assert f"Booked: {', before '.join(week.table('bookings')['Booked'])}" in mail
    assert "AED: sent back: AED 350.00, before AED 0.00" in mail
    assert f"Cost (estimate): {week.figure('Cost (estimate)')}" in mail


def _counting_again_changes_nothing(played: Played) -> None:
    """Whoever counts late, or a second time, comes to the same."""
    before = played.bot.rows("SELECT * FROM daily_numbers ORDER BY 1, 2, 3, 4, 5")
    database, settings = played.bot.parts.database, played.bot.parts.conversation_settings
    with database.reading() as connection:
        hours = settings.schedule.get(connection).hours(played.zone)
    for number in range(DAYS):
        roll_up.count(database, hours, FIRST + timedelta(days=number))
    assert played.bot.rows("SELECT * FROM daily_numbers ORDER BY 1, 2, 3, 4, 5") == before
