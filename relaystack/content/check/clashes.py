"""Can every option be chosen? Two may not share a key or a word, and none may be called like a command."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from relaystack.engine import choices
from relaystack.engine.choices import Offered
from relaystack.engine.flow import Choose, FlowFault
from relaystack.engine.text import normalise
from relaystack.engine.walk import Walk

from ..errors import Fault
from ..folder import Content
from .moments import Met


def clashes(content: Content, met: Met) -> Iterator[Fault]:
    """What is wrong about the options that a turn ended with."""
    turn = met.turn
    place = turn.state.place if turn else None
    if turn is None or place is None or not any(reply.choices for reply in turn.replies):
        return
    question = content.book.flows[place.flow].question(place.step)
    if not isinstance(question, Choose):
        return
    walk = Walk(content.book, turn.state, met.scenario.at(language=met.language))
    try:
        walk.look_up(place)
        options = choices.offered(question, walk.values(), walk.language)
    except FlowFault:
        return  # told by what is wrong with the words
    for option, problem in (*_shared(options), *_commands(options, content)):
        yield content.option_fault(place, option.option, problem)


def _shared(options: Sequence[Offered]) -> Iterator[tuple[Offered, str]]:
    for index, option in enumerate(options):
        for other in options[:index]:
            if option.key and option.key == other.key:
                yield option, f"two options have the key {option.key!r} (also {other.label!r}); give one another `key`"
            elif option.id == other.id:
                yield option, f"two options are named {option.id!r}; a tap could not tell them apart"
            elif word := _words(option) & _words(other):
                yield option, f"{min(word)!r} names this option and {other.label!r}; call one of them otherwise"


def _commands(options: Sequence[Offered], content: Content) -> Iterator[tuple[Offered, str]]:
    for option in options:
        for word in sorted(_words(option)):
            command = content.book.command_words.read(word)
            if command and option.option.go != command:
                yield option, f"{word!r} is the command {command} wherever it is typed; call this option otherwise"


def _words(option: Offered) -> set[str]:
    return {_compared(name) for name in (option.label, option.title, option.id, *option.option.also)} - {""}


@lru_cache(4096)
def _compared(name: str) -> str:
    return normalise(name)
