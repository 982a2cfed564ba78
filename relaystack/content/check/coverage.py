"""Which steps and options do the transcripts come through?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from relaystack.engine.flow import Book, Choose

from ..errors import Fault
from ..folder import Content


@dataclass(frozen=True)
class Coverage:
    """All steps and options of a book, and those that no transcript came through."""

    steps: tuple[str, ...]
    options: tuple[str, ...]
    missed_steps: tuple[str, ...]
    missed_options: tuple[str, ...]

    def __str__(self) -> str:
        steps, options = len(self.steps), len(self.options)
        lines = [
            f"Transcripts pass {steps - len(self.missed_steps)} of {steps} steps "
            f"and choose {options - len(self.missed_options)} of {options} options."
        ]
        if self.missed_options:
            lines.append(f"Options that none chooses: {', '.join(self.missed_options)}.")
        return "\n".join(lines)


def coverage(book: Book, passed: Iterable[str]) -> Coverage:
    """What of the book was come through."""
    steps = tuple(f"{flow.name}.{step}" for flow in book.flows.values() for step in flow.steps)
    options = tuple(name.replace(".options.", ".") for name in option_names(book))
    seen = {name.replace(".options.", ".") for name in passed}
    missed = tuple(tuple(name for name in names if name not in seen) for names in (steps, options))
    return Coverage(steps, options, *missed)


def option_names(book: Book) -> Iterator[str]:
    """Each option as `flow.step.options.id`."""
    for flow in book.flows.values():
        for step in flow.steps:
            question = flow.question(step)
            if isinstance(question, Choose):
                yield from (option.name for option in question.options)


def faults(content: Content, found: Coverage) -> Iterator[Fault]:
    """Every step must stand in a conversation that holds."""
    for name in found.missed_steps:
        flow, _, step = name.partition(".")
        yield content.sources[flow].fault(
            ("steps", step), f"no transcript passes step {step}; write one in transcripts/{flow}/ that does"
        )
