"""What the endpoints work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from apiflask import APIBlueprint

from relaystack.engine.message_templates import MessageTemplate
from relaystack.services.storage.database import Database
from relaystack.services.turns.talks import Desk

from .gate import Gate, View


@dataclass(frozen=True)
class Office:
    """The parts of the application that endpoints hand requests to; `wake` hurries delivery."""

    database: Database
    desk: Desk
    media_dir: Path
    gate: Gate
    wake: Callable[[], None]
    templates: Mapping[str, MessageTemplate]

    def guard(self, routes: APIBlueprint) -> Callable[..., Callable[[View], View]]:
        """`needs(scope)` for the endpoints of a blueprint."""

        def needs(scope: str, responses: dict[int, str] | None = None) -> Callable[[View], View]:
            return self.gate.needs(routes, scope, responses)

        return needs
