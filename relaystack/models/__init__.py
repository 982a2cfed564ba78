"""The tables, one file per noun."""

from .base import Base
from .contact import Contact
from .identity import IdentityChange, IdentityConflict
from .lead import Lead, LeadEnquiry
from .media import Media, Upload
from .message import Direction, Message, Status
from .outbox import CarrierState, EarlyReceipt, GivenUp, OutboxItem, SetAside
from .program import Program
from .session import Session
from .unanswered import Unanswered

__all__ = [
    "Base", "CarrierState", "Contact", "Direction", "EarlyReceipt", "GivenUp", "IdentityChange", "IdentityConflict",
    "Lead", "LeadEnquiry", "Media", "Message", "OutboxItem", "Program", "Session", "SetAside", "Status", "Unanswered",
    "Upload",
]  # fmt: skip
