"""Bringing transcripts up to date: what failed is rewritten, what `…` left open stays open."""

from functools import cache

from .transcripts import Exchange, Played, fits, holds, plain

Kept = tuple[int, tuple[str, ...]]  # how much of the old lines was kept, and the lines


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


def _merged(old: list[str], new: list[str]) -> tuple[str, ...]:
    """The alignment of both that keeps most of the old lines."""

    @cache
    def best(i: int, j: int) -> Kept:
        ways: list[Kept] = []
        if i == len(old) and j == len(new):
            return 0, ()
        if j < len(new):
            ways.append(_plus(best(i, j + 1), -1, new[j]))
        if i < len(old):
            ways.append(_plus(best(i + 1, j), -1))
            ends = range(j + 1, len(new) + 1 if "…" in old[i] else min(j + 2, len(new) + 1))
            ways += [_plus(best(i + 1, end), 10, old[i]) for end in ends if _stands_for(old[i], new[j:end])]
        if i == len(old) - 1 and old[i].endswith("…") and j < len(new):
            ways.append((2, (new[j] + ("…" if len(new) > j + 1 else ""),)))
        return max(ways, key=lambda way: way[0])

    return best(0, 0)[1]


def _plus(rest: Kept, score: int, *line: str) -> Kept:
    return rest[0] + score, (*line, *rest[1])


def _stands_for(old: str, new: list[str]) -> bool:
    return fits(plain(old[1:]).strip(), "\n".join(plain(line[1:]).strip() for line in new))
