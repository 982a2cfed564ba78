"""How do the numbers look to Prometheus? The counts, and gauges that are asked for when somebody looks."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .meters import meters
from .sharing import VARIABLE

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Gauge:
    """A number of now: its values by their labels."""

    name: str
    help: str
    labels: Sequence[str]
    values: Sequence[tuple[Sequence[str], float]]


def exposition(gauges: Iterable[Gauge]) -> bytes:
    """All counts, those of sibling processes included, and the gauges."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client import Gauge as Shown
    from prometheus_client.multiprocess import MultiProcessCollector

    counted, shown = meters().registry, CollectorRegistry()
    if os.environ.get(VARIABLE):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    for gauge in gauges:
        family = Shown(f"relaystack_{gauge.name}", gauge.help, gauge.labels, registry=shown)
        for labels, value in gauge.values:
            (family.labels(*labels) if labels else family).set(value)
    return generate_latest(counted) + generate_latest(shown)
