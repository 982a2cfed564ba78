"""Is the content fit to be served? What `flask check` looks at."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from jinja2 import UndefinedError

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.flow import Book, FlowFault
from relaystack.engine.state import Place, State

from . import transcripts
from .book import load_book
from .errors import ContentError, Fault, fault
from .flows import Source, load_flows, targets
from .programs import due_for_review, load_catalogue, read_programs
from .rehearsal import Rehearsal
from .yaml_lines import line_of, read_yaml

DETAILS = Place("residency", "details")
BODY = 1024  # of a message with something to tap
TITLE = 24  # of a list's row; a button's title is cut at 20
BUTTON = 20


def check_content(folder: Path, today: date | None = None) -> str:
    """Check a content folder. Raises ContentError that lists what is wrong; returns what was checked."""
    today = today or datetime.now(UTC).date()
    book = load_book(folder)
    catalogue = load_catalogue(folder, book.brand["program_link"])
    _, sources = load_flows(folder / "flows")
    faults = [*_unreachable(sources), *_titles(sources), *_details(folder, book, catalogue, today)]
    steps: set[str] = set()
    played = list(transcripts.files(folder))
    for file in played:
        found, passed = transcripts.run(file, book, catalogue)
        faults += found
        steps |= passed
    if faults:
        raise ContentError(faults)
    return _report(book, catalogue, len(played), steps, today)


def _report(book: Book, catalogue: Catalogue, played: int, steps: set[str], today: date) -> str:
    places = {f"{flow.name}.{step}" for flow in book.flows.values() for step in flow.steps if flow.question(step)}
    missed = sorted(places - steps)
    lines = [
        f"Content is fit to be served: {len(book.flows)} flows, {len(list(catalogue))} programmes, "
        f"{played} transcripts.",
        f"Transcripts pass {len(places) - len(missed)} of {len(places)} questions."
        + (f" Not yet: {', '.join(missed)}." if missed else ""),
    ]
    due = due_for_review(catalogue, today)
    if due:
        lines.append(f"Figures to be looked at again: {', '.join(due)}.")
    return "\n".join(lines)


def _unreachable(sources: list[Source]) -> Iterator[Fault]:
    """Steps that nothing leads to, and flows that the menu does not reach."""
    edges: dict[str, set[str]] = {}
    starts = {source.shape.flow: next(iter(source.shape.steps)) for source in sources}
    for source in sources:
        flow = source.shape.flow
        for path, target in targets(source.shape):
            edges.setdefault(f"{flow}.{path[1]}", set()).add(_resolved(target, flow, source.shape.steps, starts))
    reached, waiting = set(), ["main_menu.menu"]
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += edges.get(place, ())
    for source in sources:
        for step in source.shape.steps:
            if f"{source.shape.flow}.{step}" not in reached:
                yield source.fault(
                    ("steps", step),
                    f"nothing leads to step {step}; let an option or a `go` lead there, or remove it",
                )


def _resolved(target: str, flow: str, steps: Mapping[str, object], starts: Mapping[str, str]) -> str:
    if target in ("menu", "resume"):
        return "main_menu.menu"
    if "." in target:
        return target
    return f"{flow}.{target}" if target in steps else f"{target}.{starts[target]}"


def _titles(sources: list[Source]) -> Iterator[Fault]:
    """Titles that Meta would refuse and we would have to cut."""
    for source in sources:
        for step, verbs in source.shape.steps.items():
            for index, verb in enumerate(verbs):
                options = getattr(verb, "options", [])
                limit = BUTTON if len(options) <= 3 and not any(o.each for o in options) else TITLE
                for i, option in enumerate(options):
                    title = option.title or option.label
                    if "{{" not in title and len(title) > limit:
                        path = ("steps", step, index, "options", i)
                        yield source.fault(
                            path,
                            f"{title!r} has {len(title)} characters; a title of at most {limit} is needed (`title:`)",
                        )
                button = getattr(verb, "button", None)
                if button and "{{" not in button and len(button) > BUTTON:
                    yield source.fault(
                        ("steps", step, index, "button"), f"{button!r} is longer than {BUTTON} characters"
                    )


def _details(folder: Path, book: Book, catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Programmes whose details do not fit one message with buttons, on any day that matters."""
    if not book.has(DETAILS):
        return
    file = folder / "programs.yaml"
    data = read_yaml(file)
    for index, entry in enumerate(read_programs(folder)):
        days = {today, entry.review_by, entry.expires_on or today}
        for day in sorted(days):
            problem = _problem_with(book, catalogue, entry.id, day)
            if problem:
                yield fault(file, line_of(data, (index,)), f"{entry.id}: {problem}")
                break


def _problem_with(book: Book, catalogue: Catalogue, id: str, day: date) -> str:
    rehearsal = Rehearsal(book, catalogue, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    try:
        rehearsal.says("menu")
        # Going back to the details is the shortest way to see those of any programme.
        rehearsal.state = State(answers={"programme": id}, way=(DETAILS,))
        turn = rehearsal.says("back")
    except (FlowFault, UndefinedError) as error:
        return f"its details cannot be shown: {error}"
    longest = max((len(reply.text) for reply in turn.replies), default=0)
    return (
        f"its details have {longest} characters and must have at most {BODY}: give it shorter words under `brief`"
        if longest > BODY
        else ""
    )
