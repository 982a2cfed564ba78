"""How the program is put together: here, and only here, its parts meet."""

import functools
import logging
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from apiflask import APIFlask

from . import __version__, demo, simulation, watching
from .carriers import allowed, make_carriers, make_graph
from .cli import commands
from .content.live import LiveContent
from .content.served import ServedContent
from .content.sources import FolderSource
from .doors import Doors, make_doors
from .engine.carrier import Carrier
from .engine.flow import Book
from .engine.message_templates import MessageTemplate
from .gateways.folder import INCOMING
from .gateways.http import Http
from .gateways.push_keys import PushKeys
from .gateways.whatsapp import errors
from .gateways.whatsapp.client import WhatsApp
from .gateways.whatsapp.staging import Staging
from .gateways.whatsapp.template_api import TemplateApi
from .services.answers.layer import TaughtLayer
from .services.bookings.hours import OpenForBookings
from .services.carriers import kinds
from .services.catalogue.programs import CatalogueCache
from .services.conversations.talks import Bounds, ConversationSettings
from .services.delivery.claims import Pace
from .services.delivery.delivery import Delivery
from .services.inbox import falling_due
from .services.monitoring import alarms, start_notes
from .services.monitoring.health import Health
from .services.office.schedule import ScheduleCache
from .services.outbox.outbox import WHATSAPP
from .services.privacy import retention
from .services.receiving import payments_in, take_in
from .services.receiving.intake import Intake
from .services.reporting import roll_up, statistics, weekly
from .services.staff import tokens
from .services.storage.database import Database
from .settings import ROOT, Settings
from .settings.names import misspelt
from .web import api, console, docs, headers, payments, problems, simulator, webhook
from .web.application import Application
from .web.asgi import LARGEST_OTHER, Asgi
from .web.json_bodies import Strict
from .web.large_bodies import LargeBodies
from .web.staff.authorizer import Authorizer, Limiter
from .web.staff.services import StaffServices
from .worker import DeliveryThread

log = logging.getLogger(__name__)


@dataclass
class Relaystack:
    """The parts of one process, as `app.extensions["relaystack"]`."""

    settings: Settings
    database: Database
    company: str  # its name at the start, for titles
    content: LiveContent
    settings_with: Callable[[ServedContent], ConversationSettings]
    health: Health
    thread: DeliveryThread
    authorizer: Authorizer
    doors: Doors
    carriers: Mapping[str, Carrier] | None = None
    asgi: Asgi | None = None
    twin: object = None
    stripe: object = None

    @property
    def conversation_settings(self) -> ConversationSettings:
        """What a transaction that begins now works with, until its end; the content may be another one for the next."""
        return self.settings_with(self.content.current())

    @property
    def book(self) -> Book:
        """The flow book of now."""
        return self.content.current().book

    @property
    def templates(self) -> Mapping[str, MessageTemplate]:
        """The message templates of now."""
        return self.content.current().templates

    def delivery(self) -> Delivery:
        """A new delivery worker; its connections open in the event loop that runs it."""
        carriers = self.carriers if self.carriers is not None else make_carriers(self.settings, self.book)
        pace = Pace(self.settings.sends_per_second, self.settings.in_doubt_seconds, self.settings.digest_at)
        whatsapp = carriers.get(WHATSAPP)
        clock = whatsapp.clock if isinstance(whatsapp, WhatsApp) else None
        return Delivery(
            self.database, carriers, lambda: self.conversation_settings, pace, clock=clock,
            chores=[
                falling_due.send, roll_up.keep_up, functools.partial(weekly.post, at=self.settings.digest_at),
                functools.partial(alarms.watch, report=self.health.report),
                functools.partial(retention.sweep, media_dir=self.settings.media_dir),
            ],
        )  # fmt: skip

    def template_api(self) -> TemplateApi:
        """Meta's list of message templates; its connections open in the event loop that asks."""
        return TemplateApi(Http(), make_graph(self.settings), self.settings.account_id)

    def start(self) -> None:
        """Begin to deliver beside the web; in development without credentials also play Meta's side."""
        if self.settings.simulated and self.twin is None:
            self.twin = simulation.start_twin(self.settings)
            if self.twin is not None:
                self.stripe = simulation.start_stripe(self.settings)
                demo.introduce(self.database, self.twin)
        self.thread.start()
        log.info("Relaystack %s", __version__)
        for warning in [*self.settings.warnings, *misspelt(os.environ, Settings.__dataclass_fields__)]:
            log.warning(warning)
        start_notes.log_notes(self.database, self.conversation_settings.can)

    def stop(self) -> None:
        """Finish what is under way."""
        self.thread.stop()
        if self.twin is not None:
            self.twin.stop()  # type: ignore[attr-defined]
        if self.stripe is not None:
            self.stripe.stop()  # type: ignore[attr-defined]
        self.content.close()
        self.database.close()


