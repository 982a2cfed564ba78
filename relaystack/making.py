"""How parts are made of others: here, and only here, content, services and gateways meet."""

import functools
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from .carriers import make_carriers, make_graph
from .connected import ConnectedSettings
from .content.live import LiveContent
from .content.served import ServedContent
from .content.sources import FolderSource
from .engine.carrier import Carrier
from .gateways.http import Http
from .gateways.whatsapp import errors
from .gateways.whatsapp.client import WhatsApp
from .gateways.whatsapp.template_api import TemplateApi
from .services.answers.layer import TaughtLayer
from .services.bookings import busy_times
from .services.bookings.hours import OpenForBookings
from .services.carriers import kinds
from .services.catalogue.programs import CatalogueCache
from .services.conversations.talks import Bounds, ConversationSettings
from .services.delivery.claims import Pace
from .services.delivery.delivery import Delivery
from .services.inbox import appointment_reminders, falling_due, waiting_offers
from .services.leads import imports
from .services.monitoring import alarms
from .services.office.schedule import ScheduleCache
from .services.outbox.outbox import WHATSAPP
from .services.privacy import retention
from .services.reporting import roll_up, weekly
from .services.storage.database import Database
from .settings import Settings
from .starting import uncollected

Conversing = Callable[[ServedContent, frozenset[str]], ConversationSettings]


def live_content(
    settings: Settings, database: Database, read: ServedContent | None, also: Callable[[], None]
) -> LiveContent:
    """The folder's content, with what staff have taught laid over it; `also` is looked at as often."""
    layer = TaughtLayer(database)
    if read:
        return LiveContent(read, layer=layer)
    with uncollected():
        return LiveContent.of(FolderSource(settings.content_dir), layer=layer, also=also)


def conversing(settings: Settings) -> Conversing:
    """What conversations go by, for each version of the content and the carriers that are there by then."""
    catalogue, timeout = CatalogueCache(), timedelta(minutes=settings.session_timeout_minutes)
    moment, schedule, bookings = timedelta(seconds=settings.gather_seconds), ScheduleCache(), OpenForBookings()
    bounds = Bounds(
        settings.answers_per_person_and_day, settings.files_per_person_and_day, settings.open_questions_per_person
    )

    @functools.lru_cache(1)
    def settings_with(content: ServedContent, carriers: frozenset[str]) -> ConversationSettings:
        return ConversationSettings(
            content, catalogue, timeout, kinds.can(carriers), errors.from_status, settings.site,
            settings.staff_use_business_app, settings.conversation_role, bounds, moment, schedule,
            bookings, settings.free_messages_per_month, timedelta(minutes=settings.payment_hold_minutes),
            settings.cost_alarm_usd,
        )  # fmt: skip

    return settings_with


def delivery(
    connected: ConnectedSettings, database: Database, carriers: Mapping[str, Carrier] | None,
    serving: Callable[[], ConversationSettings], report: Callable[[], dict[str, Any]],
) -> Delivery:  # fmt: skip
    """A new delivery worker, until something else is connected.

    `serving` says what conversations go by now, `report` how the program is.
    """
    settings = connected.current()
    carriers = make_carriers(settings, serving().book) if carriers is None else carriers
    pace = Pace(settings.sends_per_second, settings.in_doubt_seconds, settings.digest_at)
    whatsapp = carriers.get(WHATSAPP)
    clock = whatsapp.clock if isinstance(whatsapp, WhatsApp) else None
    return Delivery(
        database, carriers, serving, pace, clock=clock, is_current=lambda: connected.current() is settings,
        chores=[
            falling_due.send, appointment_reminders.send, waiting_offers.send,
            lambda asked, _: busy_times.ask(asked), roll_up.keep_up,
            functools.partial(weekly.post, at=settings.digest_at),
            functools.partial(alarms.watch, report=report),
            functools.partial(retention.sweep, media_dir=settings.media_dir), imports.forget,
        ],
    )  # fmt: skip


def template_api(settings: Settings) -> TemplateApi:
    """Meta's list of message templates."""
    return TemplateApi(Http(), make_graph(settings), settings.account_id)
