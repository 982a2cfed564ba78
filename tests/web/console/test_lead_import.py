"""Leads by a sheet: is it told before what would happen, and is every row a lead once, whatever comes in between?"""

import io
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from threading import Barrier

import pytest
from bot import Bot
from processes import BIN, Running, environment_of, free_port, running
from services.service_tools import HOUR, age, wait_for
from sqlalchemy import select
from web.api.api_tools import ADA, ask
from web.console.colleagues import FIELD, FORM, Colleague
from werkzeug.test import TestResponse

from relaystack.models import LeadImport, OutboxItem
from relaystack.services.leads import import_bites, sheets_in
from relaystack.services.outbox.outbox import Item
from relaystack.settings import Settings

PATH = "/console/leads/import"
COUNT = "SELECT count(*) AS n FROM whatsapp_leads"
FEW = [
    "Full name;Mobile;E-mail;Budget;Status;Consultant",
    "Grace Hopper;+44 20 7946 0958;grace@example.com;250,000;qualified;Maya",
    "Łucja Ż;;lucja@example.com;;;",
    f"Somebody;+{ADA};;400000;won;",
    "Nobody;;;;;",
    "Again;00442079460958;;;;",
    "Odd;+44 20 7946 0959;;much;;",
    "Odd;+44 20 7946 0950;;;;Zed",
]
_ITEM = Item(
    id=0, worker="w", claimed_at=datetime.now(UTC), key="", carrier=import_bites.CARRIER, contact_id=None, payload={},
    attempts=1, orphaned=False, phone=None, bsuid=None, opted_out_at=None, last_inbound_at=None,
    created_at=datetime.now(UTC),
)  # fmt: skip


def sheet_of(lines: Sequence[str]) -> bytes:
    return "\r\n".join(lines).encode()


def many(count: int, faulty: int) -> list[str]:
    """A sheet of so many rows, of which every so many-th cannot come in."""
    every = count // faulty
    rows = (f"P {n},{'12' if n % every == 0 else f'+1555{n:07}'},p{n}@example.com,{n}" for n in range(count))
    return ["name,phone,email,budget", *rows]


def upload(one: Colleague, content: bytes, name: str = "fair.csv") -> TestResponse:
    hidden = {name: value for name, value, _ in FIELD.findall(one.client.get(PATH).text)}
    return one.client.post(PATH, data={**hidden, "file": (io.BytesIO(content), name)})


def press(one: Colleague, place: str, action: str, **fields: str) -> TestResponse:
    """Send a form of a sheet's page."""
    page = one.client.get(place).text
    form = next(form for form in FORM.findall(page) if f'action="{place}/{action}"' in form)
    chosen = {name: re.findall(r'<option value="([^"]*)" selected', rest) for name, rest in
              re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL)}  # fmt: skip
    kept = {name: found[0] for name, found in chosen.items() if found}
    hidden = {name: value for name, value, _ in FIELD.findall(form)}
    return one.client.post(f"{place}/{action}", data={**hidden, **kept, **fields})


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())


@pytest.fixture
def few(maya: Colleague) -> str:
    """The page of a sheet that was uploaded."""
    answer = upload(maya, sheet_of(FEW))
    assert answer.status_code == 303, answer.text
    return answer.location


def test_what_would_happen_is_told_before(bot: Bot, maya: Colleague, few: str) -> None:
    page = words(maya.client.get(few).text)
    assert "New 2 Known already 1 Cannot come in 4" in page
    assert "known: Ada Lovelace" in page
    for why in (
        "There is neither a number nor an e-mail address.", "Row 2 has the same number.",
        "Budget (USD): Write the budget in US dollars", "Owner: Nobody of us is called so.",
    ):  # fmt: skip
        assert why in page, why
    lines = maya.client.get(f"{few}/refused.csv").text.splitlines()
    assert len(lines) == 5
    assert '"6","Row 2 has the same number."' in lines[2]
    assert bot.one(COUNT)["n"] == 1


def test_what_comes_in_is_a_lead_and_who_is_known_stays(bot: Bot, maya: Colleague, few: str) -> None:
    bot.rows("UPDATE whatsapp_leads SET budget = NULL, stage = 'contacted'")
    assert press(maya, few, "begin").status_code == 303
    bot.deliver(minute=True)
    page = words(maya.client.get(few).text)
    assert "New leads 2 Known, filled in 1 Known, as they were 0 Could not come in 4" in page
    grace = ask(bot, "GET", "/api/leads?search=grace")["items"][0]
    assert (grace["phone"], grace["budget"], grace["stage"], grace["owner"], grace["source"]) == (
        "442079460958", 250_000, "qualified", "Maya", "import")  # fmt: skip
    ada = ask(bot, "GET", "/api/leads/1")
    assert (ada["name"], ada["budget"], ada["stage"], ada["source"]) == ("Ada Lovelace", 400_000, "contacted", "chat")
    assert bot.one("SELECT count(*) AS n FROM lead_import_rows WHERE reason = ''")["n"] == 0
    assert bot.one("SELECT count(*) AS n FROM audit WHERE action = 'lead.import'")["n"] == 3
    assert bot.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp'") == []
    assert bot.rows("SELECT 1 FROM contacts WHERE marketing_consent_at IS NOT NULL") == []


