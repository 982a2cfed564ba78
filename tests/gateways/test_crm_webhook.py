"""What do the answers of a company's own system mean?"""

import asyncio
import os
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import aiohttp
import pytest
import trustme
from fakes.crm import CrmReceiver
from fakes.web import Answer

from relaystack.engine.carrier import OutgoingItem
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled
from relaystack.gateways.crm.webhook import CrmWebhook
from relaystack.gateways.http import Http

PAYLOAD: dict[str, Any] = {"change": {"kind": "changed"}, "lead": {"name": "Zoë 🎉 محمد"}}
DOCS = Path(__file__).parents[2] / "docs" / "operations" / "crm.md"


@pytest.fixture
def receiver() -> Iterator[CrmReceiver]:
    """A system that takes webhooks."""
    made = CrmReceiver()
    yield made
    made.close()


def deliver(url: str, *, key: str = "wamid.1/crm_webhook", seconds: float = 5, clock: float | None = None) -> None:
    """Post one change."""

    async def run() -> None:
        http = Http(aiohttp.ClientTimeout(total=30, sock_read=seconds))  # it may be slow to connect
        carrier = CrmWebhook(http, url, "s3cret") if clock is None else CrmWebhook(http, url, "s3cret", lambda: clock)
        try:
            await carrier.deliver(OutgoingItem(key, PAYLOAD))
        finally:
            await carrier.close()

    asyncio.run(run())


@pytest.mark.parametrize("status", [200, 201, 202, 204, 409])
def test_what_is_taken_is_done(receiver: CrmReceiver, status: int) -> None:
    receiver.answers = [Answer(status, b"")]
    deliver(receiver.url)
    assert len(receiver.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, Stopped), (307, Stopped), (401, Stopped), (403, Stopped), (404, Stopped), (405, Stopped), (410, Stopped),
        (400, Refused), (413, Refused), (422, Refused), (408, Temporary), (425, Temporary), (500, Temporary),
        (503, Temporary), (429, Throttled),
    ],
)  # fmt: skip
def test_what_refusals_mean(receiver: CrmReceiver, status: int, kind: type[DeliveryError]) -> None:
    receiver.answers = [Answer(status, b"x")]
    with pytest.raises(kind) as caught:
        deliver(receiver.url)
    assert caught.value.code == status


def test_a_wait_that_is_asked_for_is_kept(receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(429, headers=(("Retry-After", "90"),))]
    with pytest.raises(Throttled) as caught:
        deliver(receiver.url)
    assert (caught.value.scope, caught.value.wait) == ("carrier", 90)


def test_a_receiver_that_does_not_answer_in_time_is_tried_again(receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(waits_for=(never := Event()))]
    with pytest.raises(Temporary):
        deliver(receiver.url, seconds=0.3)
    never.set()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://nowhere.invalid/x"])
def test_a_receiver_that_is_not_there_is_tried_again(url: str) -> None:
    with pytest.raises(Temporary):
        deliver(url)


def test_each_change_has_an_id_of_its_own(receiver: CrmReceiver) -> None:
    for key in ("a", "b", "a"):
        deliver(receiver.url, key=key)
    first, second, third = (body["id"] for body in receiver.bodies)
    assert first == third != second


