"""Is the content fit to be served? What `flask check` looks at."""

from datetime import UTC, date, datetime
from pathlib import Path

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.flow import Book

from . import intents, limits, reach, transcripts
from .book import load_book
from .errors import ContentError, Fault
from .flows import load_flows
from .programs import due_for_review, load_catalogue


def check_content(folder: Path, today: date | None = None) -> str:
    """Check a content folder. Raises ContentError that lists what is wrong; returns what was checked."""
    today = today or datetime.now(UTC).date()
    book = load_book(folder)
    catalogue = load_catalogue(folder, book.brand["program_link"])
    _, sources = load_flows(folder / "flows")
    faults = [
        *reach.unreachable(sources, intents.entrances(book)),
        *(fault for source in sources for fault in limits.of_choices(source)),
        *limits.of_details(folder, book, catalogue, today),
    ]
    failed, steps = _played(folder, book, catalogue)
    if faults or failed:
        raise ContentError([*faults, *failed])
    return _report(folder, book, catalogue, steps, today)


def _played(folder: Path, book: Book, catalogue: Catalogue) -> tuple[list[Fault], set[str]]:
    """What does not hold in any transcript, and all steps that they come through."""
    faults: list[Fault] = []
    steps: set[str] = set()
    for file in transcripts.files(folder):
        try:
            failed, passed = transcripts.run(file, book, catalogue)
        except ContentError as error:
            failed, passed = error.faults, set()
        faults += failed
        steps |= passed
    return faults, steps


def _report(folder: Path, book: Book, catalogue: Catalogue, steps: set[str], today: date) -> str:
    places = {f"{flow.name}.{step}" for flow in book.flows.values() for step in flow.steps if flow.question(step)}
    missed = sorted(places - steps)
    lines = [
        f"Content is fit to be served: {len(book.flows)} flows, {len(list(catalogue))} programmes, "
        f"{len(list(transcripts.files(folder)))} transcripts.",
        f"Transcripts pass {len(places) - len(missed)} of {len(places)} questions."
        + (f" Not yet: {', '.join(missed)}." if missed else ""),
    ]
    due = due_for_review(catalogue, today)
    if due:
        lines.append(f"Figures to be looked at again: {', '.join(due)}.")
    return "\n".join(lines)
