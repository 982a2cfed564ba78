"""The tables, one file per noun."""

from .base import Base
from .contact import Contact
from .digest import Digest
from .identity import IdentityChange, IdentityConflict
from .lead import Lead, LeadEnquiry
from .media import Media, Upload
from .message import UNDER_WAY, Direction, Message, Status
from .outbox import Bounce, CarrierState, EarlyReceipt, GivenUp, OutboxItem, SetAside
from .program import Program
from .search import JobSearch
from .session import Session
from .unanswered import Unanswered

__all__ = [
    "UNDER_WAY", "Base", "Bounce", "CarrierState", "Contact", "Digest", "Direction", "EarlyReceipt", "GivenUp",
    "IdentityChange", "IdentityConflict", "JobSearch", "Lead", "LeadEnquiry", "Media", "Message", "OutboxItem",
    "Program", "Session", "SetAside", "Status", "Unanswered", "Upload",
]  # fmt: skip