def create_app(
    settings: Settings | None = None,
    carriers: Mapping[str, Carrier] | None = None,
    content: ServedContent | None = None,
) -> APIFlask:
    """The web application. Nothing is opened or started before it is used; see `Relaystack.start`."""
    if settings is None:
        settings = Settings.load()
    parts = assemble(settings, carriers, content)
    app = Application(
        "relaystack",
        title=f"{parts.company}: Relaystack",
        version=__version__,
        docs_path=None,
        spec_path="/openapi.json",
    )
    app.json = Strict(app)
    app.config.from_mapping(MAX_CONTENT_LENGTH=LARGEST_OTHER)
    app.extensions["relaystack"] = parts
    _routes(app, parts)
    commands.register(app, parts)
    return app


def assemble(
    settings: Settings, carriers: Mapping[str, Carrier] | None = None, content: ServedContent | None = None
) -> Relaystack:
    """The parts by their settings; `carriers` replace those that reach the outside world.

    `content` is what was already read of the folder, for those who make many bots of one; it is not looked at again.
    """
    database = Database(settings.database_url, ROOT / "instance", settings.database_timeout_seconds)
    layer, folder = TaughtLayer(database), FolderSource(settings.content_dir)
    live = LiveContent(content, layer=layer) if content else LiveContent.of(folder, layer=layer)
    can = kinds.can(allowed(settings) if carriers is None else carriers)
    catalogue, timeout = CatalogueCache(), timedelta(minutes=settings.session_timeout_minutes)
    moment, schedule, bookings = timedelta(seconds=settings.gather_seconds), ScheduleCache(), OpenForBookings()
    bounds = Bounds(
        settings.answers_per_person_and_day, settings.files_per_person_and_day, settings.open_questions_per_person
    )

    @functools.lru_cache(1)  # one for each version of the content
    def settings_with(content: ServedContent) -> ConversationSettings:
        return ConversationSettings(
            content, catalogue, timeout, can, errors.from_status, settings.site,
            settings.staff_use_business_app, settings.conversation_role, bounds, moment, schedule,
            bookings, settings.free_messages_per_month, timedelta(minutes=settings.payment_hold_minutes),
            settings.cost_alarm_usd,
        )  # fmt: skip

    thread = DeliveryThread(lambda: parts.delivery())
    authorizer = Authorizer(
        settings.api_token,
        open_on_loopback=settings.trusts_this_machine,
        known=lambda secret: tokens.known(database, secret),
        limiter=Limiter(settings.api_requests_per_minute),
    )
    health = Health(database, settings.media_quota_mb, live.trouble)
    company = str(live.served.book.brand["name"])
    key = settings.secret_key or secrets.token_urlsafe()  # without one, sign-ins end with this process
    doors = make_doors(key, settings, database, authorizer, company)
    parts = Relaystack(settings, database, company, live, settings_with, health, thread, authorizer, doors, carriers)
    return parts


def _routes(app: APIFlask, parts: Relaystack) -> None:
    settings, database = parts.settings, parts.database
    webhook_settings = webhook.WebhookSettings(
        app_secrets=settings.app_secrets,
        verify_token=settings.verify_token,
        number_id=settings.number_id,
        account_id=settings.account_id,
        unsigned=settings.trusts_this_machine and not settings.app_secrets,
        take_in=Intake(lambda updates: take_in.take_in(database, parts.conversation_settings, updates)),
        wake=parts.thread.wake,
    )

    def stats(phone: str) -> dict[str, object]:
        with database.reading() as connection:
            return statistics.of_phone(connection, phone)

    app.register_blueprint(webhook.blueprint(webhook_settings))
    door = payments.PaymentDoor(
        settings.stripe_secrets,
        lambda said, cause: payments_in.take_in(database, parts.conversation_settings, said, cause),
        parts.thread.wake, lambda: parts.book,
    )  # fmt: skip
    app.register_blueprint(payments.blueprint(door))
    watching.register(app, parts)
    authorizer = parts.authorizer
    app.register_blueprint(api.contract(parts.company, __version__, authorizer, stats))
    doors = parts.doors
    staff_services = StaffServices(
        database, lambda: parts.conversation_settings, settings.media_dir, authorizer, parts.thread.wake,
        parts.health.report, doors.people, Staging(settings.media_dir, settings.media_quota_mb),
        PushKeys(settings.secret_key).public if settings.secret_key else "", lambda: parts.content.refresh(),
    )  # fmt: skip
    api.register(app, staff_services)
    app.register_blueprint(docs.blueprint())
    app.register_blueprint(console.blueprint(staff_services, doors.sessions, doors.forms, doors.said))
    if settings.simulated:
        app.register_blueprint(
            simulator.blueprint(
                settings.graph_url,
                lambda minutes: simulation.let_time_pass(database, minutes),
                parts.company,
            )
        )
    problems.install(app)
    incoming = settings.media_dir / INCOMING
    large = LargeBodies(app, lambda: console.room.has_room(doors.sessions), console.room.ROOM, incoming)
    parts.asgi = Asgi(app, webhook_settings, headers.as_bytes(production=settings.is_production), large)


__all__ = ["Relaystack", "create_app"]
