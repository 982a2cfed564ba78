"""E-mail by SMTP or SendGrid."""

import asyncio
from base64 import b64encode
from contextlib import suppress
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

import aiohttp
import aiosmtplib

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.engine.house import UNNAMED, House
from relaystack.errors import DeliveryError, InDoubt, Refused, Stopped, Temporary, Throttled
from relaystack.settings import Settings

from .http import Http, retry_after
from .mail_message import AUTOMATIC, FILE, Mail

SENDGRID = "https://api.sendgrid.com/v3/mail/send"
GREETING = 8.0  # seconds to connect, for TLS and for the greeting: longer than those wait that keep spammers waiting
TIMEOUT = 20.0  # seconds for each answer before the message
HANDING_OVER = 100.0  # and for the message itself: servers that look for spam first take their time
LONGEST = 170.0  # for all together: less than a claim on an e-mail lasts, or another worker would send it as well
PARTING = 2.0  # seconds for the goodbye
_NEVER = "SMTP_HOST, SMTP_PORT and SMTP_TLS must fit it"
COPIES = 12  # of a mail whose answer never comes: two hours of trying, each may arrive


class _Client(aiosmtplib.SMTP):
    """Knows whether the server may have the message."""

    begun = False

    async def data(self, message: str | bytes, /, **options: Any) -> aiosmtplib.SMTPResponse:
        """Hand the message over. Whatever breaks from here on may have come too late to stop it."""
        self.begun = True
        return await super().data(message, timeout=HANDING_OVER)


class Smtp:
    """The carrier of e-mails over SMTP."""

    def __init__(self, settings: Settings, house: House = UNNAMED) -> None:
        self._settings = settings
        self._house = house

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Send one e-mail; 4xx answers and lost connections are tried again."""
        s = self._settings
        mail = Mail.of(outgoing, s, self._house)
        if mail.is_for_nobody:
            return Delivered(asked=False)
        client = _Client(
            hostname=s.smtp_host, port=s.smtp_port, timeout=min(GREETING, TIMEOUT), use_tls=s.smtp_tls == "tls",
            start_tls={"starttls": True, "none": False, "tls": None}[s.smtp_tls],
        )  # fmt: skip
        try:
            async with asyncio.timeout(LONGEST):
                await self._send(client, mail.message(s.mail_from, s.admin_email))
            with suppress(OSError, aiosmtplib.SMTPException):  # it is accepted, however they part
                await client.quit(timeout=PARTING)
        except (OSError, aiosmtplib.SMTPException) as error:
            raise _trouble(error, client.begun, mail) from error
        finally:
            await _let_go(client)
        return Delivered()

    async def _send(self, client: _Client, mail: EmailMessage) -> None:
        await client.connect()
        client.timeout = TIMEOUT
        if self._settings.smtp_user:
            await client.login(self._settings.smtp_user, self._settings.smtp_password)
        await client.send_message(mail)

    async def close(self) -> None:
        """Nothing is kept open."""


def _trouble(error: OSError | aiosmtplib.SMTPException, begun: bool, mail: Mail) -> DeliveryError:
    """What it means for the mail that this came instead of a yes."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            # All mails to the consultants go to one address: it would refuse them all until somebody mends it.
            whose, final = (mail.whose_address, Refused) if mail.is_for_one else ("ADMIN_EMAIL", Stopped)
            codes = [refused.code for refused in error.recipients]
            return _meaning(max(codes, default=550), f"the mail server refuses {whose}", final)
        case aiosmtplib.SMTPDataError() if error.code >= 400:
            return _meaning(error.code, "the mail server refuses the message")
        case aiosmtplib.SMTPResponseException() if not begun:  # before any message: it would refuse them all
            return _meaning(error.code, f"the mail server says: {error.message}"[:200], Stopped)
        case _ if begun:
            return InDoubt(f"the mail server got the message and gave no answer: {error}"[:200], tries=COPIES)
        case OSError():  # aiosmtplib's errors of the connection are among them
            return Temporary(f"the mail server does not answer ({_NEVER}): {error}"[:200], wait=5.0)
        case aiosmtplib.SMTPNotSupported():  # of all that we ask for, these letters alone
            title = "the mail server takes no address in other letters before the @ (it knows no SMTPUTF8)"
            return Refused(title) if mail.is_for_one else Stopped(title)
    return Stopped(f"SMTP_TLS or SMTP_USER does not fit the mail server: {error.message}"[:200])


async def _let_go(client: aiosmtplib.SMTP) -> None:
    """Close the socket now: a TLS connection that is merely closed waits for the other side, beyond the loop's end."""
    transport = client.transport
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    await asyncio.sleep(0)  # the loop closes it in its next round


def _meaning(code: int, title: str, final: type[Refused] | type[Stopped] = Refused) -> DeliveryError:
    """4xx asks to come again, 5xx is final."""
    return Temporary(title, code, wait=30.0) if code < 500 else final(title, code)


class SendGrid:
    """The carrier of e-mails over SendGrid's HTTP API."""

    def __init__(self, http: Http, settings: Settings, url: str = SENDGRID, house: House = UNNAMED) -> None:
        self._http = http
        self._house = house
        self._settings = settings
        self._url = url

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Hand one e-mail over."""
        s = self._settings
        mail = Mail.of(outgoing, s, self._house)
        if mail.is_for_nobody:
            return Delivered(asked=False)
        body: dict[str, Any] = {
            "personalizations": [{"to": [{"email": one} for _, one in getaddresses([mail.to(s.admin_email)])]}],
            "from": {"email": s.mail_from},
            "subject": mail.subject,
            "headers": AUTOMATIC,
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.page}],
        }
        if file := mail.calendar_file(s.mail_from):
            content = b64encode(file).decode()
            body["attachments"] = [{"content": content, "type": "text/calendar", "filename": FILE}]
        if mail.reply_to:
            body["reply_to"] = {"email": mail.reply_to}
        headers = {"Authorization": f"Bearer {s.sendgrid_api_key}"}
        try:
            async with self._http.session.post(self._url, json=body, headers=headers, allow_redirects=False) as answer:
                if answer.status in (401, 403):
                    raise Stopped("SendGrid does not accept the key", answer.status)
                if answer.status == 429:
                    wait = retry_after(answer.headers.get("Retry-After"))
                    raise Throttled("SendGrid asks to slow down", 429, "carrier", wait)
                if answer.status == 408 or answer.status >= 500:
                    raise Temporary("SendGrid is busy", answer.status, wait=10.0)
                if answer.status >= 300:
                    raise Refused("SendGrid refuses the message", answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Temporary(f"SendGrid does not answer: {type(error).__name__}", wait=5.0) from error
        return Delivered()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
