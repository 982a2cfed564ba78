"""How does Meta word an error, and with which HTTP status does it answer?"""

import secrets
from dataclasses import dataclass

from metatwin.json_types import Json

HELP = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


@dataclass(frozen=True)
class Code:
    """One row of Meta's table of errors."""

    http: int
    title: str
    details: str = ""


CODES = {
    0: Code(401, "Unable to authenticate the app user"),
    1: Code(400, "API Unknown", "Invalid request or possible server error."),
    2: Code(503, "API Service", "Temporary due to downtime or due to being overloaded."),
    3: Code(500, "API Method", "Capability or permissions issue."),
    4: Code(400, "API Too Many Calls", "The app has reached its API call rate limit."),
    10: Code(403, "Permission Denied", "Permission is either not granted or has been removed."),
    33: Code(400, "Parameter value is not valid", "The business phone number has been deleted."),
    100: Code(400, "Invalid parameter", "The request included one or more unsupported parameters."),
    190: Code(401, "Access token has expired", "Your access token has expired."),
    368: Code(403, "Temporarily blocked for policies violations"),
    2500: Code(404, "Unknown path components"),
    80007: Code(400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    80008: Code(400, "There have been too many calls to this WhatsApp Business account"),
    130429: Code(400, "Rate limit hit", "Cloud API message throughput has been reached."),
    130472: Code(400, "User's number is part of an experiment", "Message was not sent: an experiment."),
    130497: Code(403, "Business account is restricted from messaging users in this country."),
    131000: Code(500, "Something went wrong", "Message failed to send due to an unknown error."),
    131005: Code(403, "Access denied", "Permission is either not granted or has been removed."),
    131008: Code(400, "Required parameter is missing", "The request is missing a required parameter."),
    131009: Code(400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: Code(500, "Service unavailable", "A service is temporarily unavailable."),
    131021: Code(400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    131026: Code(400, "Message undeliverable", "Message Undeliverable."),
    131030: Code(400, "Recipient phone number not in allowed list", "Add recipient to the allowed list."),
    131031: Code(403, "Business Account locked", "The account has been restricted or disabled."),
    131037: Code(400, "Display name not approved", "The number needs display name approval."),
    131042: Code(400, "Business eligibility payment issue", "There was an error with the payment method."),
    131045: Code(500, "Incorrect certificate", "Phone number registration error."),
    131047: Code(
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    131048: Code(400, "Spam rate limit hit", "There are restrictions on how many messages can be sent."),
    131049: Code(
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    ),
    131050: Code(400, "User has stopped marketing messages", "The user chose to stop marketing messages."),
    131051: Code(400, "Unsupported message type", "Message type is currently not supported."),
    131052: Code(400, "Media download error", "Unable to download the media sent by the user."),
    131053: Code(400, "Media upload error", "Unable to upload the media used in the message."),
    131056: Code(400, "(Business Account, Consumer Account) pair rate limit hit", "Too many messages."),
    131057: Code(500, "Account in maintenance mode", "Business Account is in maintenance mode."),
    131059: Code(400, "Bad pagination cursor"),
    131062: Code(400, "Business-scoped user id is not supported for this message"),
    132000: Code(400, "Number of parameters does not match the expected number of params"),
    132001: Code(404, "Template name does not exist in the translation"),
    132005: Code(400, "Translated text too long"),
    132012: Code(400, "Parameter format does not match format in the created template"),
    132015: Code(400, "Template is paused", "The template is paused due to low quality."),
    132016: Code(400, "Template is disabled", "The template has been paused too many times."),
    132018: Code(400, "There's an issue with the parameters in your template"),
    133004: Code(503, "Server Temporarily Unavailable", "Server is temporarily unavailable."),
    133010: Code(400, "Phone number not registered", "The phone number is not registered."),
    2494191: Code(403, "Thread control denied", "The app does not own the thread, or its role may not take it."),
    135000: Code(400, "Generic user error", "Message failed to send: unknown error with parameters."),
}


def code_row(code: int) -> Code:
    """The row of a code; one that the table does not know is a plain 400."""
    return CODES.get(code, Code(400, "Unknown error"))


class Refusal(Exception):
    """Meta says no: the code decides the HTTP status, the details say what was wrong."""

    def __init__(self, code: int, details: str = "", *, subcode: int | None = None, user_msg: str = "") -> None:
        super().__init__(details or code_row(code).title)
        self.code = code
        self.details = details or code_row(code).details
        self.subcode = subcode
        self.user_msg = user_msg

    @property
    def http(self) -> int:
        """The HTTP status of the answer."""
        return code_row(self.code).http

    @property
    def body(self) -> Json:
        """The JSON of the answer."""
        error: Json = {
            "message": f"(#{self.code}) {code_row(self.code).title}",
            "type": "GraphMethodException" if self.subcode == 33 else "OAuthException",
            "code": self.code,
        }
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.user_msg:
            error |= {"error_user_title": "Template cannot be saved", "error_user_msg": self.user_msg}
        return {"error": {**error, "fbtrace_id": "A" + secrets.token_urlsafe(16)}}


def status_error(code: int) -> Json:
    """The error object of a failed status webhook."""
    row = code_row(code)
    error: Json = {"code": code, "title": row.title, "message": row.title}
    if row.details:
        error["error_data"] = {"details": row.details}
    return {**error, "href": HELP}
