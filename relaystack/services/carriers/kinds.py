"""The carriers, a row each. Whatever tells them apart stands here, and everybody else asks."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from ..bookings import busy_times, cashier, payments
from ..contacts import permission
from ..files import media, sent_files, uploads
from ..leads import confirmations, import_bites
from ..message_templates import standing
from ..notices import alarms, hearing, push, staff_letters
from ..outbox.outbox import ALARMS, MAIL, WHATSAPP, Item
from ..outbox.retry import GiveUp
from . import searches, timers
from .kind import BY_SETTING, SLOW, Audience, CarrierKind, Priority

PAYMENTS_NEED = "STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, PUBLIC_URL and the extra `payments`"
MAIL_NEEDS = "SMTP_HOST, MAIL_FROM and ADMIN_EMAIL"


def _message_refusal(item: Item, now: datetime, metas_now: datetime | None) -> GiveUp | None:
    return permission.refusal(item.payload, item.template, item, item.created_at, now, metas_now)


def _message_look_up(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    return standing.with_states(connection, sent_files.with_ids(connection, uploads.with_ids(connection, items, now)))


_ROWS = (
    CarrierKind(
        WHATSAPP, Audience.PERSON, "messages", Priority.ANSWER, per_second=BY_SETTING, is_message=True,
        refusal=_message_refusal, look_up=_message_look_up, known_as="WhatsApp messages",
    ),
    CarrierKind(
        searches.CARRIER, Audience.SYSTEM, "job searches", Priority.ANSWER, answers=True, can="search_jobs",
        needs="CAREERJET_API_KEY and CAREERJET_USER_IP", look_up=searches.with_answers, record=searches.stored,
    ),
    CarrierKind(
        timers.CARRIER, Audience.SYSTEM, "reminders", Priority.ANSWER, is_timed=True, is_awaited=timers.may_wake
    ),
    CarrierKind(
        payments.CARRIER, Audience.SYSTEM, "payments", Priority.ANSWER, can=payments.CAN, needs=PAYMENTS_NEED,
        look_up=payments.with_sessions, lost=cashier.lost, known_as="Payments", tells_retries=True,
    ),
    CarrierKind(
        payments.HOLDS, Audience.SYSTEM, "ends of payments", account=payments.CARRIER, needs=PAYMENTS_NEED,
        look_up=payments.with_sessions, lost=cashier.lost,
    ),
    CarrierKind(MAIL, Audience.STAFF, "e-mails", needs=MAIL_NEEDS, longest=SLOW, look_up=hearing.with_listeners,
                tells_retries=True),
    CarrierKind(
        staff_letters.CARRIER, Audience.STAFF, "invitations and new passwords", account=MAIL,
        needs=f"PUBLIC_URL, {MAIL_NEEDS}", longest=SLOW, look_up=staff_letters.with_links, tells_retries=True,
    ),
    CarrierKind(
        push.CARRIER, Audience.STAFF, "notifications to browsers", needs="SECRET_KEY and the extra `push`",
        per_second=50, look_up=push.with_browsers, record=push.written_down,
    ),
    CarrierKind(
        confirmations.CARRIER, Audience.PERSON, "e-mails to customers", needs=f"CONFIRM_BY_EMAIL, {MAIL_NEEDS}",
        longest=SLOW, refusal=confirmations.refusal, lost=confirmations.lost, tells_retries=True,
    ),
    CarrierKind(
        media.CARRIER, Audience.SYSTEM, "files", longest=SLOW, record=media.stored, lost=media.lost,
        is_stored=media.is_stored,
    ),
    CarrierKind(
        sent_files.CARRIER, Audience.SYSTEM, "files of staff", Priority.ANSWER, longest=SLOW,
        record=sent_files.uploaded, lost=sent_files.lost,
    ),
    CarrierKind(
        uploads.CARRIER, Audience.SYSTEM, "documents", needs="UPLOAD_DOCUMENTS", longest=SLOW, record=uploads.stored
    ),
    CarrierKind(
        import_bites.CARRIER, Audience.SYSTEM, "parts of sheets of leads", Priority.BULK, record=import_bites.take,
        lost=import_bites.stopped,
    ),
    CarrierKind(
        # A change takes about five requests, and the smallest account may make 100 in ten seconds.
        "hubspot", Audience.SYSTEM, "changes of leads", needs="HUBSPOT_TOKEN", per_second=2, hears_of_leads=True,
    ),
    CarrierKind(
        "crm_webhook", Audience.SYSTEM, "changes of leads", needs="CRM_WEBHOOK_URL", hears_of_leads=True
    ),
    CarrierKind(
        busy_times.CARRIER, Audience.SYSTEM, "calendars of consultants", look_up=busy_times.with_addresses,
        record=busy_times.read,
    ),
    CarrierKind(ALARMS, Audience.SYSTEM, "alarms to your system", needs="ALARM_WEBHOOK_URL"),
)  # fmt: skip
KINDS = {row.name: row for row in _ROWS}
ALWAYS = frozenset({"capture_lead", "send_document"})  # what needs no carrier that may be missing


def names(is_meant: Callable[[CarrierKind], object]) -> list[str]:
    """The carriers of which that is true."""
    return [kind.name for kind in KINDS.values() if is_meant(kind)]


def to_people() -> list[str]:
    """Those of which nothing leaves any more when a person says stop."""
    return names(lambda kind: kind.audience is Audience.PERSON)


def messages() -> list[str]:
    """Those whose items are messages on record."""
    return names(lambda kind: kind.is_message)


def in_turn(carriers: Iterable[str]) -> list[str]:
    """These carriers, who goes first before the others; every worker asks in this order, so none waits crosswise.

    Those that share an account stand together, since they lock the same row.
    """
    return sorted(carriers, key=lambda name: (KINDS[name].priority, KINDS[name].shares, name))


def can(made: Iterable[str]) -> frozenset[str]:
    """What conversations may do where these carriers are made."""
    return ALWAYS | {KINDS[name].ability for name in made}


def needs_of_crms() -> dict[str, str]:
    """Those that hear of each change of a lead, with the setting that each one needs."""
    return {kind.name: kind.needs for kind in KINDS.values() if kind.hears_of_leads}


def told_of_leads(among: Collection[str]) -> list[str]:
    """Those among these that hear of each change of a lead."""
    return sorted(name for name in needs_of_crms() if name in among)


def longest_lease() -> timedelta:
    """How long any claim lasts at the most."""
    return max(kind.lease for kind in KINDS.values())


def stop(
    connection: Connection, name: str, code: int, reason: str, now: datetime, began: datetime | None = None
) -> None:
    """Send nothing more by this carrier, nor by what shares its account, until a person has acted."""
    owner = KINDS[KINDS[name].shares]
    alarms.stop(connection, owner.name, code, reason, now, began, known_as=owner.known_as)
