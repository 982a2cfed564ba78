"""Does a client that we did not write get on with the twin, as a developer's bot would?"""
# mypy: disable-error-code="attr-defined,misc"

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from pywa import WhatsApp, filters, types
from pywa.errors import WhatsAppError
from pywa.types.templates import BodyText, Template, TemplateCategory, TemplateLanguage
from twin.twin_tools import HELLO
from werkzeug.serving import make_server

from metatwin import Customer, Twin

NUMBER, SECRET, VERIFY = "106540352242922", "twin-secret", "verify-me"


class ForeignBot:
    """A bot as pywa's documentation teaches it, with all that it has heard."""

    def __init__(self, twin: Twin) -> None:
        self.app = Flask(__name__)
        session = httpx.Client(trust_env=False)
        self.wa = WhatsApp(
            phone_id=NUMBER, token="twin-token", waba_id="102290129340398", session=session, server=self.app,
            webhook_endpoint="/webhook", verify_token=VERIFY, app_secret=SECRET, continue_handling=True,
        )  # fmt: skip
        session.base_url = httpx.URL(f"{twin.url}/v25.0")
        self._session = session
        self.messages: list[Any] = []
        self.taps: list[str] = []
        self.statuses: list[tuple[str, str]] = []
        self.wa.on_message()(lambda _, message: self.messages.append(message))
        self.wa.on_callback_button()(lambda _, tap: self.taps.append(tap.data))
        self.wa.on_callback_selection()(lambda _, tap: self.taps.append(tap.data))
        self.wa.on_message_status()(lambda _, told: self.statuses.append((told.id, told.status.value)))
        self.wa.on_message(filters.text)(lambda _, message: message.reply_text(f"You said {message.text}"))
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._session.close()


@pytest.fixture
def meta() -> Iterator[Twin]:
    with Twin() as twin:
        twin.templates.add(replace(HELLO))
        yield twin


@pytest.fixture
def bot(meta: Twin) -> Iterator[ForeignBot]:
    bot = ForeignBot(meta)
    meta.webhook_url = bot.url
    yield bot
    meta.webhook_url = None
    bot.close()


@pytest.fixture
def amina(meta: Twin, bot: ForeignBot) -> Customer:
    """Somebody with a phone, of whom nobody has named an id, and who has just written."""
    amina = meta.customer("Amina", "+971 50 123 4567")
    meta.says(amina, "hi")
    meta.wait_for(lambda: bot.statuses[1:])
    return amina


def test_it_hears_everybody_and_answers(meta: Twin, bot: ForeignBot, amina: Customer) -> None:
    hidden = meta.customer("Tiago", shows_phone=False)
    meta.says(hidden, "oi")
    meta.wait_for(lambda: len(bot.messages) == 2)
    first, second = bot.messages
    assert (first.from_user.wa_id, first.from_user.name) == ("971501234567", "Amina")
    assert str(first.from_user.bsuid).startswith("AE.")
    assert (second.from_user.wa_id, second.from_user.bsuid) == (None, hidden.bsuid)
    meta.wait_for(lambda: len(meta.sent) == 2)
    assert [sent.words for sent in meta.sent] == ["You said hi", "You said oi"]


@pytest.mark.parametrize("to", ["971501234567", "+971501234567", "+971 50 123-4567", "971 50-123 45 67"])
def test_it_may_write_a_number_as_people_do(meta: Twin, bot: ForeignBot, amina: Customer, to: str) -> None:
    sent = bot.wa.send_message(to=to, text="hello")
    assert meta.sent[-1].wamid == sent.id
    assert meta.sent[-1].customer_id == amina.id


@pytest.mark.parametrize("to", ["amina", "97150123456x", "+", "12"])
def test_what_is_no_number_is_refused(meta: Twin, bot: ForeignBot, amina: Customer, to: str) -> None:
    sent = len(meta.sent)
    with pytest.raises(WhatsAppError) as refused:
        bot.wa.send_message(to=to, text="hello")
    assert refused.value.code in (100, 131009)
    assert len(meta.sent) == sent


