"""How do e-mails leave over SMTP, and what do its refusals mean?"""

import asyncio
import email
import email.policy
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import AuthResult
from fakes.mailbox import serving
from icalendar import Calendar

from relaystack.engine.calendar_files import Event
from relaystack.engine.carrier import OutgoingItem
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary
from relaystack.gateways.mail import Smtp
from relaystack.settings import Settings

AUTHORITY = trustme.CA()
CERTIFICATE = AUTHORITY.issue_cert("localhost", "127.0.0.1")
Box = tuple[Any, int]


def _settings(port: int, **changes: Any) -> Settings:
    mail: dict[str, Any] = {
        "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "mail_from": "Bot <bot@example.com>",
        "admin_email": "staff@example.com",
    }  # fmt: skip
    return Settings(**{**mail, **changes})


def _item(subject: str = "New lead: Ann", text: str = "Name: Ann", key: str = "wamid.1/x/mail") -> OutgoingItem:
    return OutgoingItem(key, {"subject": subject, "text": text})


def _send(settings: Settings, outgoing: OutgoingItem | None = None) -> None:
    asyncio.run(Smtp(settings).deliver(outgoing or _item()))


def _refusal(settings: Settings) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        _send(settings)
    return raised.value


def _only(box: Any) -> Any:
    [written] = box.mails
    return email.message_from_bytes(written.encode(), policy=email.policy.default)


def _words(mail: Any, kind: str = "plain") -> str:
    return str(mail.get_body((kind,)).get_content()).strip()


def test_a_mail_arrives_with_its_headers_and_words(mailbox: Box) -> None:
    box, port = mailbox
    _send(_settings(port))
    mail = _only(box)
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "Bot <bot@example.com>",
        "staff@example.com",
        "New lead: Ann",
    )
    assert _words(mail) == "Name: Ann"
    assert mail["Date"]


def test_the_same_item_sent_twice_has_the_same_message_id(mailbox: Box) -> None:
    box, port = mailbox
    for key in ("a", "a", "b"):
        _send(_settings(port), _item(key=key))
    ids = [email.message_from_string(written)["Message-ID"] for written in box.mails]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@example.com>")


@pytest.mark.parametrize("name", ["محمد العلي", "Zoë 🎉", "王小明", "Ann " + "x" * 300])
def test_any_name_travels_in_subject_and_text(mailbox: Box, name: str) -> None:
    box, port = mailbox
    _send(_settings(port), _item(f"New lead: {name}", f"Name: {name}"))
    mail = _only(box)
    assert mail["Subject"] == f"New lead: {name}"
    assert _words(mail) == f"Name: {name}"


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?Ann=0D=0ABcc:_x@evil.example?=", "=?UTF-8?B?QQ0KQmNjOiB4QGV2aWwuZXhhbXBsZQ==?=",
        "Ann\r\nBcc: x@evil.example", "Ann\u2028Bcc: x@evil.example", "Ann\x00\x85Bcc: x@evil.example",
        "x" * 60 + "=?utf-8?q?A=0ABcc:_x@evil.example?=", "é" * 100_000,
    ],
)  # fmt: skip
def test_no_name_adds_headers_or_takes_long(mailbox: Box, name: str) -> None:
    box, port = mailbox
    _send(_settings(port), _item(f"New lead: {name}"))
    mail = _only(box)
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("New lead: ")
    assert len(mail["Subject"]) <= 510
    assert mail["Auto-Submitted"] == "auto-generated"
    assert _words(mail) == "Name: Ann"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("451 try later", Temporary), ("421 busy", Temporary), ("550 no", Refused), ("552 too large", Refused)],
)
def test_what_an_answer_to_the_message_means(mailbox: Box, answer: str, kind: type[DeliveryError]) -> None:
    box, port = mailbox
    box.answers = [answer]
    error = _refusal(_settings(port))
    assert (type(error), error.code) == (kind, int(answer[:3]))


def test_a_server_that_is_not_there_is_tried_again(mailbox: Box) -> None:
    _, port = mailbox
    error = _refusal(_settings(1))
    assert isinstance(error, Temporary)
    assert port


class _Strict:
    """Refuses what a test asks for, before any message."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.mails: list[Any] = []

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self.answers.get("sender", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if "recipient" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("recipient", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope)
        return "250 OK"


@pytest.mark.parametrize(
    ("who", "answer", "kind", "word"),
    [
        ("recipient", "450 mailbox busy", Temporary, "ADMIN_EMAIL"),
        ("recipient", "550 unknown", Stopped, "ADMIN_EMAIL"),
        ("sender", "421 going down", Temporary, "going down"),
        ("recipient", "452 too many", Temporary, "ADMIN_EMAIL"),
        ("sender", "451 later", Temporary, "later"),
        ("sender", "553 sender not allowed", Stopped, "sender not allowed"),
    ],
)
def test_what_a_refused_address_means(who: str, answer: str, kind: type[DeliveryError], word: str) -> None:
    with serving(_Strict(**{who: answer})) as port:
        error = _refusal(_settings(port))
    assert type(error) is kind
    assert word in error.title


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CERTIFICATE.configure_cert(context)
    return context


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The machine trusts the authority of the test certificate."""
    file = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


