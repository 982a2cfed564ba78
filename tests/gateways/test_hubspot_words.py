"""What stands in a contact and in a note?"""

import pytest
from gateways.crm_payload import CHANGE, LEAD, PAYLOAD

from relaystack.gateways.crm import hubspot_words as words


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("Ann Example", "Ann", "Example"), ("Ann", "Ann", ""), ("Ana María de la Cruz", "Ana María de la", "Cruz"),
     ("محمد العلي", "محمد", "العلي"), ("", "", "")],
)  # fmt: skip
def test_names_are_parted_at_the_last_space(name: str, first: str, last: str) -> None:
    own = words.own(words.ours({**PAYLOAD, "lead": {**LEAD, "name": name}}), {})
    assert (own.get("firstname", ""), own.get("lastname", "")) == (first, last)


def test_what_is_not_known_changes_nothing() -> None:
    unknown = {**LEAD, "name": None, "email": None, "phone": None, "budget": None, "interest": None, "language": None}
    values = words.ours({**PAYLOAD, "lead": unknown})
    assert values.keys() == {"relaystack_lead", "relaystack_changed_at"}


def test_a_note_says_what_is_new_what_was_shown_and_what_was_said() -> None:
    payload = {
        "lead": {**LEAD, "phone": None},
        "change": {**CHANGE, "kind": "changed", "wants_consultant": True},
        "figures_shown": {"pt-fund": {"usd": 540_000, "as_of": "2026-06-01"}},
        "conversation": [{"at": "2026-06-01T09:59:00+00:00", "from": "customer", "words": "a <b>\nAnd"}],
    }
    assert words.note(payload, "key").split("<br>") == [
        "<strong>Change of a lead from WhatsApp</strong>", "Asked for a consultant.", "budget: 250000",
        "Phone hidden by the person; answer on WhatsApp.", "", "<strong>Figures the person was shown</strong>",
        "pt-fund: USD 540000 as of 2026-06-01", "", "<strong>Last messages</strong>",
        "2026-06-01 09:59 UTC, customer: a &lt;b&gt; And", "", words.mark("key"),
    ]  # fmt: skip


def test_a_note_is_never_longer_than_hubspot_takes_and_keeps_its_mark() -> None:
    told = {f"field{n}": "<" * 5000 for n in range(50)}
    note = words.note({**PAYLOAD, "change": {**CHANGE, "told": told}}, "key")
    assert len(note) <= 65_536
    assert note.endswith(words.mark("key"))


def test_control_characters_and_halves_of_characters_do_not_reach_hubspot() -> None:
    odd = "An\x00n\x07 \ud83dX\x85Y\u200d\n\tZ"
    assert words.ours({**PAYLOAD, "lead": {**LEAD, "name": odd}})["relaystack_name"] == "An n X Y\u200d Z"
    note = words.note({**PAYLOAD, "conversation": [{"at": CHANGE["at"], "from": "customer", "words": odd}]}, "key")
    assert "customer: An n X Y\u200d Z<br>" in note
