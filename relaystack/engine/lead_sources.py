"""Where a lead came from, in words for staff and CRMs."""

from collections.abc import Mapping
from typing import Any

from . import adverts

HOW = {"hand": "written down", "import": "brought in by a sheet"}  # as leads keep it; who told the bot came by itself


def came_from(lead: Mapping[Any, Any]) -> str:
    """The advert that brought them, or who of us wrote them down; empty where neither did."""
    if found := adverts.worded(lead.get("advert")):
        return found
    how, by = HOW.get(lead.get("source") or "", ""), lead.get("entered_by")
    return f"{how} by {by}" if how and by else how
