"""A change of a lead as CRMs get it."""

from typing import Any

LEAD = {
    "id": 12, "ref": "12-20260601T000000000000", "contact_id": 3, "phone": "15550180001", "name": "Ann Example",
    "email": "ann@example.com", "interest": "Talk to Consultant", "budget": 250_000, "country_of_interest": None,
    "language": "en",
}  # fmt: skip
CHANGE = {"kind": "created", "at": "2026-06-01T10:00:00+00:00", "told": {"budget": 250_000}, "wants_consultant": False}
PAYLOAD: dict[str, Any] = {"lead": LEAD, "change": CHANGE, "figures_shown": {}, "conversation": []}