def test_columns_are_chosen_anew(bot: Bot, maya: Colleague) -> None:
    place = upload(maya, sheet_of(["a,b,c", "Grace,+442079460958,Malta"])).location
    assert "Say which column holds the number" in words(press(maya, place, "columns", name="0").text)
    assert press(maya, place, "columns", name="0", phone="1", interest="2").status_code == 303
    press(maya, place, "begin")
    bot.deliver(minute=True)
    [grace] = ask(bot, "GET", "/api/leads?search=grace")["items"]
    assert (grace["phone"], grace["interest"]) == ("442079460958", "Malta")


def test_what_was_decided_by_another_view_is_not_begun(bot: Bot, maya: Colleague, omar: Colleague, few: str) -> None:
    form = next(form for form in FORM.findall(maya.client.get(few).text) if "/begin" in form)
    press(omar, few, "columns", name="")
    answer = maya.client.post(f"{few}/begin", data={name: value for name, value, _ in FIELD.findall(form)})
    assert answer.status_code == 303
    assert "A colleague has changed this meanwhile" in maya.client.get(few).text
    bot.deliver(minute=True)
    assert bot.one(COUNT)["n"] == 1


def test_a_form_that_comes_twice_begins_once_and_what_is_cancelled_stays_out(
    bot: Bot, maya: Colleague, few: str
) -> None:
    page = maya.client.get(few).text
    data = next({n: v for n, v, _ in FIELD.findall(form)} for form in FORM.findall(page) if "/begin" in form)
    assert [maya.client.post(f"{few}/begin", data=data).status_code for _ in range(2)] == [303, 303]
    assert len(bot.rows("SELECT 1 FROM outbox WHERE carrier = 'lead_import'")) == 1
    press(maya, few, "cancel")
    bot.deliver(minute=True)
    assert bot.one(COUNT)["n"] == 1
    assert bot.rows("SELECT 1 FROM lead_import_rows") == []
    assert "Cancelled" in maya.client.get(few).text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "must hold the headings"),
        (b"name,phone", "no row below"),
        (b"PK\x03\x04", "a workbook"),
        (b"name,phone\n\xff\xfe,1", "letters of this file"),
        (b'name,phone\n"a,1', "quotation marks"),
        (b"a\0b,c\n1,2", "not a CSV file"),
        (b"name,phone\n" + b"a,1\n" * 10_001, "10,000 rows at the most"),
        (b",".join([b"h"] * 101) + b"\nx", "more than 100 cells"),
    ],
)
def test_what_cannot_be_read_is_said(bot: Bot, maya: Colleague, content: bytes, why: str) -> None:
    answer = upload(maya, content)
    assert (answer.status_code, why in words(answer.text)) == (422, True), words(answer.text)
    assert bot.rows("SELECT 1 FROM lead_imports") == []


@pytest.mark.parametrize(
    "content",
    [
        '\ufeffName,Phone\r\n"Ann, B",\'+1 555 000'.encode(),
        b'sep=;\nName;Phone\n"Ann, B";1555000',
        'Name\tPhone\n"Ann, B"\t1555000\t\n\t\n'.encode("utf-16"),
    ],
)
def test_sheets_of_any_program_are_read(content: bytes) -> None:
    sheet = sheets_in.read(content)
    assert sheet.headings == ["Name", "Phone"]
    [(number, cells)] = sheet.rows
    assert (number, cells[0]) == (2, "Ann, B")


def test_who_only_reads_brings_nothing_in(bot: Bot, people: dict[str, int], few: str) -> None:
    viewer = Colleague(bot, "Vera", "viewer")
    sign = re.findall(r'name="csrf_token" value="([^"]*)"', viewer.client.get("/console/leads/1").text)[0]
    for place in (PATH, few, f"{few}/refused.csv", f"{few}/progress"):
        assert viewer.client.get(place).status_code == 403, place
    for place in (PATH, f"{few}/begin", f"{few}/cancel", f"{few}/columns", f"{few}/go-on"):
        assert viewer.client.post(place, data={"csrf_token": sign}).status_code == 403, place


def test_who_is_erased_is_in_no_sheet_and_what_lies_is_forgotten(bot: Bot, maya: Colleague, few: str) -> None:
    [theirs] = ask(bot, "GET", "/api/contacts/1/export")["tables"]["lead_import_rows"]
    assert theirs["phone"] == ADA
    ask(bot, "DELETE", "/api/contacts/1")
    assert bot.rows("SELECT 1 FROM lead_import_rows WHERE phone = :ada", ada=ADA) == []
    assert bot.one("SELECT count(*) AS n FROM lead_import_rows")["n"] == 6
    bot.rows("UPDATE lead_imports SET created_at = '2026-01-01 00:00:00'")
    bot.deliver(minute=True)
    assert bot.rows("SELECT 1 FROM lead_import_rows") == []
    assert "its rows are forgotten" in maya.client.get(few).text


