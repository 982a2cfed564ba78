"""What an understood or misunderstood answer looks like."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Misunderstood:
    """Why an answer could not be taken: `reason` names the hint in `phrases.yaml`."""

    reason: str
    guess: str = ""
