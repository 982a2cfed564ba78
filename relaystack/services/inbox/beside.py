"""What staff read of a person beside their words: from where, by which clock, by which advert, shown which figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from relaystack.engine import phone_zones
from relaystack.engine.lead_sources import came_from
from relaystack.engine.phones import country_of
from relaystack.models import Lead, LeadEnquiry

from . import person_story

COLUMNS = (Lead.advert, Lead.source, Lead.entered_by)  # that a person is read with
_ENQUIRIES = 20  # the latest ones, whose figures count


class Beside(NamedTuple):
    """`country` is that of their number (ISO code), `there` the time by their clock; None where nobody knows it.

    `figures` by programme, the latest of each; `alike` are contacts that may be the same person.
    """

    country: str
    there: datetime | None
    came_from: str
    figures: Mapping[str, Any]
    alike: Sequence[Mapping[str, Any]]


def of(connection: Connection, person: Mapping[str, Any], now: datetime) -> Beside:
    """All of it, for somebody as `thread.person` gives them."""
    country = country_of(person["phone"])
    zone = person["zone"] or phone_zones.zone_of(country, now)
    return Beside(
        country, now.astimezone(ZoneInfo(zone)) if zone else None, came_from(person) if person["lead_id"] else "",
        _figures(connection, person["lead_id"]) if person["lead_id"] else {},
        person_story.alike(connection, person["id"]),
    )  # fmt: skip


def _figures(connection: Connection, lead_id: int) -> dict[str, Any]:
    latest = select(LeadEnquiry.shown).where(LeadEnquiry.lead_id == lead_id).order_by(LeadEnquiry.id.desc())
    told = reversed(connection.scalars(latest.limit(_ENQUIRIES)).all())
    return {code: figure for shown in told for code, figure in shown.items()}
