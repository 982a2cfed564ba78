"""The parts of one process, each made when it is first asked for: what a command does not need, it does not wait for.

So imports stand where they are needed here; `making.py` has those that most parts share.
"""

import logging
import os
import secrets
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from . import __version__
from .services.storage.database import Database
from .settings import ROOT, Settings

if TYPE_CHECKING:
    from .connected import ConnectedSettings
    from .content.live import LiveContent
    from .content.served import ServedContent
    from .doors import Doors
    from .engine.carrier import Carrier
    from .engine.flow import Book
    from .engine.message_templates import MessageTemplate
    from .gateways.whatsapp.template_api import TemplateApi
    from .making import Conversing
    from .services.conversations.talks import ConversationSettings
    from .services.delivery.delivery import Delivery
    from .services.monitoring.health import Health
    from .web.asgi import Asgi
    from .web.staff.authorizer import Authorizer
    from .worker import DeliveryThread

log = logging.getLogger(__name__)


class Relaystack:
    """The parts of one process by its settings, as `app.extensions["relaystack"]`.

    `carriers` replace those that reach the outside world. `content` is what was already read of the folder, for those
    who make many bots of one; it is not looked at again.
    """

    asgi: "Asgi | None" = None
    twin: object = None
    stripe: object = None

    def __init__(
        self, settings: Settings, carriers: "Mapping[str, Carrier] | None" = None,
        content: "ServedContent | None" = None,
    ) -> None:  # fmt: skip
        self.settings, self.carriers, self._read = settings, carriers, content
        self.database = Database(settings.database_url, ROOT / "instance", settings.database_timeout_seconds)

    @cached_property
    def content(self) -> "LiveContent":
        """What the bot says; raises ContentError where it cannot be served."""
        from . import making

        return making.live_content(self.settings, self.database, self._read, self.connected.look)

    @property
    def conversation_settings(self) -> "ConversationSettings":
        """What a transaction that begins now works with, until its end; the content may be another one for the next."""
        carriers = self.connected.carriers if self.carriers is None else frozenset(self.carriers)
        return self._conversing(self.content.current(), carriers)

    @cached_property
    def _conversing(self) -> "Conversing":
        from . import making

        return making.conversing(self.settings)

    @cached_property
    def connected(self) -> "ConnectedSettings":
        """The settings with what the owner has connected in the console."""
        from .connected import ConnectedSettings

        return ConnectedSettings(self.settings, self.database)

    @property
    def book(self) -> "Book":
        """The flow book of now."""
        return self.content.current().book

    @property
    def templates(self) -> "Mapping[str, MessageTemplate]":
        """The message templates of now."""
        return self.content.current().templates

    @cached_property
    def company(self) -> str:
        """Its name at the start, for titles."""
        return str(self.content.served.book.brand["name"])

    @cached_property
    def health(self) -> "Health":
        """Whether all is well."""
        from .services.monitoring.health import Health

        return Health(self.database, self.settings.media_quota_mb, self.content.trouble)

    @cached_property
    def authorizer(self) -> "Authorizer":
        """Who may ask the API."""
        from . import doors

        return doors.make_authorizer(self.settings, self.database)

    @cached_property
    def doors(self) -> "Doors":
        """What stands around the pages of the console."""
        from . import doors

        key = self.settings.secret_key or secrets.token_urlsafe()  # without one, sign-ins end with this process
        return doors.make_doors(key, self.settings, self.database, self.authorizer, self.company)

    @cached_property
    def thread(self) -> "DeliveryThread":
        """Delivery beside the web."""
        from .worker import DeliveryThread

        return DeliveryThread(self.delivery)

    def delivery(self) -> "Delivery":
        """A new delivery worker; its connections open in the event loop that runs it."""
        from . import making

        now = self.connected, self.database, self.carriers, lambda: self.conversation_settings, self.health.report
        return making.delivery(*now)

    def template_api(self) -> "TemplateApi":
        """Meta's list of message templates; its connections open in the event loop that asks."""
        from . import making

        return making.template_api(self.settings)

    def start(self) -> None:
        """Begin to deliver beside the web; in development without credentials also play Meta's side."""
        from . import demo, simulation
        from .services.monitoring import start_notes
        from .settings.names import misspelt

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
