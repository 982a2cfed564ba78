"""E-mail by SMTP or SendGrid."""

import asyncio
from contextlib import suppress
from email.message import EmailMessage
from typing import Any

import aiohttp
import aiosmtplib

from relaystack.engine.parcels import Delivered, Parcel
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled
from relaystack.settings import Settings

from .http import Http, retry_after
from .mail_message import AUTOMATIC, Mail

SENDGRID = "https://api.sendgrid.com/v3/mail/send"
TIMEOUT = 20.0
PARTING = 2.0  # seconds for the goodbye


class Smtp:
    """The carrier of e-mails over SMTP."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Send one e-mail; 4xx answers and lost connections are tried again."""
        s = self._settings
        mail = Mail.of(parcel, s)
        try:
            await self._send(mail.message(s.mail_from, s.admin_email))
        except OSError as error:  # aiosmtplib's errors of the connection are among them
            raise Temporary(f"the mail server does not answer: {error}"[:200], wait=5.0) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            # All mails to the consultants go to one address: it would refuse them all until somebody mends it.
            whose, final = ("the customer's address", Refused) if mail.customer else ("ADMIN_EMAIL", Stopped)
            raise _meaning(max(codes, default=550), f"the mail server refuses {whose}", final) from error
        except aiosmtplib.SMTPDataError as error:
            raise _meaning(error.code, "the mail server refuses the message") from error
        except aiosmtplib.SMTPResponseException as error:  # before any message: it would refuse them all
            raise _meaning(error.code, f"the mail server says: {error.message}"[:200], Stopped) from error
        except aiosmtplib.SMTPNotSupported as error:  # of all that we ask for, these letters alone
            title = "the mail server takes no address in other letters before the @ (it knows no SMTPUTF8)"
            raise Refused(title) if mail.customer else Stopped(title) from error
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
        mail = Mail.of(parcel, s)
        body: dict[str, Any] = {
            "personalizations": [{"to": [{"email": mail.customer or s.admin_email}]}],
            "from": {"email": s.mail_from},
            "subject": mail.subject,
            "headers": AUTOMATIC,
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.page}],
        }
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
