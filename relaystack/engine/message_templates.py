"""WhatsApp's message templates: words that Meta has approved, with places to fill in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

UTILITY, MARKETING = CATEGORIES = ("utility", "marketing")
APPROVED = "APPROVED"  # the one status in which a template may be sent
VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True)
class Button:
    """Something to tap: `reply` (target: what the tap means), `link` (an address), `call` (a number)."""

    kind: str
    title: str
    target: str = ""


@dataclass(frozen=True)
class Wording:
    """A template in one language, by Meta's code of it. `examples` show the reviewers what is filled in."""

    language: str
    body: str
    header: str = ""
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """What must be filled in, in the order in which it is read."""
        links = [button.target for button in self.buttons if button.kind == "link"]
        return variables(self.header, self.body, *links)

    def as_read(self, values: Mapping[str, str]) -> str:
        """What the person reads."""
        parts = [fill(self.header, values), fill(self.body, values), self.footer]
        return "\n".join([*filter(None, parts), *(f"[{button.title}]" for button in self.buttons)])


@dataclass(frozen=True)
class MessageTemplate:
    """A template in all its languages, the brand's own first."""

    name: str
    category: str
    wordings: Mapping[str, Wording]

    def wording(self, language: str | None) -> Wording:
        """The wording for somebody who speaks that language, else the first one."""
        exact = self.wordings.get(language or "")
        alike = (one for code, one in self.wordings.items() if language and base(code) == base(language))
        return exact or next(alike, None) or next(iter(self.wordings.values()))


@dataclass(frozen=True)
class Listed:
    """A template in one language as Meta lists it. `unlike_ours`: what it has that our files cannot hold."""

    id: str
    name: str
    language: str
    status: str
    category: str = ""
    quality: str = ""
    reason: str = ""
    wording: Wording | None = None
    unlike_ours: str = ""


@dataclass(frozen=True)
class TemplateState:
    """A template in one language as Meta sees it. `halted`: why Meta takes none of its kind for the time being."""

    status: str = ""
    category: str = ""
    quality: str = ""
    reason: str = ""
    halted: str = ""
    coming_category: str = ""
    coming_at: datetime | None = None

    @property
    def is_approved(self) -> bool:
        """Whether Meta has reviewed its words and lets it be sent."""
        return self.status == APPROVED

    @property
    def is_marketing(self) -> bool:
        """Whether Meta bills it as marketing."""
        return self.category.lower() == MARKETING

    @property
    def coming(self) -> str:
        """What Meta has announced of its category, in words; empty where that has come, or nothing is announced."""
        if not self.coming_category or not self.coming_at or self.coming_category == self.category:
            return ""
        return f"becomes {self.coming_category} on {self.coming_at:%Y-%m-%d %H:%M} UTC"

    @property
    def against(self) -> str:
        """Why it may not be sent to anybody; empty where it may."""
        if not self.status:
            return "is not known at Meta: `flask templates push` or `pull`"
        if not self.is_approved:
            return f"is {self.status} at Meta, not APPROVED" + (f": {self.reason}" if self.reason else "")
        if self.category.lower() not in ("", *CATEGORIES):
            return f"is {self.category} at Meta, which is not sent from here"
        return f"is held back: {self.halted}" if self.halted else ""


def variables(*texts: str) -> list[str]:
    """The names between double braces, each once."""
    return list(dict.fromkeys(name for text in texts for name in VARIABLE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in their places."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def only(names: Iterable[str], values: Mapping[str, str]) -> dict[str, str]:
    """The values of these names."""
    return {name: values[name] for name in names}


def code(language: str) -> str:
    """A language as Meta writes it in lists; webhooks write en-US as well."""
    return language.replace("-", "_")


def base(language: str) -> str:
    """The language without its country."""
    return code(language).partition("_")[0].lower()
