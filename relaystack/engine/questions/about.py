"""What people speak of: topics of programmes, the company's own questions, what is asked of a list, signals."""

from dataclasses import dataclass

NEARLY = 0.9  # of a topic: what another must be worth for it to yield, unless the topic says otherwise
Kind = str  # of what phrases are about: a topic, an answer of the company's, what is asked of a list, or nothing

TOPIC, COMPANY, ASK, SIGNAL = "topic", "company", "ask", "signal"
ELSE = "else"  # what people want in a country that is no matter of ours: flights, the weather
SAME = "same"  # an ask: what was asked last, of another country
COMPARE = "compare"  # an ask: two side by side
INTERESTED, CALL_ME, COURTESY, NO_EMAIL = "interested", "call_me", "courtesy", "no_email"  # signals


@dataclass(frozen=True)
class About:
    """Something that people ask about: how much its words weigh, and what it steps back for when both are asked."""

    name: str
    kind: Kind
    weight: float = 1.0
    yields: tuple[str, ...] = ()
    yields_at: float = NEARLY  # of itself: what one of those must be worth
    of_origin: str = ""  # what is meant where somebody tells where they are from
