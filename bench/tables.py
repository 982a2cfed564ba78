"""How are the results written down? Markdown tables, figures beside their ratios."""

from collections.abc import Sequence

from bench.run import Result

PARTS = ("web", "delivery", "database", "load", "fake Meta")


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table under a heading."""
    lines = [f"### {title}", "", f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def of_runs(title: str, runs: Sequence[tuple[str, Result]]) -> str:
    """Runs beside each other; CPU in microseconds per message, ratios to the first run."""
    first = runs[0][1]
    head = ["", "messages/s", "ratio", *(f"µs {part}" for part in PARTS), "µs bot and database", "ratio"]
    rows = [
        [label, per_second(run), ratio(run.per_second, first.per_second), *(_cpu(run, part) for part in PARTS),
         f"{run.bot_cpu:,.0f}", ratio(run.bot_cpu, first.bot_cpu)]
        for label, run in runs
    ]  # fmt: skip
    return table(title, head, rows) + remarks(runs)


def of_acknowledgements(title: str, runs: Sequence[tuple[str, Result]]) -> str:
    """How long a webhook waits for its 200, counted from the moment at which it was due."""
    rows = [
        [label, f"{run.drive.rate:,.0f}", per_second(run), f"{run.p50:,.1f}", f"{run.p99:,.1f}",
         ratio(run.p99, runs[0][1].p99)]
        for label, run in runs
    ]  # fmt: skip
    head = ["", "messages/s due", "answered", "p50 ms", "p99 ms", "ratio of p99"]
    return table(f"Acknowledgement at half load, {title}", head, rows) + remarks(runs)


def per_second(run: Result) -> str:
    """The figure, or why it is none."""
    return f"{run.per_second:,.0f}" if not run.problems else "invalid"


def ratio(figure: float, beside: float) -> str:
    """How many times the other one it is."""
    return f"{figure / beside:.2f}" if beside else "-"


def remarks(runs: Sequence[tuple[str, Result]]) -> str:
    """What makes figures invalid."""
    said = [f"- {label}: {'; '.join(run.problems)}" for label, run in runs if run.problems]
    return "\n\nInvalid, because not all the work was done:\n\n" + "\n".join(said) if said else ""


def _cpu(run: Result, part: str) -> str:
    return f"{run.cpu[part]:,.0f}" if part in run.cpu else "in web" if part == "delivery" else "-"
