"""Do staff send files from the inbox, as what their bytes say they are, in order, once, and gone with their person?"""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from bot import Bot
from fakes.recordings import opus
from sqlalchemy import Connection, Engine, event, text
from web.api.api_tools import ADA, ask, furnished, say
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from metatwin import Twin
from metatwin.messages import Sent

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 60
PDF = b"%PDF-1.7 terms"


@pytest.fixture(autouse=True)
def known_at_meta(bot: Bot, twin: Twin, people: dict[str, int]) -> None:
    """Ada can be written to."""
    twin.says(twin.customer("Ada", ADA), "hi")


def attach(who: Colleague, data: bytes, name: str = "file.pdf", page: str | None = None, **fields: Any) -> TestResponse:
    """Send a file by the composer."""
    hidden = who.form(page or who.look("/1"), "messages")
    given = {**hidden, "text": "", **fields, "file": (BytesIO(data), name, "application/pdf")}
    return closed(who.client.post("/console/inbox/1/messages", data=given, content_type="multipart/form-data"))


def closed(answer: TestResponse) -> TestResponse:
    """An answer; what the test's client kept of a large form is let go of."""
    answer.request.environ["wsgi.input"].close()
    return answer


def got(bot: Bot, twin: Twin) -> list[Sent]:
    """What staff's messages have become at Meta."""
    bot.deliver()
    return [one for one in twin.sent if one.body["biz_opaque_callback_data"].startswith("api/")]


def test_a_picture_goes_out_with_its_words_and_is_seen_in_the_conversation(
    bot: Bot, twin: Twin, maya: Colleague
) -> None:
    assert attach(maya, PNG, "plan.png", text="The plan").status_code == 303
    [sent] = got(bot, twin)
    assert sent.body["image"]["caption"] == "The plan"
    file = twin.file(sent.body["image"]["id"])
    assert file
    assert (file.data, file.mime_type) == (PNG, "image/png")
    page = maya.look("/1")
    assert '<img src="/console/inbox/1/files/1"' in page
    assert "The plan" in page
    assert "Maya took this over" in page
    with maya.client.get("/console/inbox/1/files/1") as shown:
        assert shown.data == PNG
    assert ask(bot, "GET", "/api/conversations/1")["with_consultants_until"]


@pytest.mark.parametrize(
    ("data", "named", "kind", "mime_type", "shown"),
    [
        (JPEG, "me.jpeg", "image", "image/jpeg", None),
        (PDF, "Terms of Ada.pdf", "document", "application/pdf", "Terms of Ada.pdf"),
        (PDF, "holiday.jpg", "document", "application/pdf", "holiday.pdf"),
        (PNG, "report.pdf", "image", "image/png", None),
        (b"Two words", "page.html", "document", "text/plain", "page.txt"),
        (PDF, "../../etc/passwd", "document", "application/pdf", "passwd.pdf"),
        (PDF, "C:\\\\boot\\\\x.pdf", "document", "application/pdf", "x.pdf"),
        (PDF, "<img src=x onerror=alert(1)>.pdf", "document", "application/pdf", "<img src=x onerror=alert(1)>.pdf"),
        (PDF, "fdp.\u202e\u200bexe\0.pdf", "document", "application/pdf", "fdp.exe.pdf"),
        (PDF, "a" * 4000 + ".pdf", "document", "application/pdf", "a" * 100 + ".pdf"),
        (PDF, " . ", "document", "application/pdf", "file.pdf"),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, str) else None,
)
def test_bytes_say_what_it_is_and_names_do_no_harm(
    bot: Bot, twin: Twin, maya: Colleague, data: bytes, named: str, kind: str, mime_type: str, shown: str | None
) -> None:
    assert attach(maya, data, named).status_code == 303
    [sent] = got(bot, twin)
    part = sent.body[kind]
    file = twin.file(part["id"])
    assert file
    assert (file.data, file.mime_type, part.get("filename")) == (data, mime_type, shown)
    page = maya.client.get("/console/inbox/1").text
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "There is nothing in this file"),
        (b"<!doctype html><script>alert(1)</script>", "does not take this kind"),
        (b"\xef\xbb\xbf  <svg xmlns='x'/>", "does not take this kind"),
        (b"MZ\x90\0\3", "does not take this kind"),
        (b"PK\3\4 no archive", "does not take this kind"),
        (b"\x1a\x45\xdf\xa3webm A_OPUS", "cannot be read"),
        (PNG + b"\0" * 5 * 2**20, "pictures of 5 MB"),
        (PDF + b"\0" * 16 * 2**20, "16 MB at the most"),
        (opus("ogg", "stereo"), "in stereo"),
    ],
    ids=["empty", "html", "svg", "program", "no archive", "no sound", "large picture", "large", "stereo"],
)
def test_what_whatsapp_would_not_take_is_refused_in_words(
    bot: Bot, twin: Twin, maya: Colleague, data: bytes, words: str
) -> None:
    refused = attach(maya, data, "fine.pdf", text="Look at this")
    assert refused.status_code in (413, 422)
    assert words in refused.text
    assert refused.status_code == 413 or ">Look at this</textarea>" in refused.text
    assert got(bot, twin) == []
    assert files_in(bot) == []


