"""What a webhook tells us, as values: messages, statuses, changed identities, and what is passed over."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .events import Incoming


@dataclass(frozen=True)
class Identity:
    """How a person is known: any of phone, BSUID and parent BSUID; `name` is their profile's.

    `phone` is the number as one dials it (`phones.canonical`); `wa_id` is how Meta writes it where that differs.
    """

    phone: str | None = None
    bsuid: str | None = None
    parent_bsuid: str | None = None
    name: str = ""
    wa_id: str | None = None

    def __bool__(self) -> bool:
        return bool(self.phone or self.bsuid or self.parent_bsuid)


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message, still on Meta's side. All of it is what the sender said."""

    id: str
    mime_type: str = ""
    sha256: str = ""
    filename: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Received:
    """A message. `incoming` is what the conversation makes of it; None where nothing is answered.

    `shared` is the sender's own number, given because we asked for it. `on_standby`: the thread is another
    responder's, we only read along. `summary` is what an AI wrote of the conversation before: for people alone.
    `refers_to` is the id of the message that it quotes, changes or reacts to; `note` is what staff must know beside
    the words; `advert` is what the sender came from (`adverts.py`), as far as Meta tells it.
    """

    message_id: str
    sender: Identity
    at: datetime
    kind: str
    words: str
    incoming: Incoming | None
    content: dict[str, Any] = field(default_factory=dict)
    shared: Identity | None = None
    attachment: Attachment | None = None
    on_standby: bool = False
    summary: str = ""
    refers_to: str = ""
    note: str = ""
    advert: dict[str, str] = field(default_factory=dict)

    @property
    def asks_for_answer(self) -> bool:
        """Whether it says something; a reaction or the like asks for no answer."""
        return self.incoming is not None or self.kind == "edit"


@dataclass(frozen=True)
class StaffWrote:
    """A message that staff sent by hand, from the WhatsApp Business app."""

    message_id: str
    who: Identity
    at: datetime
    kind: str
    words: str
    content: dict[str, Any] = field(default_factory=dict)
    refers_to: str = ""
    note: str = ""


@dataclass(frozen=True)
class ResponderWrote:
    """A message that another responder of the account sent, in a thread that is theirs."""

    message_id: str
    who: Identity
    at: datetime
    kind: str
    words: str
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ThreadPassed:
    """A person's thread has gone to the responder with the role `owner`. `who` is empty where Meta does not say it.

    `summary` is what an AI wrote of the conversation: for people alone.
    """

    who: Identity
    at: datetime
    owner: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Called:
    """A person has called the number, answered or not."""

    who: Identity
    at: datetime


@dataclass(frozen=True)
class Price:
    """What Meta says of the price of a message, in its own words; there will be others than we know."""

    kind: str = ""  # Meta's `type`, a name by which we keep what an update is
    category: str = ""
    model: str = ""
    billable: bool | None = None


@dataclass(frozen=True)
class StatusChanged:
    """What became of a message of ours; `key` is the outbox key that we gave it.

    `stops`: the error means that nothing will go out until a person acts.
    """

    message_id: str
    status: str
    at: datetime
    key: str = ""
    error_code: int | None = None
    error_title: str | None = None
    stops: bool = False
    price: Price | None = None


@dataclass(frozen=True)
class IdentityChanged:
    """A person goes by another phone or BSUID from now on. `kind` is Meta's word for it."""

    message_id: str
    before: Identity
    after: Identity
    at: datetime
    kind: str = "user_changed_number"


@dataclass(frozen=True)
class IdentityDoubted:
    """A person's keys have changed: a new phone, or somebody else who has taken the account over."""

    message_id: str
    who: Identity
    at: datetime


@dataclass(frozen=True)
class MarketingChosen:
    """A person has told Meta whether they want marketing messages from us."""

    who: Identity
    wanted: bool
    at: datetime


@dataclass(frozen=True)
class TemplateChanged:
    """Meta tells of a message template: what is empty has not changed. `coming` will be its category at `coming_at`."""

    name: str
    language: str
    at: datetime
    id: str = ""
    status: str = ""
    reason: str = ""
    category: str = ""
    quality: str = ""
    coming: str = ""
    coming_at: datetime | None = None


@dataclass(frozen=True)
class AccountTrouble:
    """Meta tells of a problem with the whole account or number, by its error code.

    `about` names what lasts and may be over, `until` its end where Meta tells that.
    """

    code: int
    title: str
    stops: bool = False
    about: str = ""
    at: datetime | None = None
    until: datetime | None = None
    is_over: bool = False


@dataclass(frozen=True)
class Ignored:
    """Passed over, with the reason."""

    reason: str


Update = (
    Received
    | StaffWrote
    | ResponderWrote
    | ThreadPassed
    | Called
    | StatusChanged
    | IdentityChanged
    | IdentityDoubted
    | MarketingChosen
    | TemplateChanged
    | AccountTrouble
    | Ignored
)
