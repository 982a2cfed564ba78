"""The bot as a whole: real webhooks, the real client, a real database, Meta's side, providers, and time that passes."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from bot import Bot
from fakes.careerjet import Careerjet
from services.service_tools import age, outage, web_of
from sqlalchemy import delete, or_, select
from stateful.model import Model
from stateful.watch import Watch

from metatwin import Twin, bodies
from relaystack.engine.events import JobsFound
from relaystack.engine.facts import Facts
from relaystack.gateways.careerjet import SHOWN
from relaystack.gateways.careerjet_answers import opening
from relaystack.gateways.careerjet_locales import LOCALES
from relaystack.gateways.whatsapp.updates import parse
from relaystack.models import Base, CarrierState, Contact, OutboxItem, Program, Session
from relaystack.services.contacts import permission
from relaystack.services.delivery import claims
from relaystack.services.delivery.delivery import Delivery
from relaystack.services.inbox import care, staff_texts
from relaystack.services.inbox.authors import Operator
from relaystack.services.storage.database import AWAY

TIMES = (
    OutboxItem.due_at, OutboxItem.claimed_until, CarrierState.held_until, CarrierState.probe_at,
    CarrierState.stopped_at, Contact.last_inbound_at, Contact.paced_until, Contact.human_since, Contact.human_until,
    Contact.opted_out_at, OutboxItem.created_at, Session.last_activity,
)  # fmt: skip
WAITING = TIMES[:4]  # what delivery waits for; nobody's window closes by it
LONG_ENOUGH = 40  # rounds of ten minutes in which everything must have settled


class World:
    """Everything around the bot, and how to move it."""

    def __init__(self, bot: Bot, twin: Twin, careerjet: Careerjet, mails: list[str]) -> None:
        self.bot, self.twin, self.careerjet, self.mails = bot, twin, careerjet, mails
        self._posted: list[tuple[bytes, str, int]] = []  # each webhook: body, signature, our answer
        self._modelled = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        """The webhook can be reached."""
        with web_of(self, self.twin):  # type: ignore[arg-type]  # it wants something with an `app`
            yield

    def app(self, environ: Any, start_response: Any) -> Any:
        """The bot behind a recorder of what Meta posts and what it is answered."""
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(raw)

        def recorded(status: str, headers: Any, *rest: Any) -> Any:
            self._posted.append((raw, environ.get("HTTP_X_HUB_SIGNATURE_256", ""), int(status[:3])))
            return start_response(status, headers, *rest)

        return self.bot.app(environ, recorded)

    def begin(self) -> None:
        """Nobody has said anything yet."""
        self.twin.reset()
        self.twin.faults.rates = False  # they go by a clock that cannot be moved
        self.careerjet.status = 200
        self.mails.clear()
        self._posted.clear()
        self._modelled, self.waits = 0, False
        parts = self.bot.parts
        with parts.database.transaction() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name != Program.__tablename__:
                    connection.execute(delete(table))
            catalogue = parts.conversation_settings.catalogue.get(connection)
        facts = Facts(
            datetime.now(UTC),
            catalogue,
            timeout=parts.conversation_settings.timeout,
            can=parts.conversation_settings.can,
        )
        self.model = Model(parts.conversation_settings.book, facts)
        self.watch = Watch(self.bot, self.twin, self.model)
        self.people = [
            self.twin.customer("Amina", phone="15550120001", bsuid="US.1"),
            self.twin.customer("Ben", phone="15550120002"),
            self.twin.customer("Clara", bsuid="US.3", shows_phone=False),
            self.twin.customer("Dana", phone="15550120004", bsuid="US.4", parent_bsuid="US.ENT.4"),
        ]

    # --- what comes in -----------------------------------------------------------------------------------------

    def hear(self, *said: Callable[[], object]) -> None:
        """People write, all in one body, and the bot takes it in."""
        self.twin.faults.batch = max(len(said), 1)
        for one in said:
            one()
        self.twin.release()
        self.settle_webhooks()

    def hear_without_database(self, said: Callable[[], object]) -> None:
        """Meta is told to come again, and does."""
        before = len(self._posted)
        with outage(self.bot, "contacts"):
            said()
            self.twin.wait_for(lambda: len(self._posted) > before)
            assert {answer for _, _, answer in self._posted[before:]} == {503}
        self.twin.release()
        self.settle_webhooks()

    def repeat(self, which: int, at_once: int) -> None:
        """Meta posts an earlier body again, byte by byte, several times at the same moment."""
        good = [(raw, signature) for raw, signature, answer in self._posted if answer == 200]
        if good:
            again = [good[which % len(good)]] * at_once
            with ThreadPoolExecutor(at_once) as threads:
                assert set(threads.map(lambda post: self.twin.post(*post), again)) == {200}

    def tell(self, rows: list[dict[str, Any]]) -> None:
        """Post statuses of our own making."""
        assert self.twin.post(bodies.envelope(self.twin.business, statuses=rows)) == 200

    def staff_write(self, person: int) -> None:
        """A consultant writes to somebody from the WhatsApp Business app."""
        one = self.people[person]
        echo = {
            "id": f"wamid.{uuid4().hex}", "to": one.phone or one.bsuid, "to_user_id": one.bsuid or "",
            "timestamp": bodies.seconds(datetime.now(UTC)), "type": "text", "text": {"body": "Lea here."},
        }  # fmt: skip
        body = bodies.envelope(self.twin.business)
        change = body["entry"][0]["changes"][0]
        change["field"], change["value"]["message_echoes"] = "smb_message_echoes", [echo]
        assert self.twin.post(body) == 200

    def console_writes(self, person: int) -> None:
        """A consultant writes to somebody in the console; it is refused who may not be written to."""
        one, row = self.people[person], self._contact(person)
        if row is None:
            return
        key, parts = uuid4().hex, self.bot.parts
        sent = staff_texts.send(parts.database, parts.conversation_settings, row.id, "Maya here.", key, Operator())
        if isinstance(sent, staff_texts.Refused):
            wrote = row.last_inbound_at
            assert row.opted_out_at or not wrote or datetime.now(UTC) - wrote > permission.WINDOW, sent.reason
        else:
            self.model.console_writes(one.id, f"api/{row.id}/{key}", "Maya here.")

    def console_takes(self, person: int) -> None:
        """A consultant takes somebody's conversation in the console."""
        row, parts = self._contact(person), self.bot.parts
        if row is not None:
            care.take(parts.database, parts.conversation_settings, row.id, Operator())
            self.model.console_takes(self.people[person].id)

    def _contact(self, person: int, *which: Any) -> Any:
        """Whom the bot knows as this person, if that is so."""
        one = self.people[person]
        goes_by = [column == id for column, id in ((Contact.bsuid, one.bsuid), (Contact.phone, one.phone)) if id]
        kept = select(Contact.id, Contact.human_since, Contact.last_inbound_at, Contact.opted_out_at)
        with self.bot.parts.database.transaction() as connection:
            return connection.execute(kept.where(or_(*goes_by), *which)).first()

    def hand_back(self, person: int) -> None:
        """Staff give a conversation back to the bot, if consultants have it."""
        one, row = self.people[person], self._contact(person, Contact.human_until > datetime.now(UTC))
        if row is None:
            return
        self.bot.app.test_cli_runner().invoke(args=["handback", str(row.id)])
        if row.last_inbound_at and datetime.now(UTC) - row.last_inbound_at <= permission.WINDOW:
            self.model.hand_back(one.id, f"handback/{row.id}/{row.human_since:%Y%m%dT%H%M%S%f}")
        else:
            self.model.talks[one.id].handed_over = None

    def settle_webhooks(self) -> None:
        """All that Meta had to say was taken in."""
        self.twin.wait_for(lambda: self.twin.unacknowledged == 0)

    def look(self) -> None:
        """Let the model hear what the bot has heard, and compare the two."""
        number = self.twin.business.phone_number_id
        who = {id: one.id for one in self.people for id in (one.phone, one.bsuid, one.parent_bsuid) if id}
        new, self._modelled = self._posted[self._modelled :], len(self._posted)
        updates = [update for raw, _, answer in new if answer == 200 for update in parse(json.loads(raw), number)]
        self.model.hear(updates, who)
        self._answer_searches()
        self.watch.look_at_meta()
        self.model.tell(updates)  # whether something may be sent again was decided before its own statuses came
        self.watch.look_at_us()
        self.waits = bool(self.bot.rows("SELECT 1 FROM outbox"))

    def _answer_searches(self) -> None:
        """A search that has left the outbox came back as an event."""
        waiting = {row["key"] for row in self.bot.rows("SELECT key FROM outbox WHERE carrier = 'jobs'")}
        for key in [key for key in self.model.searches if key not in waiting]:
            person, search = self.model.searches.pop(key)
            jobs = json.loads(self.careerjet.body)["jobs"]
            outcome = {200: "found", 401: "refused", 403: "refused", 429: "busy"}.get(self.careerjet.status, "failed")
            openings = [opening(job) for job in jobs][:SHOWN] if outcome == "found" else []
            hits = json.loads(self.careerjet.body)["hits"] if openings else 0
            if search.country not in LOCALES:
                outcome, openings, hits = "no_site", [], 0
            result = {
                "outcome": outcome, "name": search.name, "openings": openings, "hits": hits, "more": 0, "places": [],
                "country": search.country, "location": search.location or "", "keyword": search.keyword or "",
            }  # fmt: skip
            self.model.turn(person, JobsFound(search.place, result), key)

    # --- what goes out -----------------------------------------------------------------------------------------

    def meta_answers(self, faults: list[int | str], statuses: bool) -> None:
        """What the next sends meet, and whether statuses follow by themselves."""
        self.twin.faults.answers, self.twin.faults.status_webhooks = faults, statuses

    def deliver(self, workers: int = 1) -> None:
        """Workers deliver what is due, beside each other."""
        self.bot.rows("DELETE FROM job_searches")  # what Careerjet says now is what people hear
        self._run(lambda one: one.drain(), workers)

    def deliver_without_database(self) -> None:
        """The database goes away before a worker has claimed anything."""
        with outage(self.bot):
            try:
                self._run(lambda one: one.drain())
            except AWAY:
                return
        raise AssertionError("the database was away, and nobody has noticed")

    def die_with_claims(self) -> None:
        """A worker is killed when it has claimed something."""

        async def claim(worker: Delivery) -> None:
            claims.claim(self.bot.parts.database, worker.name, worker._pace, dict.fromkeys(worker._carriers, 3))

        self._run(claim)
        self._note_orphans()

    def die_after_sending(self) -> None:
        """A worker is killed when everything was sent and nothing was noted."""

        async def send(worker: Delivery) -> None:
            await worker._claim()
            if worker._running:
                await asyncio.wait(worker._running)

        self._run(send)
        self._note_orphans()

    def _note_orphans(self) -> None:
        """Nobody can take back what a worker may have sent."""
        for row in self.bot.rows("SELECT key FROM outbox WHERE claimed_by IS NOT NULL AND carrier = 'whatsapp'"):
            self.model.replies[row["key"]].orphaned = True

    def stop_gracefully(self) -> None:
        """A worker is told to stop when it has claimed something."""

        async def stop(worker: Delivery) -> None:
            await worker._claim()
            worker.stop()
            await worker._finish()

        self._run(stop)

    def _run(self, work: Callable[[Delivery], Coroutine[Any, Any, None]], workers: int = 1) -> None:
        async def run() -> None:
            made = [self.bot.parts.delivery() for _ in range(workers)]
            try:
                await asyncio.gather(*(work(one) for one in made))
            finally:
                for one in made:
                    await one.close()

        asyncio.run(run())
        self.settle_webhooks()

    # --- time --------------------------------------------------------------------------------------------------

    def pass_time(self, pause: timedelta) -> None:
        """For the bot, for Meta, and for the model."""
        age(self.bot, pause, *TIMES)
        self.twin.pass_time(pause.total_seconds() / 60)
        self.model.pass_time(pause)

    def mend(self) -> None:
        """Everything works again and has its time; nobody's window closes meanwhile."""
        self.meta_answers([], statuses=True)
        self.twin.faults.down = self.twin.faults.token_expired = False
        self.careerjet.status = 200
        for _ in range(LONG_ENOUGH):
            if not self.waits:
                return
            self.deliver()
            self.look()
            age(self.bot, timedelta(minutes=10), *WAITING)
            self.model.clock += timedelta(minutes=10)
