"""Taught answers as the content folder holds answers: `answers.yaml`, and `company` of each file of `questions/`."""

from collections.abc import Sequence
from typing import Any

import yaml

from .taught import TaughtAnswer

_WIDTH = 150


def to_yaml(answers: Sequence[TaughtAnswer]) -> str:
    """One document for each file, named in the line above it."""
    files: dict[str, Any] = {"answers.yaml": {one.name: _entry(one) for one in answers}}
    for language in sorted({language for one in answers for language in one.asks}):
        asked = {one.name: one.asks[language] for one in answers if language in one.asks}
        files[f"questions/{language}.yaml"] = {"company": asked}
    return "".join(f"---  # {name}\n{_dumped(held)}" for name, held in files.items())


def _entry(answer: TaughtAnswer) -> dict[str, Any]:
    tell = {"tell": True} if answer.tell else {}
    leads = {"leads": answer.leads} if answer.leads else {}
    return {**tell, **leads, "say": dict(answer.say)}


def _dumped(held: Any) -> str:
    return yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=_WIDTH)
