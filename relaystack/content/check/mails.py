"""Are the e-mails to customers fit to be sent? They may say nothing but what the brand says of itself."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

from relaystack.engine.customer_mails import APPOINTMENT, CONFIRMATION, PARTS, CustomerMail, appointment, confirmation
from relaystack.engine.flow import FlowFault

from ..errors import Fault
from ..folder import Content
from ..jinja_templates import names_in
from ..translatable import flattened

LONGEST_SUBJECT = 150  # characters: more is cut off in every list of e-mails
_MAY_SAY = {CONFIRMATION: {"brand"}, APPOINTMENT: {"brand", "outcome", "when"}}
OUTCOMES = ("booked", "moved", "cancelled")


def unfit(content: Content) -> Iterator[Fault]:
    """Names of customers or of what they typed, subjects that are none, and words that cannot be filled in."""
    typed = list(_typed(content))
    yield from typed
    if not typed:
        for language in content.languages:
            yield from _in(content, language)


def _typed(content: Content) -> Iterator[Fault]:
    texts = {".".join(path): str(text) for path, text in flattened(content.phrases)}
    for mail, part in product(_MAY_SAY, PARTS):
        for name in sorted(names_in(texts[f"{mail}.{part}"]) - _MAY_SAY[mail]):
            why = "the address may be a stranger's, so nothing that somebody typed may be in the e-mail"
            yield content.phrase_fault(f"{mail}.{part}", f"{{{{ {name} }}}} may not be said here: {why}")


def _in(content: Content, language: str) -> Iterator[Fault]:
    yield from _of(content, language, CONFIRMATION, lambda: confirmation(content.book, language))
    for outcome in OUTCOMES:
        yield from _of(content, language, APPOINTMENT, partial(appointment, content.book, language, outcome, "X"))


def _of(content: Content, language: str, mail: str, written: Callable[[], CustomerMail]) -> Iterator[Fault]:
    try:
        subject = written().subject
    except FlowFault as error:
        yield _fault(content, language, f"{mail}.text", error.message)
        return
    if not subject or "\n" in subject or len(subject) > LONGEST_SUBJECT:
        wanted = f"a subject is one line of at most {LONGEST_SUBJECT} characters"
        yield _fault(content, language, f"{mail}.subject", f"{wanted}; this has {len(subject)}: {subject[:40]!r}")


def _fault(content: Content, language: str, key: str, message: str) -> Fault:
    if language == "en":
        return content.phrase_fault(key, message)
    return content.wordbook.files[language].missing(("phrases", *key.split(".")), message)