def test_starttls_encrypts_before_anything_is_said(trusted: None) -> None:
    handler = _Strict()
    with serving(handler, tls_context=_tls(), require_starttls=True) as port:
        _send(_settings(port, smtp_tls="starttls", smtp_host="localhost"))
    assert len(handler.mails) == 1


def test_tls_from_the_start(trusted: None) -> None:
    handler = _Strict()
    with serving(handler, ssl_context=_tls()) as port:
        _send(_settings(port, smtp_tls="tls", smtp_host="localhost"))
    assert len(handler.mails) == 1


@pytest.mark.parametrize("mode", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(mode: str) -> None:
    handler = _Strict()
    options = {"ssl_context": _tls()} if mode == "tls" else {"tls_context": _tls()}
    with serving(handler, **options) as port:
        error = _refusal(_settings(port, smtp_tls=mode, smtp_host="localhost"))
    assert handler.mails == []
    assert not isinstance(error, Refused)  # the mail waits


def test_a_server_without_starttls_stops_the_mails_and_names_the_setting(mailbox: Box) -> None:
    _, port = mailbox
    error = _refusal(_settings(port, smtp_tls="starttls"))
    assert isinstance(error, Stopped)
    assert "SMTP_TLS" in error.title


def _login(answer: AuthResult) -> dict[str, Any]:
    return {"authenticator": lambda *_: answer, "auth_required": True, "auth_require_tls": False}


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("mode", ["known", "refused"])
def test_the_password_is_sent_and_a_refused_one_stops_the_mails(mode: str) -> None:
    handler = _Strict()
    with serving(handler, **_login(AuthResult(success=mode == "known", handled=False))) as port:
        settings = _settings(port, smtp_user="bot", smtp_password="s3cret-word")
        if mode == "known":
            _send(settings)
            assert len(handler.mails) == 1
            return
        error = _refusal(settings)
    assert isinstance(error, Stopped)
    assert "s3cret-word" not in str(error)


def test_the_page_of_a_mail_says_the_same_with_everything_escaped(mailbox: Box) -> None:
    box, port = mailbox
    text = 'Name: <script>alert(1)</script>\nLink: https://wa.me/1555"onclick=x\n\n- first & second\n- third'
    _send(_settings(port), _item("New lead: <b>Ann</b>", text))
    mail = _only(box)
    page = _words(mail, "html")
    assert _words(mail).splitlines() == text.splitlines()
    assert "<script" not in page
    assert "<b>Ann" not in page
    assert "<b>Name:</b> &lt;script&gt;" in page
    assert '<a href="https://wa.me/1555">https://wa.me/1555</a>&quot;onclick=x' in page
    assert '<li dir="auto">first &amp; second</li>' in page


class _Parting(_Strict):
    """Takes a mail, and does not say goodbye."""

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        return "421 no"


def test_a_mail_that_was_taken_counts_however_the_server_parts() -> None:
    handler = _Parting()
    with serving(handler) as port:
        _send(_settings(port))
    assert len(handler.mails) == 1


class _Greeting(_Strict):
    """Refuses everybody at the greeting."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> list[str]:
        return [self.answer]

    async def handle_HELO(self, server: Any, session: Any, envelope: Any, hostname: str) -> str:
        return self.answer


@pytest.mark.parametrize(("answer", "kind"), [("421 busy", Temporary), ("554 you are on a list", Stopped)])
def test_what_a_refusal_at_the_greeting_means(answer: str, kind: type[DeliveryError]) -> None:
    with serving(_Greeting(answer)) as port:
        error = _refusal(_settings(port))
    assert type(error) is kind


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_login_that_the_server_does_not_offer_stops_the_mails() -> None:
    with serving(_Strict()) as port:
        error = _refusal(_settings(port, smtp_user="bot", smtp_password="s3cret-word"))
    assert isinstance(error, Stopped)
    assert "SMTP_USER" in error.title


def test_an_appointment_comes_with_a_file_for_the_calendar(mailbox: Box) -> None:
    box, port = mailbox
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    event = Event(
        "1@relaystack", 2, at, at, at + timedelta(minutes=30), "Consultation: Zoë\nX-EVIL:1", state="CANCELLED"
    )
    payload = {"subject": "Off", "text": "Off", "calendar": event.to_json()}
    _send(_settings(port), OutgoingItem("k", payload))
    [part] = [part for part in _only(box).walk() if part.get_content_type() == "text/calendar"]
    assert (part.get_filename(), part.get_content_type(), part.get_param("method")) == (
        "appointment.ics", "text/calendar", "CANCEL",
    )  # fmt: skip
    calendar = Calendar.from_ical(part.get_content())
    [found] = calendar.events
    assert (str(calendar["method"]), found["sequence"], found.start) == ("CANCEL", 2, at)
    assert str(found["summary"]) == "Consultation: Zoë\nX-EVIL:1"  # what somebody calls themselves stays their name
    assert str(found["organizer"]) == "mailto:bot@example.com"
