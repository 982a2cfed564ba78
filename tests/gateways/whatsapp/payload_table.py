"""What must come of each of Meta's webhook bodies: one row per file."""

from dataclasses import dataclass

MENU = "👋 Welcome to Nexora Investments!"
FORM = "\n- ".join(
    ["[form]", "comment_text: Comment Text", "delivery_rating: 4", "purchase_rating: 2", "recommend_radio: 0",
     "cs_rating: 0"]
)  # fmt: skip
PLACE = (
    "[place] Philz Coffee, 101 Forest Ave, Palo Alto, CA 94301, 37.442215, -122.161659"
    " https://www.google.com/maps?q=37.442215,-122.161659"
)
OPENER = "Hello! Can I get more info on this?"
NOT_UNDERSTOOD = "Sorry, I did not understand that."
STOPPED = "You will get no more messages from Nexora Investments."


@dataclass(frozen=True)
class Person:
    """Who a contact must be afterwards."""

    name: str
    phone: str | None = None
    bsuid: str | None = None
    parent: str | None = None

    @property
    def address(self) -> str:
        """Where an answer must go: `to` with a plus while the phone is known, else `recipient`."""
        return f"+{self.phone}" if self.phone else str(self.bsuid)


@dataclass(frozen=True)
class Said:
    """A message that must be recorded, and how its answer must begin; none where nothing may be answered."""

    sender: Person
    kind: str
    words: str
    answer: str = MENU


@dataclass(frozen=True)
class Receipt:
    """What a message of ours must be after its status, which found it as `sending`."""

    status: str
    code: int | None = None
    title: str | None = None


@dataclass(frozen=True)
class Row:
    """One file. What it does not name must not change."""

    file: str
    messages: tuple[Said, ...] = ()
    statuses: tuple[Receipt, ...] = ()
    known: tuple[Person, ...] = ()
    people: tuple[Person, ...] = ()
    stopped: str = ""
    template: bool = False  # news of a message template
    by_staff: str = ""  # the words of a message that staff sent from their phone


def said(file: str, sender: Person, kind: str, words: str, answer: str = MENU) -> Row:
    """A body with one message."""
    return Row(file, (Said(sender, kind, words, answer),))


def told(file: str, status: str, code: int | None = None, title: str | None = None, stopped: str = "") -> Row:
    """A body with one status."""
    return Row(file, statuses=(Receipt(status, code, title),), stopped=stopped)


SHEENA = Person("Sheena Nelson", "16505551234")
SHEENA_BY_ID = Person("Sheena Nelson", None, "US.13491208655302741918")
SHEENA_BY_IDS = Person("Sheena Nelson", None, "US.13491208655302741918", "US.11815799212886844830")
PABLO = Person("Pablo Morales", "12125557890")
TIAGO = Person("Tiago Mingo", "16505550199")
TIAGO_BY_ID = Person("Tiago Mingo", None, "US.90817263544536271809")
TIAGO_BY_BOTH = Person("Tiago Mingo", "16505550199", "US.90817263544536271809")
TIAGO_BY_IDS = Person("Tiago Mingo", None, "US.90817263544536271809", "US.ENT.55443322110099887766")
TESTER = Person("Test Name", "972987654321", "US.13491208655302741918", "US.ENT.11815799212886844830")
USER_A = Person("User A", "972987654321")
NOOR = Person("Noor Aziz", "16505550177", "US.13491208655302749999")
LEA = Person("Léa", "33639981234")
COLOR, ADDRESS = "Does it come in another color?", "Can I change my delivery address?"

WHICH_IS_OPEN = "Open or closed: for which program would you like to know it?"

