"""Which message templates may be sent to a person by now, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass

from relaystack.engine.message_templates import MARKETING, MessageTemplate, TemplateState, Wording

from ..message_templates import standing
from ..storage.database import Database


@dataclass(frozen=True)
class Choice:
    """A template in the words that the person would read."""

    name: str
    wording: Wording
    category: str

    @property
    def title(self) -> str:
        """What staff call it."""
        return self.name.replace("_", " ").capitalize()


def of(
    database: Database, templates: Mapping[str, MessageTemplate], language: str | None, *, marketing: bool
) -> list[Choice]:
    """Those that Meta has approved, in the person's language where it has approved that; `marketing` as they agreed."""
    with database.reading() as connection:
        known = standing.states(connection, list(templates))
    found = [_choice(template, language, known) for template in templates.values()]
    return [one for one in found if one and (marketing or one.category != MARKETING)]


def _choice(
    template: MessageTemplate, language: str | None, known: Mapping[tuple[str, str], TemplateState]
) -> Choice | None:
    for wording in (template.wording(language), next(iter(template.wordings.values()))):
        state = known.get((template.name, wording.language), TemplateState())
        if not state.against:
            return Choice(template.name, wording, (state.category or template.category).lower())
    return None