def test_who_is_erased_is_in_no_row_that_was_refused_either(bot: Bot, maya: Colleague) -> None:
    """However the number is written there, and though a fault elsewhere in the row keeps it out."""
    country, rest = ADA[:1], ADA[1:]
    upload(
        maya,
        sheet_of(
            ["phone,email,budget", f"+{country} ({rest[:3]}) {rest[3:6]}-{rest[6:]},,much", ",Ada@example.com,much"]
        ),
    )
    ask(bot, "DELETE", "/api/contacts/1")
    assert bot.rows("SELECT 1 FROM lead_import_rows") == []


def test_a_bite_that_fails_stops_the_sheet_until_somebody_goes_on(bot: Bot, maya: Colleague, few: str) -> None:
    press(maya, few, "begin")
    bot.rows('UPDATE lead_import_rows SET entry = \'{"due_on": "x"}\' WHERE number = 3')
    bot.deliver(minute=True)
    assert "A fault of the program has stopped it" in maya.client.get(few).text
    assert bot.one(COUNT)["n"] == 1  # nothing of the bite
    bot.rows("UPDATE lead_import_rows SET entry = '{}' WHERE number = 3")
    assert press(maya, few, "go-on").status_code == 303
    bot.deliver(minute=True)
    assert bot.one(COUNT)["n"] == 3


def test_one_sheet_twice_at_the_same_time_makes_each_lead_once(bot: Bot, maya: Colleague) -> None:
    """Half of the rows have an e-mail address alone: nothing in the database keeps these apart."""
    lines = ["phone,email", *(f"{f'+1555{n:07}' if n % 2 else ''},p{n}@example.com" for n in range(450))]
    for _ in range(2):
        press(maya, upload(maya, sheet_of(lines)).location, "begin")
    database, both = bot.parts.database, Barrier(2)

    def work(id: int) -> None:
        for number in range(3):
            both.wait(60)
            payload = {"import_id": id, "number": number, "crms": []}
            with database.transaction() as connection:
                import_bites.take(connection, replace(_ITEM, payload=payload), {}, datetime.now(UTC))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (1, 2)))
    bot.deliver(minute=True)
    assert bot.one("SELECT count(*) AS n, count(DISTINCT email) AS e FROM whatsapp_leads") == {"n": 451, "e": 451}
    counts = bot.rows("SELECT state, added + filled + unchanged AS n FROM lead_imports")
    assert counts == [{"state": "done", "n": 450}] * 2
    assert bot.one("SELECT sum(added) AS n FROM lead_imports")["n"] == 450


def killed_between_bites(bot: Bot, doomed: Running) -> bool:
    """Whether it has begun, and was killed then: while nobody can write, so that it cannot be through before."""
    with bot.parts.database.transaction() as connection:
        is_under_way = connection.scalar(select(LeadImport.bites > 0).with_for_update())
        if is_under_way:
            doomed.kill()
    return bool(is_under_way)


@pytest.mark.slow
def test_a_sheet_whose_worker_is_killed_is_taken_up_again(
    settings: Settings, make_bot: Callable[..., Bot], tmp_path: Path
) -> None:
    bot = make_bot(crm_webhook_url="http://127.0.0.1:9/x")
    maya = Colleague(bot, "Maya")
    place = upload(maya, sheet_of(many(2000, 60))).location
    assert press(maya, place, "begin").status_code == 303
    with running([str(BIN / "flask"), "worker"], environment_of(settings, free_port()), tmp_path / "w.log") as doomed:
        wait_for(lambda: killed_between_bites(bot, doomed), timeout=60)
        doomed.wait()
    there = bot.one("SELECT state, added FROM lead_imports")
    assert there["state"] == "running"
    assert bot.one(COUNT)["n"] == there["added"] < 1939
    page = words(maya.client.get(place).text)
    assert f"{there['added']} of " in page
    crm = bot.one(
        "SELECT count(*) AS n, count(DISTINCT about_contact_id) AS p FROM outbox WHERE carrier = 'crm_webhook'"
    )
    assert crm == {"n": there["added"], "p": there["added"]}
    age(bot, HOUR, OutboxItem.claimed_until)
    bot.rows("DELETE FROM outbox WHERE carrier = 'crm_webhook'")
    bot.deliver(minute=True)
    done = bot.one("SELECT state, added, refused, ready FROM lead_imports")
    assert done == {"state": "done", "added": done["ready"], "refused": 2000 - done["ready"], "ready": 1939}
    assert bot.one("SELECT count(*) AS n, count(DISTINCT phone) AS p FROM whatsapp_leads") == {"n": 1939, "p": 1939}
