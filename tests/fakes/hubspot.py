"""HubSpot's CRM, played on loopback: contacts, notes and properties with HubSpot's rules, and faults on demand."""

import copy
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .web import Answer, Asked, WebServer

Json = dict[str, Any]
DEFAULTS = ("email", "phone", "mobilephone", "firstname", "lastname", "createdate")
TOKEN = "pat-eu1-right"


def _answer(status: int, body: Json) -> Answer:
    return Answer(status, json.dumps(body).encode(), (("Content-Type", "application/json"),))


def _error(status: int, category: str, message: str = "") -> Answer:
    return _answer(status, {"status": "error", "category": category, "message": message, "correlationId": "x"})


class HubSpot:
    """`faults` answer the requests whose method and path they match, each once: without doing them, or after that.

    What is in `meanwhile` happens once, just before a request that it matches. `archived` are names of properties that
    are deleted and not free. The search sees `index` where that is set.
    """

    def __init__(self) -> None:
        self.token = TOKEN
        self.contacts: dict[str, Json] = {}
        self.notes: dict[str, Json] = {}
        self.properties: dict[str, Json] = {name: {"name": name} for name in DEFAULTS}
        self.asked: list[Asked] = []
        self.faults: list[tuple[str, Answer, bool]] = []  # pattern, answer, whether it is done nevertheless
        self.meanwhile: list[tuple[str, Callable[[], object]]] = []
        self.archived: set[str] = set()
        self.index: dict[str, Json] | None = None
        self._next = 100
        self._server = WebServer(self._take)
        self.url, self.close = self._server.url, self._server.close

    def add(self, **properties: str) -> str:
        """Staff add a contact; its id."""
        return self._keep(self.contacts, {"properties": properties})

    def let_search_lag(self) -> None:
        """From now on the search finds what is there now."""
        self.index = copy.deepcopy(self.contacts)

    def requests(self, beginning: str) -> int:
        """How many requests begin like that: method and path."""
        return sum(f"{asked.method} {asked.path}".startswith(beginning) for asked in self.asked)

    def notes_of(self, contact: str) -> list[str]:
        """The bodies of a contact's notes."""
        return [note["properties"]["hs_note_body"] for note in self.notes.values() if note["about"] == contact]

    def _keep(self, where: dict[str, Json], record: Json) -> str:
        self._next += 1
        where[str(self._next)] = {"id": str(self._next), **record}
        return str(self._next)

    def _take(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if asked.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(401, "INVALID_AUTHENTICATION")
        for pattern, happens in self.meanwhile:
            if re.match(pattern, f"{asked.method} {asked.path}"):
                self.meanwhile.remove((pattern, happens))
                happens()
                break
        fault = next((one for one in self.faults if re.match(one[0], f"{asked.method} {asked.path}")), None)
        if fault:
            self.faults.remove(fault)
            if fault[2]:
                self._do(asked)
            return fault[1]
        return self._do(asked)

    def _do(self, asked: Asked) -> Answer:
        body = json.loads(asked.body) if asked.body else {}
        routes: list[tuple[str, Callable[..., Answer]]] = [
            (r"GET /crm/v3/properties/contacts", lambda: _answer(200, {"results": list(self.properties.values())})),
            (r"GET /crm/v3/properties/contacts/(.+)", self._property),
            (r"POST /crm/v3/properties/contacts", lambda: self._make_property(body)),
            (r"GET /crm/v3/objects/contacts", lambda: _answer(200, {"results": list(self.contacts.values())[:1]})),
            (r"POST /crm/v3/objects/contacts", lambda: self._write(None, body)),
            (r"POST /crm/v3/objects/contacts/search", lambda: self._search(body)),
            (r"GET /crm/v3/objects/contacts/(.+)", lambda id: self._find(id, asked.query.get("idProperty", "id"))),
            (r"PATCH /crm/v3/objects/contacts/(\d+)", lambda id: self._write(id, body)),
            (r"GET /crm/v4/objects/contacts/(\d+)/associations/notes", lambda id: self._noted(id, asked.query)),
            (r"POST /crm/v3/objects/notes/batch/read", lambda: self._read_notes(body)),
            (r"POST /crm/v3/objects/notes", lambda: self._make_note(body)),
        ]
        for pattern, do in routes:
            if found := re.fullmatch(pattern, f"{asked.method} {asked.path}"):
                return do(*found.groups())
        return _error(404, "OBJECT_NOT_FOUND")

    def _make_property(self, body: Json) -> Answer:
        assert {"name", "label", "type", "fieldType", "groupName"} <= body.keys()
        if body["name"] in self.properties or body["name"] in self.archived:
            return _error(409, "OBJECT_ALREADY_EXISTS")
        self.properties[body["name"]] = body
        return _answer(201, body)

    def _property(self, name: str) -> Answer:
        return _answer(200, self.properties[name]) if name in self.properties else _error(404, "OBJECT_NOT_FOUND")

    def _find(self, id: str, by: str) -> Answer:
        if by != "id" and by != "email" and not self.properties.get(by, {}).get("hasUniqueValue"):
            return _error(400, "VALIDATION_ERROR", f"{by} is not unique")
        for record in self.contacts.values():
            if id.lower() == str(record["id"] if by == "id" else record["properties"].get(by)).lower():
                return _answer(200, record)
        return _error(404, "OBJECT_NOT_FOUND")

    def _write(self, id: str | None, body: Json) -> Answer:
        values = body["properties"]
        if id is not None and id not in self.contacts:
            return _error(404, "OBJECT_NOT_FOUND")
        if unknown := values.keys() - self.properties.keys():
            return _error(400, "VALIDATION_ERROR", f"Property values were not valid: PROPERTY_DOESNT_EXIST {unknown}")
        if values.get("email", "").endswith("@refused.example"):
            return _error(400, "VALIDATION_ERROR", "Property values were not valid: INVALID_EMAIL")
        unique = ["email", *(n for n, p in self.properties.items() if p.get("hasUniqueValue"))]
        for other in self.contacts.values():
            for name in unique:
                taken = {
                    str(other["properties"].get(name)).lower(),
                    *(other.get("more_emails", []) if name == "email" else []),
                }
                if other["id"] != id and name in values and values[name].lower() in taken:
                    return _error(409, "CONFLICT", f"Contact already exists. Existing ID: {other['id']}")
        if id is None:
            id = self._keep(self.contacts, {"properties": {}})
        for name in values:
            if self.properties[name].get("type") == "datetime":
                at = datetime.fromtimestamp(int(values[name]) / 1000, UTC)
                values[name] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.contacts[id]["properties"].update(values)
        return _answer(200, self.contacts[id])

    def _search(self, query: Json) -> Answer:
        def fits(properties: Json, group: Json) -> bool:
            return all(
                properties.get(one["propertyName"]) in one["values"]
                if one["operator"] == "IN"
                else not properties.get(one["propertyName"])
                for one in group["filters"]
            )

        seen = self.contacts if self.index is None else self.index
        found = [c for c in seen.values() if any(fits(c["properties"], g) for g in query["filterGroups"])]
        return _answer(200, {"total": len(found), "results": found[: query["limit"]]})

    def _noted(self, id: str, query: dict[str, str]) -> Answer:
        """Two to a page."""
        mine = [note["id"] for note in self.notes.values() if note["about"] == id]
        start = int(query.get("after", 0))
        paging = {"paging": {"next": {"after": str(start + 2)}}} if len(mine) > start + 2 else {}
        return _answer(200, {"results": [{"toObjectId": int(one)} for one in mine[start : start + 2]], **paging})

    def _read_notes(self, body: Json) -> Answer:
        assert len(body["inputs"]) <= 100
        return _answer(200, {"results": [self.notes[one["id"]] for one in body["inputs"]]})

    def _make_note(self, body: Json) -> Answer:
        [about] = body["associations"]
        assert about["types"] == [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}]
        if about["to"]["id"] not in self.contacts:
            return _error(404, "OBJECT_NOT_FOUND")
        assert int(body["properties"]["hs_timestamp"]) > 1_500_000_000_000
        return _answer(
            201, {"id": self._keep(self.notes, {"properties": body["properties"], "about": about["to"]["id"]})}
        )
