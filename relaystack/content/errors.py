"""What is wrong with the content: every fault names file and line and says what to do."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.at}: {self.message}"

    @property
    def at(self) -> str:
        """The place as editors and people write it: `nexora/flows/jobs.yaml:12`."""
        return f"{self.file}:{self.line}"


class ContentError(Exception):
    """The content cannot be served. `faults` lists all that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in sorted(faults)))
        self.faults = sorted(faults)


def fault(file: Path, line: int, message: str) -> Fault:
    """A fault with the file named as in the content folder (`nexora/flows/jobs.yaml`)."""
    folders = {"flows", "words", "transcripts", "templates", "questions"} & set(file.parts[-3:-1])
    depth = 2 if not folders else 3 if file.parent.name in folders else 4
    return Fault("/".join(file.parts[-depth:]), line, message)


_ADVICE = {
    "extra_forbidden": "there is no such key; see how it is spelt",
    "missing": "this is missing; add it",
}


def advice(detail: Any) -> str:
    """What pydantic found wrong, in words that say what to do."""
    return _ADVICE.get(detail["type"]) or str(detail["msg"])
