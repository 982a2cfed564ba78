"""What the main journeys cost: Meta bills each message (ANSWERS: a fact one, a lead two to four)."""

from pathlib import Path

from relaystack.content.check.checker import play_all
from relaystack.content.folder import load

NEXORA = Path(__file__).parents[2] / "nexora"
MOST = {"one_fact": 1, "comparison": 1, "a_person": 1, "lead_by_program": 2, "lead_by_menu": 4}


def test_a_journey_costs_no_more_messages_than_it_may() -> None:
    played, _ = play_all(load(NEXORA))
    cost = {one.file.stem: one.messages for one in played if one.file.parent.name == "journeys"}
    assert cost == MOST
