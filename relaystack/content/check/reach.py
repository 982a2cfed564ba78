"""Which steps can nobody reach?"""

from collections.abc import Iterable, Iterator, Mapping

from ..errors import Fault
from ..flows import Source, targets

MENU = "main_menu.menu"


def unreachable(sources: list[Source], entrances: Iterable[str] = ()) -> Iterator[Fault]:
    """Steps that nothing leads to, and flows that neither the menu nor one of the `entrances` reaches."""
    reached = _reached(sources, entrances)
    for source in sources:
        for step in source.shape.steps:
            if f"{source.shape.flow}.{step}" not in reached:
                yield source.fault(
                    ("steps", step),
                    f"nothing leads to step {step}; let an option or a `go` lead there, or remove it",
                )


def _reached(sources: list[Source], entrances: Iterable[str]) -> set[str]:
    edges = _edges(sources)
    reached, waiting = set(), [MENU, *entrances]
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += edges.get(place, ())
    return reached


def _edges(sources: list[Source]) -> dict[str, set[str]]:
    by_name = {source.shape.flow: source for source in sources}
    edges: dict[str, set[str]] = {}
    for source in sources:
        flow = source.shape.flow
        for path, target in targets(source.shape):
            edges.setdefault(f"{flow}.{path[1]}", set()).add(resolved(target, source, by_name))
    return edges


def resolved(target: str, source: Source, sources: Mapping[str, Source]) -> str:
    """The step that a `go` names, as `flow.step`."""
    if target in ("menu", "resume"):
        return MENU
    if "." in target:
        return target
    if target in source.shape.steps:
        return f"{source.shape.flow}.{target}"
    return f"{target}.{next(iter(sources[target].shape.steps))}"