def names_of_the_documentation(line_before: str) -> dict[str, Any]:
    """What the Python below that line defines."""
    code = DOCS.read_text(encoding="utf-8").split(f"{line_before}\n\n```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    return names


def test_the_signature_is_checked_by_the_lines_of_the_documentation(receiver: CrmReceiver) -> None:
    names = names_of_the_documentation("To check it:")
    deliver(receiver.url)
    [asked] = receiver.asked
    signature = asked.headers["X-Relaystack-Signature"]
    assert names["verified"](["s3cret"], asked.body, signature)["data"] == PAYLOAD
    assert names["verified"](["former", "s3cret"], asked.body, signature)["data"] == PAYLOAD
    for secret, body in (("other", asked.body), ("s3cret", asked.body.replace(b"changed", b"CHANGED"))):
        with pytest.raises(ValueError, match="not from"):
            names["verified"]([secret], body, signature)
    deliver(receiver.url, clock=1_600_000_000)
    late = receiver.asked[-1]
    with pytest.raises(ValueError, match="too long ago"):
        names["verified"](["s3cret"], late.body, late.headers["X-Relaystack-Signature"])


def test_a_change_that_arrives_late_takes_nothing_back_by_the_lines_of_the_documentation() -> None:
    is_news = names_of_the_documentation("let an older change take nothing back:")["is_news"]
    at = ["2026-06-01T10:00:00+00:00", "2026-06-01T10:00:00.000001+00:00", "2026-06-01T12:30:00+02:00"]  # in this order
    known = None
    for one in at:
        assert is_news(known, {"change": {"at": one}})
        known = one
    assert not any(is_news(known, {"change": {"at": one}}) for one in at)


def test_a_proxy_of_the_environment_sees_no_lead(receiver: CrmReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve names for us, and reach what we may not."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
    deliver(receiver.url)
    assert len(receiver.asked) == 1


AUTHORITY = trustme.CA()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def tls_of(certificate: Any) -> ssl.SSLContext:
    """A server's side with that certificate; that of an authority is signed by itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if isinstance(certificate, trustme.LeafCert):
        certificate.configure_cert(context)
        return context
    with certificate.cert_pem.tempfile() as cert, certificate.private_key_pem.tempfile() as key:
        context.load_cert_chain(cert, key)
    return context


@pytest.fixture
def _trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts one authority more."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", context)


@pytest.mark.usefixtures("_trusting")
@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (AUTHORITY.issue_cert("127.0.0.1", not_before=LONG_AGO, not_after=LONG_AGO + timedelta(days=9)), "has expired"),
        (AUTHORITY.issue_cert("127.0.0.1", not_before=datetime.now(UTC) + timedelta(days=1)), "not valid yet"),
        (AUTHORITY.issue_cert("crm.example"), "is for another host"),
        (AUTHORITY.issue_cert("127.0.0.2"), "is for another host"),
        (trustme.CA().issue_cert("127.0.0.1"), "is signed by nobody whom this machine trusts"),
        (trustme.CA(), "is signed by itself"),
    ],
)
def test_a_certificate_that_is_not_right_stops_with_words(certificate: Any, words: str) -> None:
    """It would be refused tomorrow too: only people mend it."""
    receiver = CrmReceiver(tls_of(certificate))
    try:
        with pytest.raises(Stopped, match=words) as caught:
            deliver(receiver.url)
        assert "CRM_WEBHOOK_URL" in caught.value.title
        assert receiver.asked == []
    finally:
        receiver.close()


@pytest.mark.usefixtures("_trusting")
def test_a_certificate_that_is_right_is_no_hindrance() -> None:
    receiver = CrmReceiver(tls_of(AUTHORITY.issue_cert("127.0.0.1")))
    try:
        deliver(receiver.url)
        assert len(receiver.asked) == 1
    finally:
        receiver.close()


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3600, "clock there is 60 minutes ahead"), (900, "clock there is 15 minutes behind"), (-200, "SECRET")],
)
def test_a_clock_that_is_wrong_is_not_blamed_on_the_secret(
    receiver: CrmReceiver, status: int, seconds: float, words: str
) -> None:
    receiver.answers = [Answer(status)]
    with pytest.raises(Stopped, match=words):
        deliver(receiver.url, clock=time.time() + seconds)


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Foo 2026 10:00:00 GMT"])
def test_a_date_that_is_none_says_nothing_of_clocks(receiver: CrmReceiver, date: str) -> None:
    receiver.answers = [Answer(401, headers=(("Date", date),))]
    with pytest.raises(Stopped, match="SECRET"):
        deliver(receiver.url, clock=1_600_000_000)