def test_buttons_and_lists_come_back_as_taps(meta: Twin, bot: ForeignBot, amina: Customer) -> None:
    bot.wa.send_message(amina.phone or "", "Choose", buttons=[types.Button("Yes", "yes"), types.Button("No", "no")])
    meta.taps(amina, "no")
    rows = [types.SectionRow("Greece", "gr", "by the sea"), types.SectionRow("Malta", "mt")]
    bot.wa.send_message(
        amina.phone or "", "Where?", buttons=types.SectionList("Open", [types.Section("Countries", rows)])
    )
    meta.taps(amina, "gr")
    meta.wait_for(lambda: len(bot.taps) == 2)
    assert bot.taps == ["no", "gr"]


def test_statuses_reach_it(meta: Twin, bot: ForeignBot, amina: Customer) -> None:
    sent = bot.wa.send_message(amina.phone or "", "hello", tracker="mine")
    meta.wait_for(lambda: (sent.id, "delivered") in bot.statuses)
    meta.reads_all(amina)
    meta.wait_for(lambda: (sent.id, "read") in bot.statuses)


def test_files_go_both_ways(meta: Twin, bot: ForeignBot, amina: Customer, tmp_path: Path) -> None:
    meta.shares(amina, "document", b"%PDF-1.4 theirs", "application/pdf", filename="theirs.pdf")
    meta.wait_for(lambda: bot.messages[-1].document)
    document: Any = bot.messages[-1].document
    assert Path(document.download(path=tmp_path)).read_bytes() == b"%PDF-1.4 theirs"
    file = tmp_path / "ours.pdf"
    file.write_bytes(b"%PDF-1.4 ours")
    bot.wa.send_document(amina.phone or "", str(file), filename="ours.pdf", caption="read this")
    assert meta.sent[-1].words == "read this"
    media_id = meta.sent[-1].body["document"]["id"]
    assert bot.wa.get_media_url(media_id).mime_type == "application/pdf"
    assert bot.wa.delete_media(media_id).success
    with pytest.raises(WhatsAppError):
        bot.wa.get_media_url(media_id)


def test_reading_typing_and_reactions(meta: Twin, bot: ForeignBot, amina: Customer) -> None:
    bot.messages[0].mark_as_read()
    bot.messages[0].indicate_typing()
    assert [read.typing for read in meta.reads] == [False, True]
    bot.messages[0].react("👍")
    assert meta.sent[-1].type == "reaction"


def test_templates(meta: Twin, bot: ForeignBot, amina: Customer) -> None:
    [listed] = list(bot.wa.get_templates())
    assert (listed.name, listed.id) == ("hello", "1")
    assert bot.wa.get_template("1").name == "hello"
    made = bot.wa.create_template(
        Template(
            name="welcome",
            language=TemplateLanguage.ENGLISH,
            category=TemplateCategory.UTILITY,
            components=[BodyText("Welcome to us.")],
        )
    )
    assert made.status.value == "PENDING"
    bot.wa.send_template(amina.phone or "", "hello", TemplateLanguage.ENGLISH_US, params=[])
    assert meta.sent[-1].type == "template"
    with pytest.raises(WhatsAppError) as refused:
        bot.wa.send_template(amina.phone or "", "welcome", TemplateLanguage.ENGLISH, params=[])
    assert refused.value.code == 132001
    assert bot.wa.delete_template("welcome").success


def test_it_is_told_of_the_number_the_profile_and_the_account(bot: ForeignBot) -> None:
    assert bot.wa.get_business_phone_number().display_phone_number == "15550783881"
    assert [number.id for number in bot.wa.get_business_phone_numbers()] == [NUMBER]
    assert bot.wa.get_business_account().id == "102290129340398"
    assert bot.wa.update_business_profile(about="We help", websites=["https://example.com"]).success
    profile = bot.wa.get_business_profile()
    assert (profile.about, profile.websites) == ("We help", ("https://example.com",))


def test_refusals_are_metas(meta: Twin, bot: ForeignBot, amina: Customer) -> None:
    with pytest.raises(WhatsAppError) as refused:
        bot.wa.send_message("+15550001111", "nobody")
    assert refused.value.code == 131026
    meta.pass_time(25 * 60)
    with pytest.raises(WhatsAppError) as closed:
        bot.wa.send_message(amina.phone or "", "too late")
    assert closed.value.code == 131047
