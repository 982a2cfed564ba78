"""Which numbers are counted? docs/operations.md says what each means.

prometheus_client decides when it is imported whether the processes of one server share their numbers (sharing.py).
It is therefore imported at the first count.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Histogram
    from prometheus_client import Counter as Count

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
CALLS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REPLIES = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


@dataclass(frozen=True)
class Meters:
    """All that is counted."""

    registry: "CollectorRegistry"
    webhooks: "Histogram"
    inbound: "Count"
    repeated: "Count"
    statuses: "Count"
    ignored: "Count"
    troubles: "Count"
    outbound: "Count"
    failures: "Count"
    calls: "Histogram"
    replies: "Histogram"
    security: "Count"
    impatience: "Count"


_lock = threading.Lock()
_made: list[Meters] = []


def meters() -> Meters:
    """The numbers of this process, made at the first call."""
    if not _made:
        with _lock:
            if not _made:
                _made.append(_make())
    return _made[0]


def _make() -> Meters:
    from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics
    from prometheus_client import Counter as Count

    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()

    def count(name: str, help: str, *labels: str) -> Count:
        return Count(f"relaystack_{name}", help, labels, registry=registry)

    def histogram(name: str, help: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(f"relaystack_{name}", help, labels, buckets=buckets, registry=registry)

    return Meters(
        registry,
        webhooks=histogram("webhook_seconds", "time to answer a webhook, by HTTP status", QUICK, "status"),
        inbound=count("inbound_messages", "messages taken in, repeats included, by kind", "kind"),
        repeated=count("repeated_messages", "messages and statuses that were known already"),
        statuses=count("statuses", "statuses taken in, by status and error code", "status", "code"),
        ignored=count("ignored_updates", "what webhooks held that is not for us, by reason", "reason"),
        troubles=count("account_troubles", "what Meta told of troubles of the account, by code", "code"),
        outbound=count("outbound", "items after an attempt, by carrier, state and code", "carrier", "state", "code"),
        failures=count("delivery_failures", "failed attempts by carrier, kind and code", "carrier", "kind", "code"),
        calls=histogram("carrier_seconds", "how long a call of a carrier takes", CALLS, "carrier"),
        replies=histogram("reply_seconds", "from a message taken in to its reply sent", REPLIES),
        security=count("security_events", "what was refused at a door, by kind", "kind"),
        impatience=count("clients_given_up", "connections and bodies that were waited for no longer, by cause", "why"),
    )
