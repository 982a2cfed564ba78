"""Notes, names and languages, files: are they there for colleagues, and for nobody else?"""

from collections.abc import Iterator

import pytest
from bot import Bot
from services.service_tools import heard, web_of
from web.api.api_tools import ask
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from metatwin import Customer, Twin

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def ada(bot: Bot, twin: Twin) -> Iterator[Customer]:
    """She has written, and so has Ben."""
    with web_of(bot, twin):
        customer = twin.customer(f"Ada {HOSTILE}", phone="15550120001")
        heard(twin, (customer, "hi"), (twin.customer("Ben", phone="15550120002"), "hi"))
        yield customer


@pytest.fixture
def maya(bot: Bot, ada: Customer) -> Colleague:
    """A consultant."""
    return Colleague(bot, "Maya")


def shared(bot: Bot, twin: Twin, ada: Customer, kind: str, data: bytes, mime_type: str, filename: str = "") -> None:
    """Ada has sent a file, and it was fetched."""
    twin.shares(ada, kind, data, mime_type, **({"filename": filename} if filename else {}))
    twin.wait_for(lambda: twin.unacknowledged == 0)
    bot.deliver()


def opened(one: Colleague, number: int) -> TestResponse:
    """A file of Ada, read to its end."""
    answer = one.client.get(f"/console/inbox/1/files/{number}")
    with answer:
        assert answer.data
    return answer


def test_a_note_stands_between_messages_for_colleagues_alone(bot: Bot, maya: Colleague) -> None:
    assert maya.do("notes", note=f"Calls after 16:00 {HOSTILE}").status_code == 303
    raw = Colleague(bot, "Omar").client.get("/console/inbox/1").text
    assert "Calls after 16:00 &#34;&gt;&lt;script&gt;" in raw
    assert "<script>alert" not in raw
    bot.deliver()
    said = ask(bot, "GET", "/api/conversations/1/messages")["items"]
    assert not [one for one in said if "16:00" in one["message"]]


def test_a_note_is_taken_away_by_its_author_alone(bot: Bot, maya: Colleague) -> None:
    maya.do("notes", note="Calls after 16:00")
    omar = Colleague(bot, "Omar")
    page = omar.look()
    assert "Take away" not in page
    fields = omar.form(page, "notes")
    assert omar.client.post("/console/inbox/1/notes/1/remove", data=fields).status_code == 404
    assert maya.do("notes/1/remove").status_code == 303
    assert "Calls after" not in maya.look()


@pytest.mark.parametrize("note", ["", " \n ", "x" * 4001])
def test_an_odd_note_is_refused(bot: Bot, maya: Colleague, note: str) -> None:
    assert maya.do("notes", note=note).status_code == 422
    assert bot.rows("SELECT 1 FROM contact_notes") == []


def test_a_note_is_exported_and_erased_with_its_person(bot: Bot, maya: Colleague) -> None:
    maya.do("notes", note="Calls after 16:00")
    exported = ask(bot, "GET", "/api/contacts/1/export")
    assert "Calls after 16:00" in str(exported["tables"]["contact_notes"])
    ask(bot, "DELETE", "/api/contacts/1")
    assert bot.rows("SELECT 1 FROM contact_notes") == []
    assert maya.client.get("/console/inbox/1").status_code == 404


def test_a_name_that_was_put_right_stays_so(twin: Twin, bot: Bot, ada: Customer, maya: Colleague) -> None:
    assert maya.do("details", name="Ada Lovelace", language="es").status_code == 303
    heard(twin, (ada, "hola"))
    page = maya.look()
    assert "<bdi>Ada Lovelace</bdi>" in page
    assert ask(bot, "GET", "/api/contacts/1")["language"] == "es"
    stale = page
    maya.do("details", name="Ada King", language="es")
    assert maya.do("details", stale, name="Ada X", language="es").status_code == 409


@pytest.mark.parametrize("fields", [{"name": "x" * 201, "language": ""}, {"name": "Ada", "language": "xx"}])
def test_odd_details_are_refused(maya: Colleague, fields: dict[str, str]) -> None:
    assert maya.do("details", **fields).status_code == 422


def test_a_picture_is_shown_and_a_file_opened_in_a_sandbox(
    bot: Bot, twin: Twin, ada: Customer, maya: Colleague
) -> None:
    shared(bot, twin, ada, "image", b"\x89PNG", "image/png")
    shared(bot, twin, ada, "document", b"%PDF-1.7", "application/pdf", "../../passport.pdf")
    page = maya.look()
    assert '<img src="/console/inbox/1/files/1"' in page
    picture, paper = opened(maya, 1), opened(maya, 2)
    assert (picture.data, picture.mimetype, paper.data) == (b"\x89PNG", "image/png", b"%PDF-1.7")
    for answer in (picture, paper):
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.headers["Content-Disposition"].startswith("attachment")
    assert "filename=passport.pdf" in paper.headers["Content-Disposition"]


@pytest.mark.parametrize("mime_type", ["image/svg+xml", "text/html", "TEXT/HTML; charset=utf-8", "application/xml"])
def test_what_could_run_is_never_shown(bot: Bot, twin: Twin, ada: Customer, maya: Colleague, mime_type: str) -> None:
    shared(bot, twin, ada, "document", b"<script>alert(1)</script>", mime_type, f"{HOSTILE}.html")
    file = opened(maya, 1)
    assert file.mimetype == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "<script>alert" not in maya.client.get("/console/inbox/1").text


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "ab/../../secret.txt", "missing.pdf"])
def test_no_path_leads_out_of_the_folder(bot: Bot, twin: Twin, ada: Customer, maya: Colleague, path: str) -> None:
    shared(bot, twin, ada, "document", b"x", "application/pdf", "x.pdf")
    (bot.settings.media_dir.parent / "secret.txt").write_text("secret")
    bot.rows("UPDATE media SET path = :path", path=path)
    assert maya.client.get("/console/inbox/1/files/1").status_code == 404


def test_a_file_is_its_persons_and_for_who_may_read(bot: Bot, twin: Twin, ada: Customer, maya: Colleague) -> None:
    shared(bot, twin, ada, "image", b"\x89PNG", "image/png")
    assert maya.client.get("/console/inbox/2/files/1").status_code == 404
    assert maya.client.get(f"/console/inbox/1/files/{'9' * 30}").status_code == 404
    assert Colleague(bot, "Mark", "marketing").client.get("/console/inbox/1/files/1").status_code == 403
    assert bot.app.test_client().get("/console/inbox/1/files/1").status_code == 303