def office(*names: str) -> bytes:
    """An archive with these files."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return packed.getvalue()


def test_documents_of_an_office_go_without_programs(bot: Bot, twin: Twin, maya: Colleague) -> None:
    for inside, mime_type in {"word/document.xml": "word", "xl/workbook.xml": "sheet"}.items():
        assert attach(maya, office(inside), "offer.zip").status_code == 303, mime_type
    assert attach(maya, office("word/document.xml", "word/vbaProject.bin"), "offer.docx").status_code == 422
    assert attach(maya, office("a.txt"), "offer.docx").status_code == 422
    assert [one.body["document"]["filename"] for one in got(bot, twin)] == ["offer.docx", "offer.xlsx"]


@pytest.mark.parametrize("container", ["webm", "ogg"])
def test_what_browsers_record_is_a_voice_note(bot: Bot, twin: Twin, maya: Colleague, container: str) -> None:
    assert attach(maya, opus(container), f"Voice note.{container}", text="And some words").status_code == 303
    note, words = got(bot, twin)
    assert note.body["audio"]["voice"] is True
    file = twin.file(note.body["audio"]["id"])
    assert file
    assert (file.data[:4], file.mime_type) == (b"OggS", "audio/ogg; codecs=opus")
    assert words.body["text"]["body"] == "And some words"
    assert "<audio controls" in maya.look("/1")


def test_files_and_texts_leave_in_the_order_in_which_they_were_sent(bot: Bot, twin: Twin, maya: Colleague) -> None:
    maya.do("messages", text="First")
    attach(maya, PDF, "second.pdf")
    maya.do("messages", text="Third")
    attach(maya, PNG, "fourth.png", text="x" * 1025)
    kinds = [one.body["type"] for one in got(bot, twin)]
    assert kinds == ["text", "document", "text", "image", "text"]


def test_a_form_that_comes_twice_sends_one_file(bot: Bot, twin: Twin, maya: Colleague) -> None:
    page = maya.look("/1")
    for _ in range(2):
        assert attach(maya, PDF, "terms.pdf", page).status_code == 303
    assert attach(maya, PDF + b"2", "terms.pdf", page).status_code == 409
    assert maya.do("messages", page, text="No file").status_code == 409
    assert len(got(bot, twin)) == 1
    assert len(files_in(bot)) == 1


def test_one_message_takes_one_file(bot: Bot, twin: Twin, maya: Colleague) -> None:
    hidden = maya.form(maya.look("/1"), "messages")
    two = [(BytesIO(PDF), "a.pdf"), (BytesIO(PNG), "b.png")]
    refused = maya.client.post("/console/inbox/1/messages", data={**hidden, "text": "Both", "file": two})
    assert (refused.status_code, "one file" in refused.text) == (422, True)
    assert got(bot, twin) == []


def test_who_answers_meanwhile_is_shown_before_the_file_goes(
    bot: Bot, twin: Twin, maya: Colleague, omar: Colleague
) -> None:
    page = omar.look("/1")
    maya.do("messages", text="Maya here.")
    asked = attach(omar, PDF, "terms.pdf", page)
    assert (asked.status_code, "Attach the file again" in asked.text) == (409, True)
    assert files_in(bot) == []
    assert attach(omar, PDF, "terms.pdf", asked.text).status_code == 303


def test_what_meta_refuses_is_said_and_can_be_tried_again(bot: Bot, twin: Twin, maya: Colleague) -> None:
    owner = Colleague(bot, "Olga", "owner")
    twin.faults.uploads = [400]
    attach(maya, PDF, "terms.pdf")
    maya.do("messages", text="Behind it")
    assert [one.body["type"] for one in got(bot, twin)] == ["text"]
    page = owner.look("/1")
    assert "Not delivered" in page
    assert "Try again" in page
    number = bot.one("SELECT id FROM given_up WHERE key LIKE 'api/%'")["id"]
    assert owner.do(f"retry/{number}", page).status_code == 303
    assert [one.body["type"] for one in got(bot, twin)] == ["text", "document"]
    assert (
        bot.rows("SELECT 1 FROM given_up WHERE key LIKE 'api/%' UNION ALL SELECT 1 FROM outbox WHERE carrier <> 'mail'")
        == []
    )


def test_a_file_that_meta_cannot_take_holds_up_what_follows_for_an_hour_and_no_longer(
    bot: Bot, twin: Twin, maya: Colleague
) -> None:
    twin.faults.uploads = [131016] * 100
    attach(maya, PDF, "terms.pdf")
    maya.do("messages", text="Behind it")
    assert got(bot, twin) == []
    tries = 0
    while bot.rows("SELECT 1 FROM whatsapp_messages WHERE kind = 'document' AND status = 'queued'"):
        bot.let_time_pass(timedelta(minutes=13))
        bot.deliver()
        tries += 1
    assert 4 < tries < 15
    bot.let_time_pass(timedelta(minutes=13))
    assert [one.body["type"] for one in got(bot, twin)] == ["text"]


def test_an_id_that_meta_has_forgotten_is_replaced(bot: Bot, twin: Twin, maya: Colleague) -> None:
    bot.deliver()
    twin.faults.answers = [131053]
    attach(maya, PDF, "terms.pdf")
    assert [one.body["type"] for one in got(bot, twin)] == ["document"]
    assert sum(one.what == "upload" for one in twin.file_requests) == 2


def test_to_who_said_stop_no_file_goes(bot: Bot, twin: Twin, maya: Colleague) -> None:
    page = maya.look("/1")
    say(bot, ADA, "menu", "stop")
    assert attach(maya, PDF, "terms.pdf", page).status_code == 409
    assert files_in(bot) == []


def test_no_room_is_said(make_bot: Any, twin: Twin) -> None:
    bot = make_bot(media_quota_mb=0)
    furnished(bot)
    refused = attach(Colleague(bot, "Maya"), PDF)
    assert (refused.status_code, "no room for more files" in refused.text) == (409, True)
    assert files_in(bot) == []


def test_export_names_the_file_and_erasure_takes_it(bot: Bot, twin: Twin, maya: Colleague) -> None:
    attach(maya, PDF, "terms.pdf")
    got(bot, twin)
    assert ask(bot, "GET", "/api/contacts/1/export")["tables"]["media"][0]["filename"] == "terms.pdf"
    assert len(files_in(bot)) == 1
    receipt = ask(bot, "DELETE", "/api/contacts/1", headers={"If-Match": "*"})
    assert receipt["removed"]["files"] == 1
    assert files_in(bot) == []


def test_killed_before_the_commit_leaves_a_draft_that_is_nobodys_and_the_form_can_be_sent_again(
    bot: Bot, twin: Twin, maya: Colleague
) -> None:
    page = maya.look("/1")

    def killed(connection: Connection) -> None:
        if connection.scalar(text("SELECT count(*) FROM media")):
            raise KeyboardInterrupt

    event.listen(Engine, "commit", killed)
    try:
        with pytest.raises(KeyboardInterrupt):
            attach(maya, PDF, "terms.pdf", page)
    finally:
        event.remove(Engine, "commit", killed)
    assert [file.suffix for file in files_in(bot)] == [".part"]
    assert bot.rows("SELECT 1 FROM media UNION ALL SELECT 1 FROM outbox WHERE carrier = 'staff_file'") == []
    assert attach(maya, PDF, "terms.pdf", page).status_code == 303
    assert [file.suffix for file in files_in(bot)] == [".pdf"]
    assert len(got(bot, twin)) == 1


def test_who_was_killed_before_the_file_had_its_name_leaves_it_to_delivery(
    bot: Bot, twin: Twin, maya: Colleague
) -> None:
    attach(maya, PDF, "terms.pdf")
    [file] = files_in(bot)
    file.rename(bot.settings.media_dir / "incoming" / f"{file.name}.part")
    assert [one.body["type"] for one in got(bot, twin)] == ["document"]
    assert files_in(bot) == [file]


def test_erasure_takes_what_was_left_without_its_name(bot: Bot, maya: Colleague) -> None:
    attach(maya, PDF, "terms.pdf")
    [file] = files_in(bot)
    file.rename(bot.settings.media_dir / "incoming" / f"{file.name}.part")
    ask(bot, "DELETE", "/api/contacts/1", headers={"If-Match": "*"})
    assert files_in(bot) == []


def test_who_may_only_read_and_who_is_unknown_have_no_room(bot: Bot, maya: Colleague) -> None:
    hidden = maya.form(maya.look("/1"), "messages")
    viewer = Colleague(bot, "Vera", "viewer")
    for client in (viewer.client, bot.app.test_client()):
        data = {**hidden, "file": (BytesIO(PDF + b"\0" * 2**20), "x.pdf")}
        answer = client.post("/console/inbox/1/messages", data=data, content_type="multipart/form-data")
        assert closed(answer).status_code in (303, 403, 413)
    assert files_in(bot) == []


def files_in(bot: Bot) -> list[Path]:
    """All that lies in MEDIA_DIR."""
    return sorted(file for file in bot.settings.media_dir.rglob("*") if file.is_file())
