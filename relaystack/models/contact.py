"""Who writes to us: a person by any of phone, BSUID and parent BSUID (CLOUD_API, section 12)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


def _few(name: str) -> Index:
    """An index over those who have a value there: few do."""
    there = text(f"{name} IS NOT NULL")
    return Index(None, name, sqlite_where=there, postgresql_where=there)


class Contact(Base):
    """One person. `phone` is what one dials from abroad, without the plus; it may be missing, appear, or vanish."""

    __tablename__ = "contacts"
    __table_args__ = (
        *map(_few, ("waiting_since", "human_until", "assignee_id", "closed_at", "snoozed_until", "opted_out_at",
                    "marketing_consent_at")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    wa_id: Mapped[str | None]  # how Meta writes the phone where that differs: we send there
    bsuid: Mapped[str | None] = mapped_column(unique=True)
    former_bsuid: Mapped[str | None] = mapped_column(index=True)  # before the last change: late messages still carry it
    parent_bsuid: Mapped[str | None] = mapped_column(index=True)
    profile_name: Mapped[str] = mapped_column(default="")
    called: Mapped[str | None]  # their name, where staff have put it right: WhatsApp tells its own with every message
    language: Mapped[str | None]  # none was chosen yet
    zone: Mapped[str | None]  # by whose clock they live, where they were asked
    opted_out_at: Mapped[datetime | None]
    marketing_opted_out_at: Mapped[datetime | None]  # chosen in WhatsApp's own settings
    marketing_chosen_at: Mapped[datetime | None]  # when they last chose either way: an older choice says nothing
    marketing_consent_at: Mapped[datetime | None]  # agreed to marketing, and has not withdrawn it since
    marketing_consent_how: Mapped[str | None]  # where and how they agreed
    marketing_consent_words: Mapped[str | None]  # that they were shown by then
    identity_changed_at: Mapped[datetime | None]  # Meta saw new keys: perhaps somebody else writes from this account
    human_since: Mapped[datetime | None]  # when consultants took the conversation last
    human_until: Mapped[datetime | None]  # until when they have it, unless it is given back before
    human_reason: Mapped[str | None]  # why, in a word
    # Whose the thread is, where another responder of the account has it (CLOUD_API, section 16).
    thread_owner: Mapped[str | None]  # their role
    thread_since: Mapped[datetime | None]  # when Meta told last that it has changed hands, to them or back
    thread_until: Mapped[datetime | None]  # until when they have it, unless somebody writes
    thread_summary: Mapped[str | None]  # of the conversation there, written by an AI: for people to read
    waiting_since: Mapped[datetime | None]  # of their words for a person, the first that no person has answered
    waiting_told_at: Mapped[datetime | None]  # when the consultants were told that nobody answered while they had it
    waiting_reminded: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # how loudly staff were told that they wait
    # Who of the staff has it; a member's row stays for ever. No foreign key: SQLite could not add it to what is there.
    assignee_id: Mapped[int | None] = mapped_column(BigId)
    closed_at: Mapped[datetime | None]  # nothing is left to do, until they write again
    snoozed_until: Mapped[datetime | None]  # out of sight until then, or until they write again
    last_inbound_at: Mapped[datetime | None]
    advert: Mapped[dict[str, Any] | None]  # the last one that they came from
    counted_on: Mapped[date | None]  # the day (UTC) that the next three are of
    answers: Mapped[int] = mapped_column(default=0, server_default="0")  # of ours, by the bot
    files: Mapped[int] = mapped_column(default=0, server_default="0")  # of theirs
    staff_told: Mapped[int] = mapped_column(default=0, server_default="0")  # that the bot says no more
    # Until when Meta's pair rate is spoken for: one message per 6 s, 45 of them in advance.
    paced_until: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # the row is empty from then on: its id must not become somebody else's
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
