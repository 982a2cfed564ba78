"""The tables, one file per noun."""

from .access import ApiToken, AuditEntry, Erasure, SignIn
from .alarm import AccountWord, AlarmState, WeeklyReport
from .base import Base
from .booking import (
    STANDING,
    STEPS,
    Booking,
    BookingCell,
    BookingState,
    ConsultantCalendar,
    ConsultingHours,
    WaitingWish,
)
from .canned import CannedReply
from .confirmation import ConfirmationSlot
from .consent import ConsentEntry
from .contact import Contact
from .digest import Digest
from .floor import SchemaFloor
from .identity import IdentityChange, IdentityConflict
from .lead import TOLD, Lead, LeadEnquiry, LeadSource, Stage
from .lead_import import ImportState, LeadImport, LeadImportRow
from .media import Media, Upload
from .merge import Merge
from .message import APP, BOT, UNDER_WAY, Direction, Message, Status
from .note import ContactNote
from .office import OfficeSetting
from .outbox import Bounce, CarrierState, EarlyReceipt, GivenUp, OutboxItem, SetAside
from .payment import Payment, PaymentState
from .planned import PlannedMessage
from .presence import Presence
from .program import Program
from .saved_view import SavedView
from .search import JobSearch
from .session import Session
from .staff import Attempts, OneTimeSecret, Passkey, PushSubscription, QuietNews, StaffMember
from .tag import ContactTag
from .taught import TaughtAnswerRow
from .template import Template
from .turn import DailyNumber, RolledDay, TurnTaken
from .unanswered import Unanswered

__all__ = [
    "APP", "BOT", "STANDING", "STEPS", "TOLD", "UNDER_WAY", "AccountWord", "AlarmState", "ApiToken", "Attempts",
    "AuditEntry", "Base", "Booking", "BookingCell", "BookingState", "Bounce", "CannedReply", "CarrierState",
    "ConfirmationSlot", "ConsentEntry", "ConsultantCalendar", "ConsultingHours", "Contact", "ContactNote", "ContactTag",
    "DailyNumber", "Digest", "Direction", "EarlyReceipt", "Erasure", "GivenUp", "IdentityChange", "IdentityConflict",
    "ImportState", "JobSearch", "Lead", "LeadEnquiry", "LeadImport", "LeadImportRow", "LeadSource", "Media",
    "Merge", "Message", "OfficeSetting", "OneTimeSecret", "OutboxItem", "Passkey", "Payment", "PaymentState",
    "PlannedMessage", "Presence", "Program", "PushSubscription", "QuietNews", "RolledDay", "SavedView", "SchemaFloor",
    "Session", "SetAside", "SignIn", "StaffMember", "Stage", "Status", "TaughtAnswerRow", "Template", "TurnTaken",
    "Unanswered", "Upload", "WaitingWish", "WeeklyReport",
]  # fmt: skip
