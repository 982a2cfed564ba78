"""Which message templates does the business have at Meta, and what becomes of them?"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from metatwin.customers import now
from metatwin.errors import Refusal
from metatwin.faults import Answer
from metatwin.json_types import Json
from metatwin.template import Template
from metatwin.template_rules import check_components, check_head, unfit
from metatwin.template_use import check_use

EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
CREATIONS = 100  # an hour
EDITS = ((timedelta(hours=24), 1), (timedelta(days=30), 10))  # of what is approved
BLOCKED = timedelta(days=30)  # so long nothing has the name of what was deleted

News = Callable[[str, Json], None]


@dataclass
class Templates:
    """All templates of the account.

    `answers` are for the next requests about it: Meta's code, a word like `502-html`, `drop` for one that is done and
    never answered, and an empty word for one that goes as always.
    """

    news: News
    approves: bool = False  # at once, as nobody reviews in the simulator
    page: int = 100
    most: int = 250  # names
    creations: int = CREATIONS
    answers: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)  # (method, cursor or name) of each request
    _all: dict[tuple[str, str], Template] = field(default_factory=dict)
    _created: list[datetime] = field(default_factory=list)
    _deleted: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def get(self, name: str, language: str) -> Template:
        """One of them; LookupError where there is none."""
        return self._all[name, language]

    def add(self, template: Template) -> Template:
        """Put one there, as somebody may in WhatsApp Manager."""
        self._all[template.name, template.language] = template
        return template

    def find(self, name: Any, language: Any) -> Template | None:
        """One of them, if it is there."""
        return self._all.get((name, language))

    def names(self) -> list[tuple[str, str]]:
        """Name and language of each."""
        return list(self._all)

    def by_id(self, id: str) -> Template | None:
        """The one with this id."""
        return next((one for one in self._all.values() if one.id == id), None)

    def listed(self, limit: int, after: str) -> Json:
        """A page of the list."""
        rows, size = list(self._all.values()), min(limit, self.page)
        start = int(after) if after.isdecimal() else 0
        if after and not (after.isdecimal() and start <= len(rows)):
            raise Refusal(131059)
        paging: Json = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(rows):
            paging["next"] = "https://graph.facebook.com/elsewhere?after=never-followed"
        return {"data": [one.row for one in rows[start : start + size]], "paging": paging}

    def create(self, body: Any) -> Json:
        """Take a new template in for review."""
        name, language = check_head(body)
        self._check_room(name, language)
        check_components(body, named=body.get("parameter_format") == "NAMED")
        made = self.add(Template(new_id(), name, language, body["category"], body["components"]))
        self._created.append(now())
        if self.approves:
            self.says(name, language, "APPROVED")
        return {"id": made.id, "status": made.status, "category": made.category}

    def _check_room(self, name: str, language: str) -> None:
        if sum(at > now() - timedelta(hours=1) for at in self._created) >= self.creations:
            raise Refusal(80008)
        if (name, language) in self._all:
            raise unfit(f"There is already {language} content for this template.", 2388024)
        if self._deleted.get((name, language), now() - BLOCKED) > now() - BLOCKED:
            raise unfit(f"New {language} content can't be added while the existing content is deleted.", 2388023)
        if len({one for one, _ in self._all} | {name}) > self.most:
            raise unfit("The account has as many templates as it may.", 2388019)

    def edit(self, id: str, body: Any) -> Json:
        """Change one, which is then reviewed again."""
        found = self.by_id(id)
        if found is None:
            raise Refusal(100, f"Object with ID '{id}' does not exist.", subcode=33)
        if not isinstance(body, dict):
            raise Refusal(100, "The request body must be a JSON object.")
        self._check_edit(found, body)
        check_components(body, found.is_named)
        found.edited += [now()] if found.status == "APPROVED" else []
        found.components, found.status = body["components"], "PENDING"
        found.category = body.get("category", found.category)
        if self.approves:
            self.says(found.name, found.language, "APPROVED")
        return {"success": True}

    def _check_edit(self, one: Template, body: Json) -> None:
        if one.status not in EDITABLE:
            raise unfit("Message templates can only be edited when they are approved, rejected or paused.", 2388003)
        if one.status == "APPROVED":
            if body.get("category", one.category) != one.category:
                raise unfit("The category of an approved template cannot be changed.", 2388004)
            if any(sum(at > now() - span for at in one.edited) >= most for span, most in EDITS):
                raise unfit("An approved template can be edited once in 24 hours and 10 times in 30 days.")

    def delete(self, name: str, id: str = "") -> Json:
        """Take away a template, in one language or in all."""
        gone = [one for one in self._all.values() if one.name == name and id in ("", one.id)]
        if not gone:
            raise unfit(f"There is no template {name}.")
        for one in gone:
            self.says(one.name, one.language, "DELETED")
            self._deleted[one.name, one.language] = now()
            del self._all[one.name, one.language]
        return {"success": True}

    def age(self, by: timedelta) -> None:
        """Let time pass for all that Meta counts."""
        self._created = [at - by for at in self._created]
        self._deleted = {key: at - by for key, at in self._deleted.items()}
        for one in self._all.values():
            one.edited = [at - by for at in one.edited]

    def says(self, name: str, language: str, event: str, reason: str = "NONE") -> None:
        """Meta reviews, pauses, disables, reinstates: the business is told."""
        one = self.get(name, language)
        one.status, one.reason = ("APPROVED" if event == "REINSTATED" else event), reason
        value = {"event": event, "reason": reason, "message_template_category": one.category}
        self.news("message_template_status_update", {**about(one), **value})

    def rates(self, name: str, language: str, quality: str) -> None:
        """Customers like or dislike it: the business is told."""
        one = self.get(name, language)
        before, one.quality = one.quality, quality
        value = {"previous_quality_score": before, "new_quality_score": quality}
        self.news("message_template_quality_update", {**about(one), **value})

    def calls_it(self, name: str, language: str, category: str) -> None:
        """Meta finds that it is of another category: the business is told."""
        one = self.get(name, language)
        before, one.category = one.category, category
        self.news("template_category_update", {**about(one), "previous_category": before, "new_category": category})

    def announces(self, name: str, language: str, category: str) -> None:
        """Meta will find tomorrow that it is of another category: the business is told."""
        one = self.get(name, language)
        at = int((now() + timedelta(hours=24)).timestamp())
        value = {"correct_category": category, "new_category": one.category, "category_update_timestamp": at}
        self.news("template_category_update", {**about(one), **value})

    def check_sent(self, template: Json) -> Template:
        """Refuse a message whose template may not be sent so; the template."""
        name, language = template["name"], template["language"]["code"]
        found = self._all.get((name, language))
        if found is None or found.status not in ("APPROVED", "PAUSED", "DISABLED"):
            raise Refusal(132001, f"template name ({name}) does not exist in {language}")
        if found.status != "APPROVED":
            raise Refusal(132015 if found.status == "PAUSED" else 132016)
        check_use(template, found)
        return found


def about(one: Template) -> Json:
    """What every webhook says of its template: the language with a hyphen, as Meta does."""
    return {
        "message_template_id": int(one.id), "message_template_name": one.name,
        "message_template_language": one.language.replace("_", "-"),
    }  # fmt: skip


def new_id() -> str:
    """An id in Meta's style."""
    return str(secrets.randbelow(9 * 10**14) + 10**14)
