"""What Meta tells of message templates: their status, category and quality."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from relaystack.engine.message_templates import code
from relaystack.engine.updates import Ignored, TemplateChanged, Update

from .json_shapes import EVER, mapping, moment, text, written_moment

STATUS, QUALITY, CATEGORY = FIELDS = (
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
)


def read(change: Mapping[str, Any], entry: Mapping[str, Any], now: datetime) -> Update:
    """One of these webhooks. Its time stands in the entry; the quality webhook is known to come under a wrong field."""
    value = mapping(change, "value")
    name = text(value, "message_template_name")[:512]
    language = code(text(value, "message_template_language"))[:20]
    if not name or not language:
        return Ignored("a template without a name or language")
    about = {
        "status": text(value, "event").upper()[:40],
        "quality": text(value, "new_quality_score").upper()[:40],
        "category": (text(value, "new_category") or text(value, "message_template_category")).upper()[:40],
        "coming": text(value, "correct_category").upper()[:40],
    }
    if not any(about.values()):
        return Ignored("a template without news")
    at = moment({"timestamp": entry.get("time")}, now, EVER)
    id = text(value, "message_template_id")[:40]
    coming_at = _coming_at(value, at) if about["coming"] else None
    return TemplateChanged(name, language, at, id, reason=_reason(value), coming_at=coming_at, **about)


def _coming_at(value: Mapping[str, Any], told_at: datetime) -> datetime:
    """When the announced category comes: a day after the announcement, if it does not say, or not sensibly."""
    written, day = written_moment({"timestamp": value.get("category_update_timestamp")}), timedelta(days=1)
    return written if written and written <= told_at + 2 * day else told_at + day


def _reason(value: Mapping[str, Any]) -> str:
    """Why, in Meta's words."""
    info = mapping(value, "rejection_info") or mapping(value, "other_info")
    words = text(info, "reason") or text(info, "description") or text(info, "title") or text(value, "reason")
    return "" if words == "NONE" else words[:500]
