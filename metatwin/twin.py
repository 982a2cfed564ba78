"""What can a test or the simulator do with Meta's side of WhatsApp?"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from metatwin import bodies
from metatwin.account import AccountApi
from metatwin.bodies import Business
from metatwin.bundles import Update
from metatwin.chats import Chats
from metatwin.control import Control
from metatwin.customers import Customer
from metatwin.faults import Faults
from metatwin.files import MediaApi
from metatwin.forced import Gate
from metatwin.graph import GraphApi
from metatwin.json_types import Json
from metatwin.listening import Listening
from metatwin.media import File
from metatwin.messages import FileRequest, ReadRequest, SendRequest, Sent
from metatwin.people import People
from metatwin.postman import Postman
from metatwin.receipts import Receipts
from metatwin.report import report
from metatwin.responders import Routing
from metatwin.routing import ThreadControl
from metatwin.samples import attachment
from metatwin.sending import SendApi
from metatwin.server import LARGEST_BODY, errors_as_meta
from metatwin.taken_away import Call, refuse_what_is_gone
from metatwin.template_api import TemplateApi
from metatwin.templates import Templates
from metatwin.world import World

T = TypeVar("T")


class Twin:
    """Meta's Cloud API on loopback: it takes messages, posts webhooks, and plays the customers."""

    def __init__(
        self,
        phone_number_id: str = "106540352242922",
        display_phone_number: str = "15550783881",
        token: str = "twin-token",  # noqa: S107 - opens nothing
        app_secret: str = "twin-secret",  # noqa: S107
        waba_id: str = "102290129340398",
        webhook_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        human: bool = False,
    ) -> None:
        self.business = Business(phone_number_id, display_phone_number, token, app_secret, waba_id)
        self._world = World(self.business, human)
        self._postman = Postman(self.business, self._world.faults, self._world.changed)
        self._receipts = Receipts(self._world, self._postman)
        self._sending = SendApi(self._world, self._receipts)
        self._threads = ThreadControl(self._world)
        self._people = People(self._world, self._postman, self._threads)
        self._gate = Gate()
        self._graph = GraphApi(self._world, self._sending, self._gate)
        self._media = MediaApi(self._world, self._gate)
        self._templates = TemplateApi(self._world)
        self._world.tell = self._tell
        self._listening = Listening(host, port, self._postman, self._world.faults, self._app)
        self.webhook_url = webhook_url

    def start(self) -> "Twin":
        """Listen; returns the twin itself."""
        self._listening.start()
        return self

    def stop(self) -> None:
        """End everything; does nothing when there is nothing to end."""
        self._listening.stop()

    def __enter__(self) -> "Twin":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _app(self) -> web.Application:
        app = web.Application(
            middlewares=[errors_as_meta, refuse_what_is_gone(self._world)], client_max_size=LARGEST_BODY
        )
        Control(self._world, self._postman, self.release).add_to(app)
        Chats(self._world, self._people, self._receipts).add_to(app)
        self._graph.add_to(app)
        self._threads.add_to(app)
        AccountApi(self._world).add_to(app)
        self._media.add_to(app)
        self._templates.add_to(app)
        return app

    def _tell(self, field: str, value: Json) -> None:
        self._postman.add(Update(field, change={"field": field, "value": value}))

    @property
    def url(self) -> str:
        """The base URL, for GRAPH_API_URL."""
        return self._listening.url

    @property
    def webhook_url(self) -> str | None:
        """Where webhooks go; while there is none they wait."""
        return self._postman.url

    @webhook_url.setter
    def webhook_url(self, url: str | None) -> None:
        self._postman.url = url

    @property
    def faults(self) -> Faults:
        """What goes wrong."""
        return self._world.faults

    # What customers do

    def customer(
        self,
        name: str = "Amina",
        phone: str | None = None,
        bsuid: str | None = None,
        parent_bsuid: str | None = None,
        shows_phone: bool = True,
    ) -> Customer:
        """The customer with this phone number or id (with this name, when neither is given)."""
        with self._world.lock:
            return self._world.customers.meet(name, phone, bsuid, parent_bsuid, shows_phone)

    def says(self, customer: Customer, text: str) -> str:
        """The customer writes; returns the wamid."""
        return self._people.says(customer, text)

    def taps(
        self,
        customer: Customer,
        option_id: str,
        title: str | None = None,
        kind: str | None = None,
        context_wamid: str | None = None,
    ) -> str:
        """The customer taps a button or a row; returns the wamid."""
        return self._people.taps(customer, option_id, title, kind, context_wamid)

    def sends(self, customer: Customer, content: Json) -> str:
        """The customer sends any other message; returns the wamid."""
        return self._people.sends(customer, content)

    def shares(self, customer: Customer, kind: str, data: bytes, mime_type: str, **more: Any) -> str:
        """The customer sends a file (`more`: filename, caption, voice); returns the wamid."""
        return self._people.sends(customer, attachment(self._world.shelf, self.url, kind, data, mime_type, **more))

    def chooses_marketing(self, customer: Customer, wanted: bool, told: bool = True) -> None:
        """The customer switches marketing from the business on or off in WhatsApp; `told`: by webhook."""
        customer.no_marketing = not wanted
        if told:
            self._tell("user_preferences", bodies.preference(self.business, customer, wanted))

    def passes_thread(self, customer: Customer, to: str, summary: str = "", taken: bool = False) -> None:
        """The customer's thread goes to the responder with that role; `taken` instead of given."""
        self._threads.passes(customer, to, summary, taken)

    def responder_writes(self, customer: Customer, text: str) -> str:
        """The other responder, who has the thread, writes; returns the wamid."""
        return self._threads.writes(customer, text)

    def reads_all(self, customer: Customer) -> None:
        """The customer opens the chat and reads everything."""
        self._receipts.read_all(customer)

    def pass_time(self, minutes: float, marker: str | None = None) -> None:
        """Age every customer's 24-hour window, and the files."""
        self._world.pass_time(minutes, marker)

    # What Meta does with the business

    def judges_number(self, event: str, limit: str = "TIER_1K") -> None:
        """Meta thinks otherwise of the number: FLAGGED, UNFLAGGED, DOWNGRADE, UPGRADE …"""
        number = {"display_phone_number": self.business.display_phone_number}
        self._tell("phone_number_quality_update", {**number, "event": event, "current_limit": limit})

    def judges_account(self, event: str, **more: Any) -> None:
        """Something was done to the account: ACCOUNT_RESTRICTION, ACCOUNT_VIOLATION, DISABLED_UPDATE …"""
        self._tell("account_update", {"event": event, **more})

    # What the test sees and steers

    @property
    def sent(self) -> list[Sent]:
        """The accepted messages, in order."""
        return list(self._world.sent)

    @property
    def requests(self) -> list[SendRequest]:
        """Every message that was to be sent, with the answer."""
        return list(self._world.requests)

    @property
    def calls(self) -> list[Call]:
        """Everything that was asked of the Graph API, in order."""
        return list(self._world.calls)

    @property
    def routing(self) -> Routing:
        """The responders of the account, and whose each thread is."""
        return self._world.routing

    @property
    def messaging_accounts(self) -> set[str]:
        """The Messaging accounts of the number: with more than one, each message must name its own."""
        return self._world.messaging_accounts

    @property
    def templates(self) -> Templates:
        """The message templates of the business, and what Meta does with them."""
        return self._world.templates

    def file(self, media_id: str) -> File | None:
        """The file that lies at Meta under this id, unless it has expired."""
        return self._world.shelf.get(media_id)

    @property
    def file_requests(self) -> list[FileRequest]:
        """Every upload, lookup and download that was asked for, in order."""
        return list(self._world.file_requests)

    @property
    def reads(self) -> list[ReadRequest]:
        """The mark-as-read and typing requests."""
        return list(self._world.reads)

    @property
    def unacknowledged(self) -> int:
        """How many webhooks were not yet answered with 200."""
        return self._postman.unacknowledged

    def wait_for(self, condition: Callable[[], T], timeout: float = 60) -> T:
        """Wait until the condition is true and return its value; AssertionError tells the state."""
        deadline = time.monotonic() + timeout
        while True:
            version = self._world.version
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not true after {timeout} s\n{report(self._world, self._postman)}")
            # The short wait is for conditions that look elsewhere, at a database say.
            with self._world.condition:
                if self._world.version == version:
                    self._world.condition.wait(0.05)

    def post(self, body: Json | bytes, signature: str | None = "auto") -> int:
        """Post one raw webhook now, without redelivery; returns the HTTP status."""
        raw = body if isinstance(body, bytes) else bodies.encode(body)
        if signature == "auto":
            signature = bodies.sign(self.business.app_secret, raw)
        try:
            return self._listening.background.wait(self._postman.post(raw, signature))
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error

    def release(self) -> None:
        """Post what is held or gathered, try failed webhooks again, let go of what hangs."""
        self._postman.release()
        self._listening.background.loop.call_soon_threadsafe(self._gate.release)

    def reset(self) -> None:
        """Forget customers, messages and faults."""
        self._listening.forget()
        self.faults.clear()
        self._sending.rates.clear()
        self._world.forget()
