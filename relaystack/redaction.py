"""What may a log line never show? The last line of defence: phones, BSUIDs, addresses and secrets are masked."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

SHORTEST_SECRET = 4  # masking shorter ones would leave no line readable

_PATTERNS = {
    "[token]": re.compile(r"\brs_[A-Za-z0-9_-]{20,}"),  # ours, wherever somebody put one
    "[bearer]": re.compile(r"(?i)(?<=bearer )[^\s\"',;]{4,}"),
    "[e-mail]": re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    "[wamid]": re.compile(r"wamid\.[\w+/=.-]+"),  # Meta's ids of messages hold the phone number in base64
    "[bsuid]": re.compile(r"(?<![\w.])[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{10,}"),
    # Written with spaces a number is known by its plus, else dates would look like one.
    "[phone]": re.compile(
        r"(?:\+|%2[Bb]|\b00)\d(?:[ ().\-]{0,2}\d){6,40}|(?<![0-9A-Za-z])(?<!\d\.)\d{8,20}(?![0-9A-Za-z])"
    ),
}


class Redactor:
    """Masks what looks personal, and the secrets it was told."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self._secrets: re.Pattern[str] | None = None
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Mask these as well from now on."""
        self._known |= {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        longest_first = sorted(self._known, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, value: Any) -> Any:
        """The value with everything in it masked, at any depth; numbers are ours and stay."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {self._text(str(name)): self(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self(part) for part in value]
        return value if isinstance(value, int | float | None) else self._text(str(value))

    def _text(self, text: str) -> str:
        if self._secrets:
            text = self._secrets.sub("[secret]", text)
        for mask, pattern in _PATTERNS.items():
            text = pattern.sub(mask, text)
        return text
