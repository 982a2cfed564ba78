"""A person is erased in the middle of everything: is nothing of what was there before left anywhere?"""

import json
import random
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from threading import Event
from typing import Any

import pytest
from bot import TOKEN, Bot
from fakes.crm import CrmReceiver
from fakes.mailbox import Mailbox
from services.meta_json import post, said, status
from services.service_tools import wait_for
from sqlalchemy import or_, select

from metatwin import Customer, Twin
from relaystack.models import Base

pytestmark = pytest.mark.slow

PEOPLE = 5
ROUNDS = 10  # many more than an erasure takes where nothing else runs
PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 40
HEAD = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
FAILURES = (None, 131026, 131053, 130472)  # sent; given up; tried again; refused by the person


@dataclass
class Scene:
    """Two bots on one database, both serving and delivering, and a person who is about to be erased."""

    bots: list[Bot]
    addresses: list[str]
    twin: Twin
    customer: Customer
    id: int = 0
    erased: Event = field(default_factory=Event)
    marks: Iterator[int] = field(default_factory=count)

    @property
    def name(self) -> str:
        """A word that stands in all that this person says; what was said before the erasure has an `Old` in it."""
        return f"Zyx{self.customer.phone}"

    def ask(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        """Ask one of the bots over HTTP."""
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(random.choice(self.addresses) + path, data, HEAD, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return int(answer.status), json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def says(self, *words: str) -> None:
        """The person writes, and it was taken in."""
        for one in words:
            assert post(random.choice(self.bots), [said(one, str(self.customer.phone))]) == 200

    def shares(self, name: str) -> None:
        """The person sends a file."""
        self.twin.shares(self.customer, "document", PICTURE, "application/pdf", filename=name, caption=name)

    def begins(self) -> None:
        """All that is known before: a lead, its mails and CRM changes, a file, an open question."""
        old = f"Old{self.name}"
        self.twin.says(self.customer, "hi")  # Meta must know that they may be written to
        self.twin.wait_for(lambda: self.twin.unacknowledged == 0)
        self.says("3", old, f"{old}@example.com", f"{old} qwxz?", f"{old} vvbn!")
        self.shares(f"{old}.pdf")
        self.id = self.bots[0].one("SELECT id FROM contacts WHERE phone = :phone", phone=self.customer.phone)["id"]

    # --- what goes on while they are erased ---------------------------------------------------------------

    def chatters(self) -> None:
        """They go on writing."""
        self.says("menu", "3", self.name, f"{self.name}@example.com", f"{self.name}?", "2", "250000", "human")

    def sends_files(self) -> None:
        """They go on sending files."""
        self.shares(f"{self.name}.pdf")
        self.twin.wait_for(lambda: self.twin.unacknowledged < PEOPLE, timeout=60)

    def hears_of_messages(self) -> None:
        """Meta tells of our messages, the failed ones too."""
        rows = self.bots[0].rows(
            "SELECT key, message_id FROM whatsapp_messages WHERE contact_id = :id AND key IS NOT NULL", id=self.id
        )
        for row in random.sample(rows, min(len(rows), 4)):
            code = random.choice(FAILURES)
            state, id = "failed" if code else "delivered", row["message_id"] or f"wamid.{self.name}.{next(self.marks)}"
            post(random.choice(self.bots), statuses=[status(id, state, row["key"], code)])

    def is_worked_on(self) -> None:
        """Consultants note something, write, take over, give back, try again what has failed."""
        for lead in self.bots[0].rows("SELECT id FROM whatsapp_leads WHERE contact_id = :id", id=self.id):
            self.ask("PATCH", f"/api/leads/{lead['id']}", notes=f"{self.name} {next(self.marks)}")
        talk = f"/api/conversations/{self.id}"
        self.ask("POST", f"{talk}/messages", text=f"{self.name}, hello")
        self.ask("POST", f"{talk}/{random.choice(['handover', 'handback'])}")
        for failure in self.ask("GET", "/api/failed")[1]["items"]:
            if failure["contact_id"] == self.id:
                self.ask("POST", f"/api/failed/{failure['id']}/retry")

    def until_erased(self, what: Callable[[], None]) -> None:
        """Do something over and over, but not so long that a busy machine falls ever further behind."""
        for _ in range(ROUNDS):
            if self.erased.is_set():
                return
            what()

    def is_erased(self) -> dict[str, Any]:
        """Ask until it is done, as long as something is being delivered; the receipt."""
        try:
            while True:
                code, told = self.ask("DELETE", f"/api/contacts/{self.id}")
                assert code in (200, 503), told
                assert code == 200 or told["detail"].startswith("Something of this person"), told
                if code == 200:
                    return dict(told)
        finally:
            self.erased.set()

    def plays(self) -> dict[str, Any]:
        """All of it at once; the receipt."""
        busy = (self.chatters, self.sends_files, self.hears_of_messages, self.is_worked_on)
        with ThreadPoolExecutor(len(busy)) as pool:
            doing = [pool.submit(self.until_erased, what) for what in busy]
            receipt = self.is_erased()
            for one in doing:
                one.result()
        return receipt


@pytest.fixture
def scenes(make_bot: Callable[..., Bot], twin: Twin, mailbox: tuple[Mailbox, int]) -> Iterator[list[Scene]]:
    """People who have said much, all of it handled or about to be."""
    receiver = CrmReceiver()
    twin.faults.rates = False
    outside = {"admin_email": "team@example.com", "smtp_host": "127.0.0.1", "smtp_port": mailbox[1],
               "smtp_tls": "none", "crm_webhook_url": receiver.url, "crm_webhook_secret": "s" * 20,
               "api_requests_per_minute": 10**6, "sends_per_second": 1000}  # fmt: skip
    bots = [make_bot(**outside), make_bot(**outside)]
    with ExitStack() as open:
        addresses = [open.enter_context(bot.served()) for bot in bots]
        twin.webhook_url = f"{addresses[0]}/webhook"
        made = [
            Scene(bots, addresses, twin, twin.customer(f"Zyx{n}", phone=f"1555016{n:04}", bsuid=f"US.{n}"))
            for n in range(PEOPLE)
        ]
        for scene in made:
            scene.begins()
        yield made
        twin.webhook_url = None
    receiver.close()


def test_an_erasure_in_the_middle_of_everything_leaves_nothing_from_before(scenes: list[Scene], twin: Twin) -> None:
    bot = scenes[0].bots[0]
    twin.wait_for(lambda: twin.unacknowledged == 0, timeout=120)
    with ThreadPoolExecutor(len(scenes)) as pool:
        receipts = list(pool.map(Scene.plays, scenes))
    twin.wait_for(lambda: twin.unacknowledged == 0, timeout=60)
    wait_for(lambda: not bot.rows("SELECT 1 FROM outbox WHERE claimed_by IS NOT NULL"), timeout=60)
    assert {receipt["contact_id"] for receipt in receipts} == {scene.id for scene in scenes}
    assert rows_of(bot, {scene.id for scene in scenes}) == []
    assert [row for row in everything(bot) if "OldZyx" in row] == []
    wait_for(lambda: files(bot) <= {row["path"] for row in bot.rows("SELECT path FROM media")})


def rows_of(bot: Bot, contacts: set[int]) -> list[tuple[str, Any]]:
    """What belongs to these contacts, who were erased, or to leads that are no more."""
    found: list[tuple[str, Any]] = []
    with bot.parts.database.reading() as connection:
        for table in Base.metadata.sorted_tables:
            whose = [table.columns[name] for name in ("contact_id", "about_contact_id") if name in table.columns]
            if whose and table.name != "erasures":
                theirs = select(table).where(or_(*(column.in_(contacts) for column in whose)))
                found += [(table.name, row._mapping) for row in connection.execute(theirs)]
    who = "phone, wa_id, bsuid, former_bsuid, parent_bsuid, human_until, marketing_chosen_at"
    for row in bot.rows(f"SELECT {who} FROM contacts WHERE erased_at IS NOT NULL"):
        found += [("contacts", row)] if any(row.values()) else []
    for name in ("outbox", "given_up"):
        leads = {row["id"] for row in bot.rows("SELECT id FROM whatsapp_leads")}
        with bot.parts.database.reading() as connection:
            items = connection.execute(select(Base.metadata.tables[name])).all()
        found += [(name, row) for row in items if row.payload.get("lead_id", 0) not in {0, *leads}]
    return found


def everything(bot: Bot) -> list[str]:
    """All rows of all tables, as text."""
    with bot.parts.database.reading() as connection:
        return [
            f"{table.name}: {json.dumps(dict(row._mapping), default=str)}"
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
        ]


def files(bot: Bot) -> set[str]:
    """What lies in MEDIA_DIR."""
    root = bot.settings.media_dir
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
