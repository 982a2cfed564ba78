"""Are the e-mails to customers fit to be sent? They may say nothing but what the brand says of itself."""

from collections.abc import Iterator

from relaystack.engine.customer_mails import CONFIRMATION, PARTS, confirmation
from relaystack.engine.flow import FlowFault

from ..errors import Fault
from ..folder import Content
from ..jinja_templates import names_in
from ..translatable import flattened

LONGEST_SUBJECT = 150  # characters: more is cut off in every list of e-mails
_MAY_SAY = {"brand"}


def unfit(content: Content) -> Iterator[Fault]:
    """Names of customers or of what they typed, subjects that are none, and words that cannot be filled in."""
    typed = list(_typed(content))
    yield from typed
    if not typed:
        for language in content.languages:
            yield from _in(content, language)


def _typed(content: Content) -> Iterator[Fault]:
    texts = {".".join(path): str(text) for path, text in flattened(content.phrases)}
    for key in (f"{CONFIRMATION}.{part}" for part in PARTS):
        for name in sorted(names_in(texts[key]) - _MAY_SAY):
            why = "the address may be a stranger's, so nothing that somebody typed may be in the e-mail"
            yield content.phrase_fault(key, f"{{{{ {name} }}}} may not be said here: {why}")


def _in(content: Content, language: str) -> Iterator[Fault]:
    try:
        subject = confirmation(content.book, language).subject
    except FlowFault as error:
        yield _fault(content, language, "text", error.message)
        return
    if not subject or "\n" in subject or len(subject) > LONGEST_SUBJECT:
        wanted = f"a subject is one line of at most {LONGEST_SUBJECT} characters"
        yield _fault(content, language, "subject", f"{wanted}; this has {len(subject)}: {subject[:40]!r}")


def _fault(content: Content, language: str, part: str, message: str) -> Fault:
    key = f"{CONFIRMATION}.{part}"
    if language == "en":
        return content.phrase_fault(key, message)
    return content.wordbook.files[language].missing(("phrases", *key.split(".")), message)
