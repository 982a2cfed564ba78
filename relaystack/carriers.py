"""The carriers that the settings allow: what each one needs, and how it is made, stand side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from aiohttp import ClientTimeout

from .engine.carrier import Carrier
from .engine.flow import Book
from .engine.house import House
from .gateways.addresses import public_socket
from .gateways.alarm_webhook import AlarmWebhook
from .gateways.calendars import BusyTimes
from .gateways.careerjet import Careerjet
from .gateways.crm.hubspot import HubSpot
from .gateways.crm.hubspot_api import HubSpotApi
from .gateways.crm.webhook import CrmWebhook
from .gateways.folder import Folder
from .gateways.http import TIMEOUT, Http
from .gateways.mail import SendGrid, Smtp
from .gateways.push_keys import CAN_PUSH, PushKeys
from .gateways.stripe_payments import CAN_PAY, StripePayments
from .gateways.web_push import WebPush
from .gateways.whatsapp.client import WhatsApp
from .gateways.whatsapp.graph import Graph
from .gateways.whatsapp.marks import Announced, ReadMarks
from .gateways.whatsapp.media import Media
from .gateways.whatsapp.staff_files import StaffFiles
from .gateways.whatsapp.uploads import Uploads
from .services.carriers.timers import Timer
from .services.leads.import_bites import Bites
from .settings import Settings


@dataclass
class _Making:
    """What the carriers of one worker are made of, and what they share."""

    settings: Settings
    book: Book
    timeout: ClientTimeout

    @cached_property
    def http(self) -> Http:
        """The connections of messages."""
        return Http(self.timeout)

    @cached_property
    def files(self) -> Http:
        """The connections of files are not the messages'."""
        return Http()

    @cached_property
    def marks(self) -> ReadMarks:
        return ReadMarks(self.http, *_meta(self.settings), on=self.settings.read_receipts)

    @cached_property
    def mail(self) -> Carrier:
        house = house_of(self.settings, self.book)
        if self.settings.sendgrid_api_key:
            return SendGrid(self.http, self.settings, house=house)
        return Smtp(self.settings, house)

    def folder(self) -> Folder:
        """Where files are kept, with threads of its own for each carrier."""
        return Folder(self.settings.media_dir, "MEDIA_DIR", self.settings.media_quota_mb)

    def web(self) -> Http:
        """To an address that somebody has written down; it may lead to this network in development only."""
        return Http(make_socket=public_socket if self.settings.is_production else None)


def _whatsapp(of: _Making) -> Carrier:
    return WhatsApp(of.http, *_meta(of.settings), of.marks, of.settings.messaging_account_id)


def _media(of: _Making) -> Carrier:
    return Media(of.files, make_graph(of.settings), of.folder())


def _staff_file(of: _Making) -> Carrier:
    return StaffFiles(of.files, make_graph(of.settings), of.folder())


def _upload(of: _Making) -> Carrier:
    return Uploads(of.files, of.web(), make_graph(of.settings))


def _jobs(of: _Making) -> Carrier:
    asked = of.settings.careerjet_api_url, of.settings.careerjet_api_key
    careerjet = Careerjet(of.http, *asked, of.book.brand["website"], of.settings.careerjet_user_ip)
    return Announced(careerjet, of.marks)


def _payment(of: _Making) -> Carrier:
    return StripePayments(Http(), of.settings.stripe_url, of.settings.stripe_key, of.settings.site)


def _hubspot(of: _Making) -> Carrier:
    return HubSpot(HubSpotApi(Http(), of.settings.hubspot_api_url, of.settings.hubspot_token))


def _crm_webhook(of: _Making) -> Carrier:
    return CrmWebhook(of.web(), of.settings.crm_webhook_url, of.settings.crm_webhook_secret)


def _alarm_webhook(of: _Making) -> Carrier:
    return AlarmWebhook(of.web(), of.settings.alarm_webhook_url, of.settings.alarm_webhook_secret)


def _busy_times(of: _Making) -> Carrier:
    return BusyTimes(of.web())


def _push(of: _Making) -> Carrier:
    return WebPush(of.web(), PushKeys(of.settings.secret_key), of.settings.push_contact)


_ALL: dict[str, tuple[Callable[[Settings], object], Callable[[_Making], Carrier]]] = {
    "whatsapp": (lambda settings: True, _whatsapp),
    "timer": (lambda settings: True, lambda of: Timer()),
    "lead_import": (lambda settings: True, lambda of: Bites()),
    "media": (lambda settings: True, _media),
    "staff_file": (lambda settings: True, _staff_file),
    "upload": (
        lambda settings: settings.upload_documents,
        _upload,
    ),
    "mail": (lambda settings: settings.sends_mail, lambda of: of.mail),
    "staff_letter": (lambda settings: settings.mails_links, lambda of: of.mail),
    "push": (lambda settings: settings.secret_key and CAN_PUSH, _push),
    "customer_mail": (lambda settings: settings.sends_mail and settings.confirm_by_email, lambda of: of.mail),
    "jobs": (lambda settings: settings.searches_jobs, _jobs),
    "payment": (lambda settings: settings.takes_payments and CAN_PAY, _payment),
    "payment_hold": (lambda settings: settings.takes_payments and CAN_PAY, _payment),
    "hubspot": (lambda settings: settings.hubspot_token, _hubspot),
    "crm_webhook": (lambda settings: settings.crm_webhook_url, _crm_webhook),
    "busy_times": (lambda settings: True, _busy_times),
    "alarm_webhook": (lambda settings: settings.alarm_webhook_url, _alarm_webhook),
}


def allowed(settings: Settings) -> list[str]:
    """The carriers that are made by these settings; what has none waits in the outbox."""
    return [name for name, (is_allowed, _) in _ALL.items() if is_allowed(settings)]


def make_carriers(settings: Settings, book: Book, timeout: ClientTimeout = TIMEOUT) -> dict[str, Carrier]:
    """The carriers of a worker; their connections open in the event loop that runs them."""
    making = _Making(settings, book, timeout)
    return {name: _ALL[name][1](making) for name in allowed(settings)}


def make_graph(settings: Settings) -> Graph:
    """How Meta's Graph API is asked, with the settings' number and token."""
    return Graph(*_meta(settings), production=settings.is_production)


def house_of(settings: Settings, book: Book) -> House:
    """What all e-mails and pages for staff share."""
    return House.of(book.brand, settings.site, business_app=settings.staff_use_business_app)


def _meta(settings: Settings) -> tuple[str, str, str, str]:
    return settings.graph_url, settings.graph_api_version, settings.number_id, settings.graph_token
