"""What a turn answers: one message, with choices or a document where it has them."""

from dataclasses import dataclass
from typing import Any

TEXT = 4096  # characters of a message (CLOUD_API, section 3)
CAPTION = 1024  # beside a file
BODY = 1024  # of one with something to tap; Meta's page says 4096 for lists, this is safe for both


@dataclass(frozen=True)
class Choice:
    """Something to tap: the id comes back with the tap."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Document:
    """A file by its public link."""

    link: str
    filename: str


@dataclass(frozen=True)
class File:
    """A file that staff send: what WhatsApp calls it, where it lies here, and the checksum of what was given to us."""

    kind: str
    mime_type: str
    filename: str
    path: str
    sha256: str

    @property
    def is_voice(self) -> bool:
        """Whether it is played as a voice note: WhatsApp does so with Opus alone."""
        return self.mime_type.endswith("codecs=opus")


@dataclass(frozen=True)
class Link:
    """An address to open by a button with that title."""

    title: str
    url: str


@dataclass(frozen=True)
class Reply:
    """One WhatsApp message.

    `listed`: the text names the choices already. `even_opted_out`: the last word to somebody who said stop;
    `even_handed_over`: the last word before consultants take the conversation. `link` is for replies without choices.
    `file` is one of the staff, with the text as its caption.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    button: str = ""
    document: Document | None = None
    listed: bool = False
    even_opted_out: bool = False
    even_handed_over: bool = False
    link: Link | None = None
    file: File | None = None

    def to_json(self) -> dict[str, Any]:
        """The reply as plain JSON, as the outbox keeps it; what is empty is left out."""
        plain = {**vars(self), "choices": [vars(choice) for choice in self.choices]}
        plain["document"] = vars(self.document) if self.document else None
        plain["link"] = vars(self.link) if self.link else None
        plain["file"] = vars(self.file) if self.file else None
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reply":
        """The reply that `to_json` wrote."""
        document, link, file = data.get("document"), data.get("link"), data.get("file")
        return cls(
            text=data.get("text", ""),
            choices=tuple(Choice(**choice) for choice in data.get("choices", ())),
            button=data.get("button", ""),
            document=Document(**document) if document else None,
            listed=data.get("listed", False),
            even_opted_out=data.get("even_opted_out", False),
            even_handed_over=data.get("even_handed_over", False),
            link=Link(**link) if link else None,
            file=File(**file) if file else None,
        )
