"""What an e-mail to a customer says: words of the content folder, in their language.

The address is what somebody typed: it may be a stranger's. So nothing else that was typed may stand in the e-mail.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from . import bidi
from .flow import Book

CONFIRMATION, APPOINTMENT = "mails.confirmation", "appointment_mail"
PARTS = ("subject", "text")


@dataclass(frozen=True)
class CustomerMail:
    """An e-mail that is ready to be sent."""

    language: str
    subject: str
    text: str


def confirmation(book: Book, language: str) -> CustomerMail:
    """What tells a customer that their enquiry has arrived."""
    return _mail(book, language, CONFIRMATION, {})


def appointment(book: Book, language: str, outcome: str, when: str) -> CustomerMail:
    """What brings the file of an appointment that is `booked`, `moved` or `cancelled`."""
    return _mail(book, language, APPOINTMENT, {"outcome": outcome, "when": when})


def _mail(book: Book, language: str, key: str, more: Mapping[str, str]) -> CustomerMail:
    said = {"brand": book.brand_in(language), **more}
    subject, text = (book.phrases[f"{key}.{part}"].fill(language, said) for part in PARTS)
    return CustomerMail(language, bidi.plain(subject), bidi.aligned(text, language))
