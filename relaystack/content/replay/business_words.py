"""Which words are the business's own, so that they may be shown whoever typed them?"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from relaystack.engine.text import normalise

from ..yaml_lines import read_yaml

_WHOLE = ("commands.yaml", "intents.yaml", "handover.yaml")  # lists of words that people type
_CHOSEN = ("label", "title", "also", "id", "key")  # what stands on options
_CATALOGUE = ("short", "country", "category")
_UNITS = "k m mn bn usd eur gbp aed dollar dollars euro euros thousand million billion lakh crore"


def words_of(*folders: Path) -> frozenset[str]:
    """The single words of commands, labels and programmes' names, as they are compared."""
    texts = [_UNITS, *(text for folder in folders for text in _texts_of(folder))]
    return frozenset(word for text in texts for word in normalise(text).split())


def _texts_of(folder: Path) -> Iterator[str]:
    for name in _WHOLE:
        if (folder / name).exists():
            yield from _texts(read_yaml(folder / name), (), wanted=True)
    for file in [*folder.glob("flows/*.yaml"), *folder.glob("words/*.yaml")]:
        yield from _texts(read_yaml(file), _CHOSEN)
    yield from _texts(read_yaml(folder / "programs.yaml"), _CATALOGUE)


def _texts(data: Any, names: Sequence[str], *, wanted: bool = False) -> Iterator[str]:
    """What stands below keys of these names; templates are left out."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _texts(value, names, wanted=wanted or name in names)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, names, wanted=wanted)
    elif wanted and "{" not in str(data):
        yield str(data)
