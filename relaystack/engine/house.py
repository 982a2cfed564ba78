"""The company as its staff read of it: its name, its clock, where they read a conversation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

_LONG, _SHORT = "%d %B %Y %H:%M", "%Y-%m-%d %H:%M"  # as times are written for staff, always in UTC
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_FOR_OPERATORS = re.compile(r"`[^`]*`|\b[A-Z]{2,}(?:_[A-Z]+)+\b")  # commands, names of settings
_IN_UTC = re.compile(rf"\b(?:(\d\d (?:{_MONTHS}) \d{{4}} \d\d:\d\d)|(\d{{4}}-\d\d-\d\d \d\d:\d\d)) UTC\b")


@dataclass(frozen=True)
class House:
    """What mails and pages for staff have in common."""

    name: str = ""
    zone: tzinfo = UTC
    site: str = ""
    business_app: bool = False  # staff answer from WhatsApp's app with the bot's own number

    @classmethod
    def of(cls, brand: Mapping[str, Any], site: str = "", *, business_app: bool = False) -> "House":
        """The company of a content folder; `site` is where its pages are, without a slash at the end."""
        zone = ZoneInfo(brand["timezone"]) if "timezone" in brand else UTC
        return cls(str(brand["name"]), zone, site, business_app)

    def clock(self, at: datetime, form: str = _LONG) -> str:
        """A time by the company's clock, with its zone."""
        name = "UTC" if self.zone is UTC else f"({self.zone})"
        return f"{at.astimezone(self.zone):{form}} {name}"

    def localised(self, text: str) -> str:
        """The text with each time that it names in UTC by the company's clock: the same moments, whoever wrote."""
        return text if self.zone is UTC else _IN_UTC.sub(self._local, text)

    def conversation(self, contact_id: int) -> str:
        """Where staff read the conversation with a contact; empty where there are no pages for them."""
        return f"{self.site}/console/conversations/{contact_id}" if self.site else ""

    def whatsapp(self, phone: str | None) -> str:
        """Where staff answer in the WhatsApp Business app; elsewhere the link would open their own number."""
        return f"https://wa.me/{phone}" if self.business_app and phone else ""

    @staticmethod
    def plain(reason: str) -> str:
        """A reason without what only who runs the bot can use: commands, names of settings."""
        return _FOR_OPERATORS.sub("(ask whoever runs the bot)", reason)

    def _local(self, found: re.Match[str]) -> str:
        written, form = (found[1], _LONG) if found[1] else (found[2], _SHORT)
        try:
            return self.clock(datetime.strptime(written, form).replace(tzinfo=UTC), form)
        except ValueError:  # the 31st of February of somebody's own words
            return found[0]


UNNAMED = House()  # where nothing is known of the company
