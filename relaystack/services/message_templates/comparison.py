"""In what do our message templates and Meta's list of them differ?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relaystack.engine.message_templates import VARIABLE, Button, Listed, MessageTemplate, Wording

from .word_diff import changed

CATEGORY = "category"


@dataclass(frozen=True)
class Part:
    """A part of a template whose words differ."""

    name: str
    theirs: str = ""
    ours: str = ""


@dataclass(frozen=True)
class Difference:
    """One template in one language, in our files and at Meta; either may be missing. `parts` are what differs."""

    name: str
    language: str
    template: MessageTemplate | None = None
    wording: Wording | None = None
    listed: Listed | None = None
    parts: tuple[Part, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both sides have it, with the same words."""
        return bool(self.wording and self.listed and not self.parts)

    @property
    def parts_named(self) -> str:
        """What differs, by name."""
        return ", ".join(part.name for part in self.parts)

    @property
    def words(self) -> list[str]:
        """What differs, word by word: `-` at Meta, `+` in the file."""
        return [f"{part.name}: {line}" for part in self.parts for line in changed(part.theirs, part.ours)]

    def __str__(self) -> str:
        status = f" [{self.listed.status}]" if self.listed else ""
        if self.listed is None:
            told = "not at Meta yet"
        elif self.wording is None:
            told = "only at Meta" + (f" ({self.listed.unlike_ours})" if self.listed.unlike_ours else "")
        else:
            told = f"differs in {self.parts_named}" if self.parts else "the same"
        return f"{self.name} ({self.language}){status}: {told}"


def compare(ours: Mapping[str, MessageTemplate], listed: Iterable[Listed]) -> list[Difference]:
    """Every template of either side."""
    mine = {(one.name, code): (one, wording) for one in ours.values() for code, wording in one.wordings.items()}
    theirs = {(one.name, one.language): one for one in listed}
    found = []
    for name, language in sorted(mine.keys() | theirs.keys()):
        template, wording = mine.get((name, language), (None, None))
        other = theirs.get((name, language))
        parts = _parts(template, wording, other) if template and wording and other else ()
        found.append(Difference(name, language, template, wording, other, parts))
    return found


def only_there(differences: Sequence[Difference]) -> list[Listed]:
    """What Meta has and our files have not."""
    return [one.listed for one in differences if one.listed and one.wording is None]


def _parts(template: MessageTemplate, wording: Wording, listed: Listed) -> tuple[Part, ...]:
    if listed.wording is None:
        return (Part(f"what our files cannot hold ({listed.unlike_ours})"),)
    theirs, ours = _texts(listed.wording), _texts(wording)
    theirs[CATEGORY], ours[CATEGORY] = listed.category.lower() or template.category, template.category
    return tuple(Part(name, theirs[name], ours[name]) for name in ours if theirs[name] != ours[name])


def _texts(wording: Wording) -> dict[str, str]:
    buttons = "\n".join(map(_button, wording.buttons))
    return {"header": wording.header, "body": wording.body, "footer": wording.footer, "buttons": buttons}


def _button(button: Button) -> str:
    """What Meta keeps of it: not what a tap does, nor the name of the end of an address."""
    target = "" if button.kind == "reply" else " " + VARIABLE.sub("{{1}}", button.target)
    return f"{button.kind}: {button.title}{target}"
