"""The web application: its pages, and what each of them is given."""

from collections.abc import Mapping

from apiflask import APIFlask

from . import __version__, simulation, watching
from .cli.commands import Commands
from .content.served import ServedContent
from .engine.carrier import Carrier
from .gateways.folder import INCOMING
from .gateways.push_keys import PushKeys
from .gateways.whatsapp.staging import Staging
from .parts import Relaystack
from .services.receiving import payments_in, take_in
from .services.receiving.intake import Intake
from .services.reporting import statistics
from .settings import Settings
from .settings import load as load_settings
from .web import api, calendars, console, docs, headers, payments, problems, simulator, webhook
from .web.application import Application
from .web.asgi import LARGEST_OTHER, Asgi
from .web.json_bodies import Strict
from .web.large_bodies import LargeBodies
from .web.staff.services import StaffServices


def create_app(
    settings: Settings | None = None,
    carriers: Mapping[str, Carrier] | None = None,
    content: ServedContent | None = None,
) -> APIFlask:
    """The web application. Nothing is opened or started before it is used; see `Relaystack.start`."""
    if settings is None:
        settings = load_settings()
    parts = Relaystack(settings, carriers, content)
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
    app.cli = Commands(parts)
    return app


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
    app.register_blueprint(calendars.blueprint(database, lambda: parts.book, settings.site))
    watching.register(app, parts)
    authorizer = parts.authorizer
    app.register_blueprint(api.contract(parts.company, __version__, authorizer, stats))
    doors = parts.doors
    staff_services = StaffServices(
        database, lambda: parts.conversation_settings, settings.media_dir, authorizer, parts.thread.wake,
        parts.health.report, doors.people, Staging(settings.media_dir, settings.media_quota_mb),
        parts.connected.for_staff(),
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
