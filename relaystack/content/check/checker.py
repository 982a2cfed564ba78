"""Is the content fit to be served? What `flask check` looks at."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from .. import intents, message_templates
from ..errors import ContentError, Fault
from ..folder import Content, load
from ..programs import due_for_review
from ..transcripts import transcripts
from ..transcripts.rewriting import rewrite
from ..transcripts.transcripts import Played
from . import (
    appointments,
    command_clashes,
    coverage,
    endings,
    limits,
    mails,
    names,
    program_limits,
    question_faults,
    reach,
    translation_faults,
)
from .explore import explore
from .findings import Finding, each_once, findings
from .scenarios import Scenario, scenarios
from .side_by_side import Beside, can_fork
from .turns import Turns

JOURNEYS = "journeys"  # the folder of transcripts whose messages are counted
# What can be told from the files alone.
STATIC: tuple[Callable[[Content], Iterable[Fault]], ...] = (
    lambda content: reach.unreachable(list(content.sources.values()), intents.entrances(content.book)),
    lambda content: [fault for source in content.sources.values() for fault in endings.dead_ends(source)],
    lambda content: [fault for source in content.sources.values() for fault in limits.of_choices(source)],
    endings.loops,
    names.unknown,
    names.unknown_phrases,
    lambda content: translation_faults.unfit(content, content.languages),
    message_templates.faults,
    appointments.faults,
    mails.unfit,
    command_clashes.clashes,
    question_faults.faults,
)


def check_content(folder: Path, today: date | None = None, turns: Turns | None = None) -> str:
    """Check a content folder. Raises ContentError that lists what is wrong; returns what was checked.

    `turns` are those of the check before, from which this one goes on; a check without any uses all cores.
    Transcripts are played when the flows are sound: until then they would only say the same in other words.
    """
    today = today or datetime.now(UTC).date()
    content = load(folder)
    faults = _of_flows(content, turns, today)
    if faults:
        raise ContentError(faults)
    played, unreadable = play_all(content)
    found = coverage.coverage(content.book, (name for one in played for name in one.passed))
    faults = unreadable + [fault for one in played for fault in one.faults]
    if faults := faults or list(coverage.faults(content, found)):
        raise ContentError(faults)
    return _report(content, found, played, today)


def update_transcripts(folder: Path) -> list[str]:
    """Rewrite what transcripts expect where the bot says something else now; which files were changed."""
    played, unreadable = play_all(load(folder))
    if unreadable:
        raise ContentError(unreadable)
    return [f"{one.file}: {count}" for one in played if (count := rewrite(one))]


def play_all(content: Content) -> tuple[list[Played], list[Fault]]:
    """All transcripts of the folder, played; and what is wrong with those that cannot be read."""
    played: list[Played] = []
    unreadable: list[Fault] = []
    for file in transcripts.files(content.folder):
        try:
            played.append(transcripts.run(file, content.book, content.catalogue))
        except ContentError as error:
            unreadable += error.faults
    return played, unreadable


def _of_flows(content: Content, turns: Turns | None, today: date) -> list[Fault]:
    """What is wrong with flows and words; where the files alone tell it, exploring need not tell it again."""
    alone, turns = turns is None and can_fork(), turns or Turns()
    turns.look_at(content)
    content.book.prepare()  # once, before the scenarios are explored in processes of their own
    exploring = _explore(content, turns, alone=alone)
    faults = [fault for check in STATIC for fault in check(content)]
    told = {(fault.file, fault.line) for fault in faults}
    unfit = {fault.file for fault in faults} & {content.words_of(language) for language in content.languages}
    loops = any("a loop" in fault.message for fault in faults)  # every way into one would be told again
    fit = [language for language in content.languages if content.words_of(language) not in unfit]
    of_programs = list(program_limits.faults(content, turns, fit, today))
    explored = list(each_once(content.languages[0], (found for result in exploring for found in result())))
    explored += _of_programs_alone(of_programs, [*faults, *explored])
    explored += question_faults.unfit(content, today)
    return faults + [
        fault
        for fault in explored
        if (fault.file, fault.line) not in told
        and fault.file not in unfit
        and not (loops and "a loop" in fault.message)
    ]


def _explore(content: Content, turns: Turns, *, alone: bool) -> list[Callable[[], list[Finding]]]:
    """What comes of each scenario's exploration, once it is asked for; `alone`: they are under way meanwhile."""

    def work(scenario: Scenario) -> list[Finding]:
        return list(findings(content, explore(content, turns, scenario)))

    works = [partial(work, scenario) for scenario in scenarios(content.catalogue)]
    return [Beside(work).result for work in works] if alone else list(works)


def _of_programs_alone(found: Iterable[Fault], told: list[Fault]) -> Iterator[Fault]:
    """What only some programme makes too long: a step that has been told of need not be told for each of them."""
    known = [_without_values(fault.message) for fault in told]
    for fault in found:
        if not any(one in _without_values(fault.message) for one in known):
            yield fault


def _without_values(message: str) -> str:
    """What a fault says, without the words and numbers that it is about, and the way there."""
    return re.sub(r"'[^']*'|\d+", "", message.partition(". Way:")[0])


def _report(content: Content, found: coverage.Coverage, played: list[Played], today: date) -> str:
    lines = [
        f"Content is fit to be served: {len(content.book.flows)} flows, {len(list(content.catalogue))} programmes, "
        f"{len(played)} transcripts.",
        str(found),
    ]
    costs = [f"{one.file.stem.replace('_', ' ')} {one.messages}" for one in played if one.file.parent.name == JOURNEYS]
    if costs:
        lines.append(f"Billed messages: {', '.join(costs)}.")
    due = due_for_review(content.catalogue, today)
    if due:
        lines.append(f"Figures to be looked at again: {', '.join(due)}.")
    return "\n".join(lines)
