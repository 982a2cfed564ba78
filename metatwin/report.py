"""What does a person need to see when a wait has timed out?"""

from dataclasses import asdict

from metatwin.faults import Faults
from metatwin.postman import Postman
from metatwin.world import World

SHOWN = 5


def report(world: World, postman: Postman) -> str:
    """The state of the twin in a few lines."""
    refused = [request for request in world.requests if request.status != 200]
    lines = [
        f"{len(world.sent)} messages accepted, {len(refused)} requests refused or unanswered, "
        f"{len(world.reads)} read marks, {postman.unacknowledged} webhooks unacknowledged "
        f"(last failure: {postman.last_failure or 'none'})",
        *(
            f"  accepted: {sent.type} to {sent.customer_id}, {sent.status}: {sent.words!r:.200}"
            for sent in world.sent[-SHOWN:]
        ),
        *(f"  refused: {request.status} {request.answer}" for request in refused[-SHOWN:]),
    ]
    plain = asdict(Faults())
    faults = {name: value for name, value in asdict(world.faults).items() if value != plain[name]}
    return "\n".join([*lines, f"  faults: {faults}"] if faults else lines)
