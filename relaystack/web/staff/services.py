"""What the endpoints work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint

from relaystack.engine.outgoing_files import Staging
from relaystack.services.conversations.talks import ConversationSettings
from relaystack.services.office.connections import Connections
from relaystack.services.storage.database import Database

from .authorizer import Authorizer, View
from .people import People


@dataclass(frozen=True)
class StaffServices:
    """The parts of the application that endpoints hand requests to; `wake` hurries delivery, `health` reports."""

    database: Database
    now: Callable[[], ConversationSettings]
    media_dir: Path
    authorizer: Authorizer
    wake: Callable[[], None]
    health: Callable[[], Mapping[str, Any]]
    people: People
    staging: Staging
    connections: Connections
    push_key: str = ""  # by which browsers know us that are told; empty where none is
    taught: Callable[[], None] = lambda: (
        None
    )  # has this process say at once what was taught; the others look each second

    @property
    def conversation_settings(self) -> ConversationSettings:
        """What a request that comes now works with: its content may be another one for the next."""
        return self.now()

    def guard(self, routes: APIBlueprint) -> Callable[..., Callable[[View], View]]:
        """`needs(scope)` for the endpoints of a blueprint."""

        def needs(scope: str, responses: dict[int, str] | None = None) -> Callable[[View], View]:
            return self.authorizer.needs(routes, scope, responses)

        return needs
