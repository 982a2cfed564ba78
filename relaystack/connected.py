"""The settings of the environment, with what the owner has connected in the console. The environment comes first."""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import ClientTimeout

from . import logs
from .carriers import allowed
from .gateways.crm.hubspot_api import HubSpotApi, accepts
from .gateways.http import Http
from .services.delivery import standstill
from .services.office import connections
from .services.office.connections import SYSTEMS, Connections, Kept, Standing, System, Trial
from .services.staff.keys import Keys
from .services.storage.database import Database
from .settings import Settings
from .settings.problems import of as problems_of
from .settings.values import READERS

PATIENCE = ClientTimeout(total=8)  # somebody looks at the page meanwhile
HUBSPOT_SAYS = {
    "token": "HubSpot does not take this token. Copy it once more, whole.",
    "scopes": "HubSpot knows this token, but it may not read and write contacts and their schemas. Give it that there.",
    "away": "HubSpot does not answer just now, so it could not be tried. It is kept; look at Health in a while.",
}


class ConnectedSettings:
    """What settings hold now; `look` reads anew what is kept, each second where content is looked at."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._given, self._database = settings, database
        self._keys = Keys(settings.secret_key) if settings.secret_key else None
        self._seen: Mapping[str, str] | None = None
        self._now, self._carriers = settings, frozenset(allowed(settings))

    def current(self) -> Settings:
        """The settings by which whatever begins now goes; the same object until something is new."""
        if self._seen is None:
            self.look()
        return self._now

    @property
    def carriers(self) -> frozenset[str]:
        """The carriers that are made by what holds now."""
        self.current()
        return self._carriers

    def look(self) -> None:
        """Go by what is kept now; where the database cannot say, by what it said last."""
        kept = connections.found(self._database) if self._keys and self._database.is_there else {}
        if kept is None or (seen := connections.stamps(kept)) == self._seen:
            return
        values = {name: value for one in kept.values() for name, value in self._opened(one["sealed"]).items()}
        logs.also_secret(values.values())
        mine = {name: value for name, value in values.items() if not self._is_set(name)}
        self._now = replace(self._given, **mine) if mine else self._given
        self._carriers, self._seen = frozenset(allowed(self._now)), seen

    def for_staff(self) -> Connections:
        """What the console's page works with."""
        return Connections(
            self._database, self._standing, self._try_out, self._seal, self.look, standstill.go_on, bool(self._keys)
        )  # fmt: skip

    def _is_set(self, name: str) -> bool:
        """Whether the environment says it; of what belongs together both, or the address of one had another's key."""
        system = next(one for one in SYSTEMS.values() if name in (one.given, one.made))
        return bool(getattr(self._given, system.given))

    def _seal(self, values: Mapping[str, str]) -> str:
        assert self._keys
        return self._keys.seal(json.dumps(dict(values)))

    def _opened(self, sealed: str) -> dict[str, Any]:
        """Nothing where SECRET_KEY has become another one."""
        opened = self._keys.unseal(sealed) if self._keys else None
        return dict(json.loads(opened)) if opened else {}

    def _standing(self, kept: Kept) -> list[Standing]:
        return [self._one(system, kept.get(system.name)) for system in SYSTEMS.values()]

    def _one(self, system: System, kept: Mapping[str, str] | None) -> Standing:
        if self._is_set(system.given):
            return Standing(system, "server")
        if kept is None:
            return Standing(system, "none")
        state = "kept" if self._opened(kept["sealed"]) else "unreadable"
        return Standing(system, state, kept["by"], datetime.fromisoformat(kept["at"]))

    def _try_out(self, system: System, given: str) -> Trial:
        try:
            values: dict[str, Any] = {system.given: READERS[system.given](given.strip())}
        except ValueError as error:
            return Trial({}, f"{system.field}: it {error}.")
        if system.made:
            values[system.made] = secrets.token_urlsafe(32)
        wanted = replace(self._given, **values)
        if new := [one for one in problems_of(wanted) if one not in problems_of(self._given)]:
            return Trial({}, f"{system.field}: {new[0].partition(' ')[2]}.")
        if system is not connections.HUBSPOT:
            return Trial(values, secret=values[system.made])
        said = asyncio.run(_asked(wanted))
        words = HUBSPOT_SAYS.get(said, "")
        return Trial(values, warning=words) if said == "away" else Trial(values, words)


async def _asked(settings: Settings) -> str:
    api = HubSpotApi(Http(PATIENCE), settings.hubspot_api_url, settings.hubspot_token)
    try:
        return await accepts(api)
    finally:
        await api.close()
