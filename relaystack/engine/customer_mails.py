"""What an e-mail to a customer says: words of the content folder, in their language.

The address is what somebody typed: it may be a stranger's. So nothing else that was typed may stand in the e-mail.
"""

from dataclasses import dataclass

from . import bidi
from .flow import Book

CONFIRMATION = "mails.confirmation"
PARTS = ("subject", "text")


@dataclass(frozen=True)
class CustomerMail:
    """An e-mail that is ready to be sent."""

    language: str
    subject: str
    text: str


def confirmation(book: Book, language: str) -> CustomerMail:
    """What tells a customer that their enquiry has arrived."""
    said = {"brand": book.brand_in(language)}
    subject, text = (book.phrases[f"{CONFIRMATION}.{part}"].fill(language, said) for part in PARTS)
    return CustomerMail(language, bidi.plain(subject), bidi.aligned(text, language))
