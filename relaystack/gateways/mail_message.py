"""What an e-mail looks like on its way: who it is to, its headers, its plain text and its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, parseaddr
from hashlib import sha256
from unicodedata import category

from email_validator import EmailNotValidError, validate_email

from relaystack.engine import calendar_files
from relaystack.engine.calendar_files import Event
from relaystack.engine.carrier import OutgoingItem
from relaystack.engine.house import UNNAMED, House
from relaystack.errors import Refused
from relaystack.settings import Settings

from .mail_html import html_of

LONGEST_SUBJECT = 500
FILE = "appointment.ics"
_BREAKING = ("Cc", "Zl", "Zp", "Cs")  # control characters, separators of lines, halves of characters
AUTOMATIC = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notice answers it, and nothing goes in circles


@dataclass(frozen=True)
class Mail:
    """One e-mail. `customer` is the address of the customer that it is for; the consultants get what names none."""

    key: str
    subject: str
    text: str
    page: str
    language: str
    customer: str
    reply_to: str
    copies: tuple[str, ...] = ()  # of the staff, besides ADMIN_EMAIL
    is_private: bool = False  # for these alone
    event: Event | None = None  # for the calendar of who reads it

    @property
    def is_for_one(self) -> bool:
        """Whether an address that is refused keeps no other mail from leaving."""
        return bool(self.customer) or self.is_private

    @property
    def whose_address(self) -> str:
        """In words, for the one whom it is for."""
        return "the customer's address" if self.customer else "the address of one of the staff"

    @property
    def is_for_nobody(self) -> bool:
        """Whether the one whom it was for has left."""
        return self.is_private and not self.copies

    @classmethod
    def of(cls, outgoing: OutgoingItem, settings: Settings, house: House = UNNAMED) -> "Mail":
        """The e-mail of an outbox item; Refused where its address is none."""
        told = outgoing.payload
        subject, text = (str(told["subject"]), str(told["text"])) if "to" in told else _for_staff(outgoing, house)
        subject, language = _harmless(subject), str(told.get("language", "en"))
        customer = _as_dns_has_it(str(told["to"])) if "to" in told else ""
        reply_to = (told.get("reply_to") or settings.admin_email) if customer else ""
        copies = tuple(_as_dns_has_it(one) for one in told.get("copies", ()))
        return cls(
            outgoing.key,
            subject,
            text,
            html_of(subject, text, language),
            language,
            customer,
            reply_to,
            copies,
            "only" in told,
            Event.from_json(told["calendar"]) if "calendar" in told else None,
        )

    def calendar_file(self, sender: str) -> bytes | None:
        """The file with the event, if there is one."""
        return calendar_files.one(self.event, parseaddr(sender)[1]) if self.event else None

    def message(self, sender: str, consultants: str) -> EmailMessage:
        """The message. Its id comes from the outbox key, so that a mail sent twice can be told by its reader."""
        mail = EmailMessage()
        mail["From"], mail["Subject"] = sender, self.subject
        mail["To"] = Address("", *_halves(self.customer)) if self.customer else self.to(consultants)
        if self.reply_to:
            mail["Reply-To"] = self.reply_to
        mail["Date"] = formatdate(localtime=False)
        domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
        mail["Message-ID"] = f"<relaystack.{sha256(self.key.encode()).hexdigest()[:32]}@{domain}>"
        for name, value in AUTOMATIC.items():
            mail[name] = value
        mail.set_content(self.text)
        mail.add_alternative(self.page, subtype="html")
        if self.event and (file := self.calendar_file(sender)):
            mail.add_attachment(file.decode(), subtype="calendar", filename=FILE, params={"method": self.event.method})
        mail["Content-Language"] = self.language  # last: it would go to the first part
        return mail

    def to(self, consultants: str) -> str:
        """Whom it is for, each once, as a header says it."""
        if self.customer:
            return self.customer
        if self.is_private:
            return ", ".join(self.copies)
        known = {address.casefold() for _, address in getaddresses([consultants])}
        return ", ".join([consultants, *(one for one in self.copies if one.casefold() not in known)])


def _for_staff(outgoing: OutgoingItem, house: House) -> tuple[str, str]:
    """Subject and text of an e-mail to staff: the company in both, its clock, where they read and answer."""
    told, sign = outgoing.payload, f" ({house.name})" if house.name else ""
    subject = str(told["subject"])[: LONGEST_SUBJECT - len(sign)] + sign
    return subject, "\n".join([house.localised(str(told["text"])), *_foot(outgoing, house)])


def _foot(outgoing: OutgoingItem, house: House) -> Iterator[str]:
    told = outgoing.payload
    if "contact_id" in told:
        phone = told.get("phone") or outgoing.phone
        ways = {
            "Answer on WhatsApp": house.whatsapp(phone), "Whole conversation": house.conversation(told["contact_id"]),
        }  # fmt: skip
        known = [f"{label}: {link}" for label, link in ways.items() if link]
        yield from ["", *known] if known else ()
    if house.name:
        yield from ("", f"Sent by the WhatsApp bot of {house.name}.")


def _harmless(subject: str) -> str:
    """A subject that stays one line, of a bearable length. People choose their names on WhatsApp as they like.

    `=?utf-8?q?…?=` would be decoded into what it stands for, line ends and further headers included.
    """
    visible = "".join(" " if category(c) in _BREAKING else c for c in subject[:LONGEST_SUBJECT])
    return visible.replace("=?", "= ?")


def _as_dns_has_it(address: str) -> str:
    """The address with its domain in the letters of DNS; what stands before the @ may need a server that knows it."""
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        raise Refused("that is no e-mail address") from None
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"


def _halves(address: str) -> tuple[str, str]:
    local, _, domain = address.rpartition("@")
    return local, domain