ROWS = (
    Row("account_alerts"),
    Row("account_update_restriction"),
    Row("account_update_violation"),
    said("batch_duplicate_wamid", TIAGO, "text", ADDRESS),
    Row(
        "batch_messages_and_statuses_mixed",
        (Said(LEA, "text", "Hello"),),
        (Receipt("failed"), Receipt("sent", 131047, "Re-engagement message"), Receipt("delivered"),
         Receipt("delivered"), Receipt("read")),
    ),
    Row("batch_several_entries", (Said(PABLO, "text", COLOR),), (Receipt("sent"),), template=True),
    Row(
        "batch_three_messages_one_change",
        (
            Said(SHEENA, "text", COLOR),
            Said(SHEENA, "text", "And how long does delivery take?", NOT_UNDERSTOOD),
            Said(SHEENA, "image", "Taj Mahal", "Thank you. I have passed your picture on to a consultant."),
        ),
    ),
    Row(
        "batch_two_users_contacts_out_of_order",
        (Said(PABLO, "text", "Second user writes first"), Said(SHEENA, "text", COLOR)),
    ),
    Row("business_capability_update"),
    Row("calls_connect_user_initiated"),
    Row("errors_webhook_130429"),
    Row("history_text_threads"),
    said("message_audio_voice", SHEENA, "audio", "[audio]"),
    said("message_button_reply", SHEENA, "interactive", "Cancel"),
    said("message_button_without_context", TESTER, "button", "title"),
    said("message_call_permission_reply", TESTER, "interactive", "[allowed us to call]", ""),
    said("message_contacts", SHEENA, "contacts", "[contact] Lucía Gómez (Google): +1 (983) 555-2319"),
    Row(
        "message_contacts_from_request_contact_info",
        (Said(SHEENA_BY_ID, "contacts", "[own number]", ""),),
        people=(Person("Sheena Nelson", "16505551234", "US.13491208655302741918"),),
    ),
    said("message_document", SHEENA, "document", "my receipt"),
    said("message_edit_image", SHEENA, "edit", "[edited] Updated image caption", ""),
    said("message_flow_reply_nfm", TESTER, "interactive", FORM),
    said("message_flow_reply_not_an_object", TIAGO, "interactive", "[interactive]"),
    Row("message_group_text"),
    said("message_image_caption", SHEENA, "image", "Taj Mahal"),
    said("message_image_with_url", TESTER, "image", "[image]"),
    said("message_interactive_with_errors", TESTER, "interactive", "[interactive]"),
    said("message_list_reply", SHEENA, "interactive", "Priority Mail Express"),
    said("message_location", SHEENA, "location", PLACE),
    said("message_order", SHEENA, "order", "[order]\n- 2 × di9ozbzfi4 at 30 USD\n- 1 × nqryix03ez at 25 USD"),
    said("message_reaction", SHEENA, "reaction", "[reacted with 👍]", ""),
    said("message_reaction_removed", SHEENA, "reaction", "[took a reaction back]", ""),
    said("message_reaction_removed_empty_emoji", TESTER, "reaction", "[took a reaction back]", ""),
    said("message_referral_ctwa_ad", SHEENA, "text", OPENER),
    said("message_request_welcome", SHEENA, "request_welcome", "[opened the chat]"),
    said("message_revoke", SHEENA, "revoke", "[deleted a message]", ""),
    said("message_sticker", SHEENA, "sticker", "[sticker]"),
    Row("message_system_identity_changed", known=(USER_A,), people=(USER_A,)),
    Row("message_system_number_changed", known=(SHEENA,), people=(Person("Sheena Nelson", "12195555358"),)),
    Row(
        "message_system_user_changed_user_id",
        known=(Person("Sheena Nelson", None, "US.13491208655302741918", "US.ENT.11815799212886844830"),),
        people=(Person("Sheena Nelson", None, "US.24602319766413852029", "US.ENT.22926810323997955941"),),
    ),
    said("message_template_quick_reply_button", SHEENA, "button", "Unsubscribe", STOPPED),
    said("message_text", SHEENA, "text", COLOR),
    said("message_text_bsuid_and_phone", TIAGO_BY_BOTH, "text", ADDRESS),
    said("message_text_bsuid_in_from", TIAGO_BY_ID, "text", ADDRESS),
    said("message_text_bsuid_only", TIAGO_BY_IDS, "text", ADDRESS),
    said("message_text_frequently_forwarded", TESTER, "text", "text forwarded many times"),
    said("message_text_product_inquiry", SHEENA, "text", "Is this still available?", WHICH_IS_OPEN),
    said("message_text_reply_context", TESTER, "text", "replied text"),
    said("message_text_username_no_phone", SHEENA_BY_IDS, "text", COLOR),
    said("message_unsupported", SHEENA, "unsupported", "[something that WhatsApp does not show to businesses]"),
    said(
        "message_unsupported_subtype_edit", SHEENA, "unsupported",
        "[a message was edited; WhatsApp does not tell us the new words]", "",
    ),
    said("message_video_caption", SHEENA, "video", "Timelapse of growth"),
    Row("messaging_handovers_control_passed", people=(Person("", "16505550178"),)),
    Row("phone_number_quality_update_flagged"),
    Row("phone_number_quality_update_throughput"),
    Row(
        "smb_message_echoes_text",
        people=(Person("", "16505551234"),),
        by_staff="Here's the info you requested! https://www.meta.com/quest/quest-3/",
    ),
    Row(
        "standby_message_echo_status",
        (Said(NOOR, "text", "Is anybody there?", ""),),
        by_staff="The assistant is here.",
    ),
    told("status_deleted", "sending"),
    told("status_delivered", "delivered"),
    told("status_delivered_bsuid_no_phone", "delivered"),
    told("status_delivered_bsuid_with_phone", "delivered"),
    told("status_failed_130472_experiment", "failed", 130472, "User's number is part of an experiment"),
    told(
        "status_failed_131014_title_only",
        "failed",
        131014,
        "Request for url https://www.luckyshrub.com/assets/missing.jpg failed with error: 404 (Not Found)",
    ),
    told("status_failed_131026", "failed", 131026, "Message undeliverable"),
    told(
        "status_failed_131042",
        "failed",
        131042,
        "Business eligibility payment issue",
        stopped="code 131042: Business eligibility payment issue",
    ),
    told("status_failed_131047", "failed", 131047, "Re-engagement message"),
    told(
        "status_failed_131049_ecosystem",
        "failed",
        131049,
        "This message was not delivered to maintain healthy ecosystem engagement.",
    ),
    told("status_failed_131050", "failed", 131050, "User has stopped marketing messages"),
    told("status_played", "read"),
    told("status_read", "read"),
    told("status_read_group", "sending"),
    told("status_sent_v24_bare", "sent"),
    told("status_sent_with_callback_data", "sent"),
    told("status_sent_with_conversation", "sent"),
    Row("template_category_update_done", template=True),
    Row("template_quality_update", template=True),
    Row("template_status_update_approved", template=True),
    Row("template_status_update_rejected", template=True),
    Row("user_preferences_marketing_resume", known=(SHEENA,), people=(SHEENA,)),
    Row("user_preferences_marketing_stop", known=(SHEENA,), people=(SHEENA,)),
)  # fmt: skip
