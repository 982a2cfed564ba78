"""May a message go to a person? Not after they said stop, nor while somebody else talks, nor outside the window.

Templates may go outside it, while Meta approves them; marketing only to who has agreed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, select

from relaystack.engine.message_templates import TemplateState
from relaystack.models import Contact

from ..outbox.retry import GiveUp
from . import lease, threads

WINDOW = timedelta(hours=24) - timedelta(minutes=2)  # Meta's service window, with a margin (CLOUD_API, section 8)
OUTSIDE = 131047  # Meta's code for it
NO_CONSENT = "not sent: the person has not agreed to marketing, or agrees no more"
OPTED_OUT = "not sent: the person has asked for no more messages"
COLUMNS = (
    Contact.opted_out_at, Contact.last_inbound_at, Contact.human_since, Contact.human_until,
    Contact.marketing_consent_at, Contact.thread_owner, Contact.thread_since, Contact.thread_until,
)  # fmt: skip


class Standing(threads.Held, Protocol):
    """How a person stands with us: the columns above."""

    @property
    def opted_out_at(self) -> datetime | None: ...
    @property
    def last_inbound_at(self) -> datetime | None: ...
    @property
    def human_since(self) -> datetime | None: ...
    @property
    def human_until(self) -> datetime | None: ...
    @property
    def marketing_consent_at(self) -> datetime | None: ...


def refusal(
    payload: Mapping[str, Any],
    template: TemplateState | None,
    person: Standing,
    computed_at: datetime,
    now: datetime,
    metas_now: datetime | None = None,
) -> GiveUp | None:
    """Why it may not, where that is so. `template` is how Meta sees the template that the message is, if it is one.

    The window is Meta's, and the time of the last message too: `metas_now` is by the same clock, where it is known.
    """
    if person.opted_out_at and not payload.get("even_opted_out"):
        return GiveUp(0, OPTED_OUT, by_us=True)
    if why := threads.against(person, computed_at, now):
        return GiveUp(0, why, by_us=True)
    if template and template.against:
        sent = payload["template"]
        return GiveUp(0, f"not sent: {sent['name']} ({sent['language']}) {template.against}", by_us=True)
    # Meta may have made it marketing since it was queued, or something else: it must be allowed as either.
    is_marketing = payload.get("marketing") or (template and template.is_marketing)
    if is_marketing and not person.marketing_consent_at:
        return GiveUp(0, NO_CONSENT, by_us=True)
    is_last_word = payload.get("even_opted_out") or (payload.get("even_handed_over") and not is_marketing)
    if not is_last_word and lease.silences(person.human_since, person.human_until, computed_at, now):
        return GiveUp(0, lease.NOT_SENT, by_us=True)
    if "template" not in payload and person.last_inbound_at and (metas_now or now) - person.last_inbound_at > WINDOW:
        return GiveUp(OUTSIDE, "not sent: more than 24 hours since the person's last message", by_us=True)
    return None


def is_open(connection: Connection, contact_id: int, now: datetime) -> bool:
    """Whether words may go to them: they have written within the window."""
    last = connection.scalar(select(Contact.last_inbound_at).where(Contact.id == contact_id))
    return last is not None and now - last <= WINDOW
