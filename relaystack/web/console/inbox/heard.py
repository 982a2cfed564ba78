"""What a message asks, in short words beside it, for who cannot read it."""

from relaystack.engine.heard import Heard
from relaystack.services.reporting.labels import Labels

_LINES = {
    "fact": "asks", "company": "asks", "page": "asks about", "summary": "asks about", "which": "asks, of no programme",
    "comparison": "compares", "ranked": "asks which programmes there are", "elsewhere": "asks for what we do not offer",
    "not_offered": "asks for what we do not offer", "interested": "wants to begin", "call_me": "wants to be called",
    "courtesy": "thanks, or says something polite", "wish": "wants", "stop": "wants no more messages",
    "start": "wants messages again",
}  # fmt: skip


def line(heard: Heard, labels: Labels) -> str:
    """Like "asks: Greece Golden Visa · Processing time"."""
    if heard.kind == "handover":
        return {"asked": "asks for a person", "words": "tells of a trouble"}.get(heard.about[0], "needs a person")
    about = [*heard.about, *([labels.topic(heard.company)] if heard.company else [])]
    about += [f"{heard.people} people"] if heard.people else []
    about += [f"USD {heard.budget:,}"] if heard.budget else []
    said = _LINES.get(heard.kind, "speaks of")
    return f"{said}: {' · '.join(about)}" if about else said
