"""What the page of numbers shows below its figures: tables, each with its definition and how it is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from relaystack.engine.message_prices import card_of
from relaystack.engine.outcome import Came

from . import figures
from .costs import Costs
from .labels import Labels
from .numbers import Numbers

MOST = 25  # lines of a table
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Cell = int | str | Decimal | None


@dataclass(frozen=True)
class Line:
    """One line; `behind` is the number whose conversations stand behind it, `key` in words of the program."""

    label: str
    cells: tuple[Cell, ...]
    behind: str = ""
    key: str = ""


@dataclass(frozen=True)
class Section:
    """One table. `chart` is how it is drawn: bars, stacked, line, heat, funnel; empty: not at all."""

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    lines: Sequence[Line]
    chart: str = ""
    note: str = ""


def of(now: Numbers, before: Numbers, costs: Costs, labels: Labels, further: Sequence[Section] = ()) -> list[Section]:
    """All in the order of the page, `further` ones after the leads; long tables are cut, the sheet has all."""
    found = _all(now, before, costs, labels)
    after = next(n for n, one in enumerate(found) if one.name == "leads") + 1
    return [_cut(one) for one in (*found[:after], *further, *found[after:])]


def _cut(section: Section) -> Section:
    more = len(section.lines) - MOST
    if more <= 0 or section.name == "days":
        return section
    note = f"{section.note} And {more} more: the sheet has them.".strip()
    return replace(section, lines=section.lines[:MOST], note=note)


def _all(now: Numbers, before: Numbers, costs: Costs, labels: Labels) -> list[Section]:
    return [
        _by_day(now, before), _people(now, before), *_funnels(now, labels), _questions(now, labels),
        _programs(now, labels), _leads(now, before, labels), _interest(now, labels),
        _simple(now, before, labels, "languages", "Languages", "Conversations by the language that was spoken last."),
        _hours(now), _replies(now, labels),
        _simple(now, before, labels, "handovers", "Hand-overs", "Why the bot gave a conversation to a person."),
        _simple(now, before, labels, "turns", "What came of what people wrote", "Each message of a person once."),
        _simple(now, before, labels, "failures", "Not delivered", "Messages of ours that failed, by Meta's code."),
        _templates(now, labels), _cost(now, costs, labels),
    ]  # fmt: skip


def _by_day(now: Numbers, before: Numbers) -> Section:
    here, there = (one.on_days("conversations") for one in (now, before))
    lines = [
        Line(f"{day:%d %b}", (here[day], there[was]), key=day.isoformat())
        for day, was in zip(now.days, before.days, strict=True)
    ]
    about = "Conversations of each day, and of the day as many days before."
    return Section("days", "Day by day", about, ("Conversations", "Before"), lines, "line")


def _people(now: Numbers, before: Numbers) -> Section:
    kinds = (
        ("new", "New people", "conversations"), ("back", "People who were here before", "conversations"),
        ("in", "Messages from people", "messages"), ("bot", "Messages by the bot", "messages"),
        ("people", "Messages by people of ours", "messages"),
    )  # fmt: skip
    lines = [
        Line(label, (now.total(name, a), before.total(name, a)), f"{name}/{a}" if name == "conversations" else "", a)
        for a, label, name in kinds
    ]
    about = "The first two are all conversations together. Messages that failed are not among these."
    return Section("people", "People and messages", about, ("Now", "Before"), lines)


def _funnels(now: Numbers, labels: Labels) -> list[Section]:
    """A flow each that asks something: who came to each question, and whose conversation ended there."""
    started, reached, left = now.by("flows"), now.by("reached"), now.by("left")
    about = "Conversations in which this was asked, and those that ended with it."
    found = []
    for flow, count in started.items():
        steps = list(labels.book.flows[flow].steps) if flow in labels.book.flows else []
        there = {place.partition(".")[2] for place in reached if place.partition(".")[0] == flow}
        ordered = [step for step in steps if step in there] + sorted(there - set(steps))
        lines = [Line("Came by", (count, None), f"flows/{flow}", flow)]
        lines += [
            Line(labels.flow(step), (reached[f"{flow}.{step}"], left[f"{flow}.{step}"]),
                 f"reached/{flow}.{step}", f"{flow}.{step}")
            for step in ordered
        ]  # fmt: skip
        if there:
            title = f"Where people leave: {labels.flow(flow)}"
            found.append(Section(f"flow.{flow}", title, about, ("Came here", "Left here"), lines, "funnel"))
    return found


def _questions(now: Numbers, labels: Labels) -> Section:
    answered = _of(now, "questions", 1, Came.ANSWERED)
    lines = [
        Line(labels.topic(topic), (answered.get(topic, 0), count - answered.get(topic, 0)), f"questions/{topic}", topic)
        for topic, count in now.by("questions").items()
    ]
    about = "What people asked and the bot understood, and whether there was an answer."
    return Section("questions", "Questions by topic", about, ("Answered", "Not answered"), lines, "stacked")


def _programs(now: Numbers, labels: Labels) -> Section:
    answered = _of(now, "questions", 2, Came.ANSWERED)
    lines = [
        Line(labels.program(code), (answered.get(code, 0), count - answered.get(code, 0)), key=code)
        for code, count in now.by("questions", 2).items()
    ]
    about = "The same questions, by the programme that they were about."
    return Section("programs", "Questions by programme", about, ("Answered", "Not answered"), lines, "stacked")


def _of(now: Numbers, name: str, position: int, c: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, value in now.counts.items():
        if (key[0], key[3]) == (name, c):
            found[key[position]] = found.get(key[position], 0) + value
    return found


def _leads(now: Numbers, before: Numbers, labels: Labels) -> Section:
    was = before.by("leads")
    lines = [
        Line(labels.other(interest), (count, now.total("leads", interest, "advert"), was[interest]),
             f"leads/{interest}", interest)
        for interest, count in now.by("leads").items()
    ]  # fmt: skip
    about = "New leads by what they came for, and how many of them by an advert."
    return Section("leads", "Leads", about, ("Now", "By an advert", "Before"), lines, "bars")


def _interest(now: Numbers, labels: Labels) -> Section:
    pairs = sorted(((v, k[1], k[2]) for k, v in now.counts.items() if k[0] == "interest"), key=lambda x: (-x[0], x[1:]))
    lines = [
        Line(labels.program(code), (labels.country(country), count), f"interest/{code}", f"{code}/{country}")
        for count, code, country in pairs
    ]
    about = "Conversations in which a programme was asked about, by the country of the person's number."
    return Section("interest", "Programmes by country", about, ("Country of the person", "Conversations"), lines)


def _simple(now: Numbers, before: Numbers, labels: Labels, name: str, title: str, about: str) -> Section:
    here, was, label = now.by(name), before.by(name), labels.of(name)
    lines = [Line(label(key), (here[key], was[key]), f"{name}/{key}", key) for key in {**here, **was}]
    return Section(name, title, about, ("Now", "Before"), lines, "bars")


def _hours(now: Numbers) -> Section:
    """Weekdays below each other, the hours beside each other."""
    cells = {(day, hour): 0 for day in range(7) for hour in range(24)}
    for (day, name, hour), value in now.by_day.items():
        if name == "hours":
            cells[day.weekday(), int(hour)] += value
    lines = [Line(_DAYS[day], tuple(cells[day, hour] for hour in range(24)), key=str(day)) for day in range(7)]
    about = "Messages from people, by weekday and hour of the company's clock."
    return Section("hours", "Busy hours", about, tuple(f"{hour:02d}" for hour in range(24)), lines, "heat")


def _replies(now: Numbers, labels: Labels) -> Section:
    keys = sorted({key[1] for key in now.counts if key[0] in ("first_replies", "replies")}, key=labels.member)
    lines = []
    for key in ["", *keys]:
        first, later = (now.spread(name, key or None) for name in ("first_replies", "replies"))
        cells = (
            first.reached_by(50),
            first.reached_by(90),
            first.count,
            later.reached_by(50),
            later.reached_by(90),
            later.count,
        )
        label = labels.member(key) if key else "All of us"
        if first.count or later.count:
            lines.append(Line(label, cells, f"first_replies/{key}" if key else "first_replies", key))
    about = ("Minutes of working time until a person of ours wrote: first, to who was handed over; later, to what they "
             "wrote then. Nine of ten were no slower than the 90 %. The bot never counts.")  # fmt: skip
    columns = ("First: median", "First: 90 %", "First: how many", "Later: median", "Later: 90 %", "Later: how many")
    return Section("replies", "Answers by people", about, columns, lines)


def _templates(now: Numbers, labels: Labels) -> Section:
    lines = []
    for category in now.by("templates"):
        sent, arrived, seen = (now.total("templates", category, what) for what in ("sent", "delivered", "read"))
        lines.append(Line(labels.other(category), (sent, arrived, seen, _percent(seen, arrived)), key=category))
    about = "By Meta's class. The read rate is of those that arrived; some people do not let us see what they read."
    return Section("templates", "Templates", about, ("Sent", "Arrived", "Read", "Read rate"), lines)


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"


def _cost(now: Numbers, costs: Costs, labels: Labels) -> Section:
    lines = [
        Line(labels.other(one.category), (labels.country(one.country), one.billed, one.covered, one.unpriced, one.usd),
             key=f"{one.category}/{one.country}")
        for one in costs.lines
    ]  # fmt: skip
    about = "An estimate: messages that Meta bills, by class and country. Meta's invoice decides."
    columns = ("Country", "Billed", "Of these free", "Without a price", "US dollars (estimate)")
    return Section("cost", "Cost (estimate)", about, columns, lines, note=" ".join(_of_cost(now, costs, labels)))


def _of_cost(now: Numbers, costs: Costs, labels: Labels) -> Iterator[str]:
    """What one must know to read the sum."""
    card = card_of(labels.book.message_prices, now.days.last)
    yield f"Counted at the prices since {card.since:%d %B %Y} ({card.source})." if card else "There are no prices yet."
    if costs.unpriced:
        yield f"{costs.unpriced:,} billed messages have no price there: the sum lacks them."
    used = min(costs.free_used, costs.free)
    yield f"{used:,} of the {costs.free:,} free service messages of {now.days.last:%B} are used."
    per = (("conversation", now.total("conversations")), ("new lead", now.total("leads")),
           ("answered question", figures.answered(now)))  # fmt: skip
    told = [f"US$ {usd:.4f} for each {what}" for what, count in per if (usd := costs.each(count)) is not None]
    yield f"{', '.join(told)}." if told else ""
