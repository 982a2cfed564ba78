"""How does the simulator's page show the chats, and write as a customer?"""

import asyncio
from contextlib import suppress

from aiohttp import web

from metatwin.asked import bad, number, read_object
from metatwin.customers import Customer
from metatwin.json_types import Json
from metatwin.people import People
from metatwin.receipts import Receipts
from metatwin.samples import KINDS, sample
from metatwin.world import World

LONGEST_WAIT = 25.0
NEWEST = 300
# How long a chat counts as open on the screen after the page asked for it last.
STILL_WATCHING = 2.0


class Chats:
    """The routes under /twin/customers."""

    def __init__(self, world: World, people: People, receipts: Receipts) -> None:
        self._world = world
        self._people = people
        self._receipts = receipts

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application."""
        app.add_routes(
            [
                web.get("/twin/customers", self.customers),
                web.post("/twin/customers", self.add_customer),
                web.get("/twin/customers/{id}/thread", self.thread),
                web.post("/twin/customers/{id}/messages", self.write),
                web.post("/twin/customers/{id}/open", self.open),
                web.get("/twin/media/{id}", self.media),
            ]
        )

    async def customers(self, request: web.Request) -> web.Response:
        """All the chats."""
        with self._world.lock:
            return web.json_response({"customers": [customer.to_json() for customer in self._world.customers]})

    async def add_customer(self, request: web.Request) -> web.Response:
        """Somebody new."""
        given = await read_object(request)
        name, phone, shows_phone = given.get("name"), given.get("phone"), given.get("shows_phone", True)
        if not isinstance(name, str) or not 1 <= len(name.strip()) <= 80:
            raise bad("name must have 1 to 80 characters")
        if phone is not None and not (isinstance(phone, str) and 7 <= sum(map(str.isdigit, phone)) <= 15):
            raise bad("phone must have 7 to 15 digits with the country code, like +15550123456")
        if not isinstance(shows_phone, bool):
            raise bad("shows_phone must be true or false")
        with self._world.lock:
            customer = self._world.customers.meet(name.strip(), phone or None, None, None, shows_phone)
            self._world.changed(customer)
            return web.json_response(customer.to_json(), status=201)

    async def thread(self, request: web.Request) -> web.Response:
        """One chat, when it has changed since the version that the page knows."""
        customer = self._customer(request)
        after = number(request, "after", -1)
        wait = min(number(request, "wait", 0), LONGEST_WAIT)
        self._receipts.watch(customer, wait + STILL_WATCHING)
        await self._change(customer, after, wait)
        self._receipts.watch(customer, STILL_WATCHING)
        media_url = f"{request.url.origin()}/twin/media"
        with self._world.lock:
            entries = [entry.to_json(media_url) for entry in customer.entries[-NEWEST:]]
            body = {"version": customer.version, "typing": customer.typing, "entries": entries}
        return web.json_response(body)

    async def _change(self, customer: Customer, after: float, wait: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait
        typing = customer.typing
        changed = asyncio.Event()

        def listener() -> None:
            loop.call_soon_threadsafe(changed.set)

        self._world.listeners.add(listener)
        try:
            while customer.version <= after and customer.typing == typing and loop.time() < deadline:
                changed.clear()
                # Typing ends by the clock alone, so look now and then.
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), min(0.5, max(0.0, deadline - loop.time())))
        finally:
            self._world.listeners.discard(listener)

    async def write(self, request: web.Request) -> web.Response:
        """The customer writes, taps, or sends a sample file."""
        customer = self._customer(request)
        given = await read_object(request)
        if isinstance(given.get("text"), str) and given["text"].strip():
            wamid = self._people.says(customer, given["text"][:4096])
        elif isinstance(given.get("tap"), dict):
            wamid = self._tap(customer, given["tap"])
        elif given.get("media") in KINDS:
            wamid = self._people.sends(customer, sample(given["media"], self._world.shelf, str(request.url.origin())))
        else:
            raise bad(f'send {{"text": …}}, {{"tap": {{"id": …}}}} or {{"media": one of {", ".join(KINDS)}}}')
        return web.json_response({"wamid": wamid}, status=202)

    def _tap(self, customer: Customer, tap: Json) -> str:
        values = [tap.get(key) for key in ("id", "title", "kind", "wamid")]
        option_id, title, kind, wamid = (value if isinstance(value, str) else None for value in values)
        if not option_id or kind not in (None, "button_reply", "list_reply"):
            raise bad("a tap needs the id of a button or row; kind is button_reply or list_reply")
        try:
            return self._people.taps(customer, option_id, title, kind, wamid)
        except LookupError as error:
            raise bad(str(error)) from error

    async def open(self, request: web.Request) -> web.Response:
        """The customer looks at the chat."""
        customer = self._customer(request)
        self._receipts.watch(customer, STILL_WATCHING)
        self._receipts.read_all(customer)
        return web.json_response({"ok": True})

    async def media(self, request: web.Request) -> web.Response:
        """A file as the customer sees it, without the business's token."""
        file = self._world.shelf.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(
            body=file.data, headers={"Content-Type": file.mime_type, "X-Content-Type-Options": "nosniff"}
        )

    def _customer(self, request: web.Request) -> Customer:
        customer = self._world.customers.get(request.match_info["id"])
        if customer is None:
            raise bad("no such customer; GET /twin/customers lists them", web.HTTPNotFound)
        return customer
