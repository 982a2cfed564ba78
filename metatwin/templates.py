"""Which message templates does the business have at Meta, and what becomes of them?"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from metatwin.errors import Refusal
from metatwin.json_types import Json
from metatwin.shapes import need_list, need_object, need_text

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
LIMITS = {"HEADER": 60, "BODY": 1024, "FOOTER": 60}
BUTTON_TEXT = 25
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")

News = Callable[[str, Json], None]


@dataclass
class Template:
    """A template in one language."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "PENDING"
    reason: str = "NONE"
    quality: str = "UNKNOWN"

    @property
    def row(self) -> Json:
        """As the list shows it."""
        return {
            "id": self.id, "name": self.name, "language": self.language, "status": self.status,
            "category": self.category, "components": self.components, "rejected_reason": self.reason,
            "quality_score": {"score": self.quality}, "parameter_format": "NAMED",
        }  # fmt: skip

    def part(self, kind: str) -> Json:
        """The component of that type."""
        return next((part for part in self.components if part["type"].upper() == kind), {})

    def names(self, kind: str) -> set[str]:
        """What is filled in there."""
        return set(VARIABLE.findall(self.part(kind).get("text", "")))


@dataclass
class Templates:
    """All templates of the account. `answers` are error codes for the next requests about the list."""

    news: News
    approves: bool = False  # at once, as nobody reviews in the simulator
    page: int = 100
    answers: list[int] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)  # (method, cursor or name) of each request
    _all: dict[tuple[str, str], Template] = field(default_factory=dict)

    def get(self, name: str, language: str) -> Template:
        """One of them; LookupError where there is none."""
        return self._all[name, language]

    def add(self, template: Template) -> Template:
        """Put one there, as somebody may in WhatsApp Manager."""
        self._all[template.name, template.language] = template
        return template

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
        if not isinstance(body, dict):
            raise Refusal(100, "The request body must be a JSON object.")
        name = need_text(body, "name", "", (1, 512), code=100)
        language = need_text(body, "language", "", (2, 20), code=100)
        if not re.fullmatch(r"[a-z0-9_]+", name) or body.get("category") not in CATEGORIES:
            raise Refusal(100, "Param name or category is not valid.")
        if (name, language) in self._all:
            raise unfit(2388024, f"There is already {language} content for this template.")
        check_components(body)
        made = self.add(Template(new_id(), name, language, body["category"], body["components"]))
        if self.approves:
            self.says(name, language, "APPROVED")
        return {"id": made.id, "status": made.status, "category": made.category}

    def edit(self, id: str, body: Any) -> Json:
        """Change one, which is then reviewed again."""
        found = next((one for one in self._all.values() if one.id == id), None)
        if found is None:
            raise Refusal(100, f"Object with ID '{id}' does not exist.", subcode=33)
        if found.status not in EDITABLE:
            raise unfit(2388003, "Message templates can only be edited when they are approved, rejected or paused.")
        if body.get("category", found.category) != found.category and found.status == "APPROVED":
            raise unfit(2388004, "The category of an approved template cannot be changed.")
        check_components(body)
        found.components, found.status = body["components"], "PENDING"
        found.category = body.get("category", found.category)
        if self.approves:
            self.says(found.name, found.language, "APPROVED")
        return {"success": True}

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

    def check_sent(self, template: Json) -> Template:
        """Refuse a message whose template may not be sent so; the template."""
        name, language = template["name"], template["language"]["code"]
        found = self._all.get((name, language))
        if found is None or found.status not in ("APPROVED", "PAUSED", "DISABLED"):
            raise Refusal(132001, f"template name ({name}) does not exist in {language}")
        if found.status != "APPROVED":
            raise Refusal(132015 if found.status == "PAUSED" else 132016)
        parts = {part["type"].lower(): part for part in template.get("components", []) if part["type"] != "button"}
        for kind in ("HEADER", "BODY"):
            given = parts.get(kind.lower(), {}).get("parameters", [])
            if len(given) != len(found.names(kind)):
                raise Refusal(132000, f"{kind.lower()}: number of localizable_params does not match")
            if {one.get("parameter_name") for one in given} != found.names(kind):
                raise Refusal(100, f"{kind.lower()}: Parameter name is missing or empty")
            if any(re.search(r"[\n\t]| {5}", one.get("text", "")) for one in given):
                raise Refusal(132018, "Param text cannot have new-line/tab characters or rows of spaces")
        return found


def about(one: Template) -> Json:
    """What every webhook says of its template: the language with a hyphen, as Meta does."""
    return {
        "message_template_id": int(one.id), "message_template_name": one.name,
        "message_template_language": one.language.replace("_", "-"),
    }  # fmt: skip


def check_components(body: Json) -> None:
    """Refuse parts that Meta refuses."""
    kinds = []
    for part in need_list(body, "components", "", (1, 4)):
        kind = need_text(part, "type", "components", (1, 20), code=100)
        kinds.append(kind)
        if kind in LIMITS:
            check_text(part, kind)
        for button in need_list({"buttons": [], **part}, "buttons", "components", (0, 10)):
            need_text(button, "text", "components.buttons", (1, BUTTON_TEXT), code=100)
            if VARIABLE.search(button.get("url", "")) and not button.get("example"):
                raise unfit(2388043, "The URL of the button needs an example.")
    if "BODY" not in kinds or len(set(kinds)) < len(kinds):
        raise Refusal(100, "components must have one BODY, and each type once.")


def check_text(part: Json, kind: str) -> None:
    """Refuse words that are too long, or whose variables stand badly or have no example."""
    words = need_text(part, "text", "components", (1, LIMITS[kind]), code=100)
    names = VARIABLE.findall(words)
    if kind == "BODY" and (words.strip().startswith("{{") or words.strip().endswith("}}")):
        raise unfit(2388299, "Variables can't be at the start or end of the template.")
    if not names:
        return
    key = f"{kind.lower()}_text_named_params"
    shown = need_list(need_object(part, "example", "components"), key, "example", (1, 100))
    if {one.get("param_name") for one in shown} != set(names):
        raise unfit(2388043, "Every variable needs an example.")


def unfit(subcode: int, words: str) -> Refusal:
    """Meta's no to a template, in words for people."""
    return Refusal(100, subcode=subcode, user_msg=words)


def new_id() -> str:
    """An id in Meta's style."""
    return str(secrets.randbelow(9 * 10**14) + 10**14)
