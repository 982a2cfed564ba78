"""Why somebody is not let in, or may not do it: counted, and said in words with its status."""

from relaystack import security_events
from relaystack.services.staff.attempts import TooOften
from relaystack.services.staff.members import Impossible
from relaystack.services.staff.signing_in import Wrong

REFUSED = (Wrong, TooOften, Impossible)


def told(error: Exception) -> tuple[str, int]:
    """The words and the status; whoever was wrong, or too often, is counted."""
    match error:
        case TooOften():
            security_events.record("sign_in_slowed")
            return str(error), 429
        case Wrong():
            security_events.record("sign_in_failed", f"member {error.member_id}" if error.member_id else "")
            return str(error), 401
    return str(error), 409
