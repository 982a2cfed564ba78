"""Bringing transcripts up to date: what failed is rewritten, what `…` left open stays open."""

from .alignment import align
from .transcripts import Exchange, Played, holds


def rewrite(played: Played) -> int:
    """Write what the bot says now into the transcript; how many answers were changed."""
    failing = [exchange for exchange in played.exchanges if exchange.fails]
    if failing:
        lines = played.file.read_text(encoding="utf-8").splitlines()
        for exchange in reversed(failing):
            _replace(lines, exchange)
        played.file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(failing)


def _replace(lines: list[str], exchange: Exchange) -> None:
    for number in reversed(exchange.lines):
        del lines[number - 1]
    at = exchange.lines[0] - 1 if exchange.lines else exchange.line
    lines[at:at] = updated(exchange.expected, exchange.actual or [])


def updated(expected: list[str], actual: list[str]) -> list[str]:
    """The expected lines as they would have been written for this answer."""
    words = _merged([line for line in expected if line[0] == "<"], [line for line in actual if line[0] == "<"])
    lines = [*words, *(line for line in actual if line[0] == "!")]
    return lines if holds(lines, actual) else actual


def _merged(old: list[str], new: list[str]) -> list[str]:
    """The old lines where they still stand for something, new ones elsewhere; an end left open stays open."""
    pairs = align(old, new)
    lines = [line for pair in pairs for line in (pair.old if pair.same else pair.new)]
    agreed = max((i for i, pair in enumerate(pairs) if pair.same), default=-1)
    rest = [line for pair in pairs[agreed + 1 :] for line in pair.new]
    room = sum(len(pair.old) for pair in pairs[agreed + 1 :])
    if 0 < room < len(rest) and old[-1].endswith("…"):
        return [*lines[: -len(rest)], *rest[: room - 1], rest[room - 1] + "…"]
    return lines
