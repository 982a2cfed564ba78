"""E-mail by SMTP or SendGrid."""

import asyncio
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from hashlib import sha256

import aiohttp
import aiosmtplib

from relaystack.engine.parcels import Delivered, Parcel
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary
from relaystack.settings import Settings

from .http import Http
from .mail_html import html_of

SENDGRID = "https://api.sendgrid.com/v3/mail/send"
TIMEOUT = 20.0
PARTING = 2.0  # seconds for the goodbye


def compose(parcel: Parcel, sender: str, recipient: str) -> EmailMessage:
    """The message. Its id comes from the outbox key, so that a mail sent twice can be told by its reader."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, str(parcel.payload["subject"])
    mail["Date"] = formatdate(localtime=False)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<relaystack.{sha256(parcel.key.encode()).hexdigest()[:32]}@{domain}>"
    mail.set_content(str(parcel.payload["text"]))
    mail.add_alternative(html_of(str(parcel.payload["subject"]), str(parcel.payload["text"])), subtype="html")
    return mail


class Smtp:
    """The carrier of e-mails over SMTP."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Send one e-mail to the admin; 4xx answers and lost connections are tried again."""
        s = self._settings
        mail = compose(parcel, s.mail_from, s.admin_email)
        try:
            await self._send(mail)
        except OSError as error:  # aiosmtplib's errors of the connection are among them
            raise Temporary(f"the mail server does not answer: {error}"[:200], wait=5.0) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            # Every mail goes to that address: it would refuse them all until somebody mends it.
            raise _meaning(max(codes, default=550), "the mail server refuses ADMIN_EMAIL", Stopped) from error
        except aiosmtplib.SMTPDataError as error:
            raise _meaning(error.code, "the mail server refuses the message") from error
        except aiosmtplib.SMTPResponseException as error:  # before any message: it would refuse them all
            raise _meaning(error.code, f"the mail server says: {error.message}"[:200], Stopped) from error
        except aiosmtplib.SMTPException as error:
            raise Stopped(f"SMTP_TLS or SMTP_USER does not fit the mail server: {error.message}"[:200]) from error
        return Delivered()

    async def _send(self, mail: EmailMessage) -> None:
        s = self._settings
        client = aiosmtplib.SMTP(
            hostname=s.smtp_host, port=s.smtp_port, timeout=TIMEOUT, use_tls=s.smtp_tls == "tls",
            start_tls={"starttls": True, "none": False, "tls": None}[s.smtp_tls],
        )  # fmt: skip
        try:
            await client.connect()
            if s.smtp_user:
                await client.login(s.smtp_user, s.smtp_password)
            await client.send_message(mail)
            with suppress(OSError, aiosmtplib.SMTPException):  # it is accepted, however they part
                await client.quit(timeout=PARTING)
        finally:
            await _let_go(client)

    async def close(self) -> None:
        """Nothing is kept open."""


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

    def __init__(self, http: Http, settings: Settings, url: str = SENDGRID) -> None:
        self._http = http
        self._settings = settings
        self._url = url

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Hand one e-mail over."""
        s = self._settings
        body = {
            "personalizations": [{"to": [{"email": s.admin_email}]}],
            "from": {"email": s.mail_from},
            "subject": parcel.payload["subject"],
            "content": [
                {"type": "text/plain", "value": parcel.payload["text"]},
                {"type": "text/html", "value": html_of(str(parcel.payload["subject"]), str(parcel.payload["text"]))},
            ],
        }
        headers = {"Authorization": f"Bearer {s.sendgrid_api_key}"}
        try:
            async with self._http.session.post(self._url, json=body, headers=headers, allow_redirects=False) as answer:
                if answer.status in (401, 403):
                    raise Stopped("SendGrid does not accept the key", answer.status)
                if answer.status == 429 or answer.status >= 500:
                    raise Temporary("SendGrid is busy", answer.status, wait=10.0)
                if answer.status >= 300:
                    raise Refused("SendGrid refuses the message", answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Temporary(f"SendGrid does not answer: {type(error).__name__}", wait=5.0) from error
        return Delivered()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
