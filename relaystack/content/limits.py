"""Does everything fit into Meta's messages? Titles, rows, and the details of every programme."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.flow import Book, FlowFault
from relaystack.engine.state import Place, State

from . import shapes
from .errors import Fault, fault
from .flows import Source
from .programs import read_programs
from .rehearsal import Rehearsal
from .yaml_lines import line_of, read_yaml

DETAILS = Place("residency", "details")
BODY = 1024  # of a message with something to tap
TITLE, DESCRIPTION, ROWS = 24, 72, 10  # of a list's row
BUTTON, BUTTONS = 20, 3


def of_choices(source: Source) -> Iterator[Fault]:
    """Titles and descriptions that we would have to cut, and choices that nobody could tap."""
    for step, verbs in source.shape.steps.items():
        for index, verb in enumerate(verbs):
            if isinstance(verb, shapes.ChooseShape):
                for path, problem in _of_choose(verb):
                    yield source.fault(("steps", step, index, *path), problem)


def _of_choose(verb: shapes.ChooseShape) -> Iterator[tuple[tuple[str | int, ...], str]]:
    few = len(verb.options) <= BUTTONS and not any(option.each for option in verb.options)
    limit = BUTTON if few else TITLE
    if len([option for option in verb.options if not option.when]) > ROWS:
        yield (), f"a message shows at most {ROWS} options to tap; move some into a step of their own"
    for i, option in enumerate(verb.options):
        title = option.title or option.label
        if _too_long(title, limit):
            problem = f"{title!r} has {len(title)} characters; a title of at most {limit} is needed (`title:`)"
            yield ("options", i), problem
        if _too_long(option.description or "", DESCRIPTION):
            yield ("options", i, "description"), f"a description has at most {DESCRIPTION} characters; shorten it"
    if _too_long(verb.button or "", BUTTON):
        yield ("button",), f"{verb.button!r} has more than {BUTTON} characters; shorten it"


def _too_long(words: str, limit: int) -> bool:
    """Words with something to fill in are looked at when they are: the gateway cuts them."""
    return "{{" not in words and len(words) > limit


def of_details(folder: Path, book: Book, catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Programmes whose details do not fit one message with buttons, on any day that matters."""
    if not book.has(DETAILS):
        return
    file = folder / "programs.yaml"
    data = read_yaml(file)
    for index, entry in enumerate(read_programs(folder)):
        for day in sorted({today, entry.as_of, entry.review_by, date.max, entry.expires_on or today}):
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
    except FlowFault as error:
        return f"its details cannot be shown: {error}; see flows/{DETAILS.flow}.yaml"
    longest = max((len(reply.text) for reply in turn.replies), default=0)
    if longest <= BODY:
        return ""
    return f"its details have {longest} characters and must have at most {BODY}: give it shorter words under `brief`"
