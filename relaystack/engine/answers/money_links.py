"""What stands between the two ends of a range."""

from collections.abc import Sequence

from .folding import folded
from .money_token import Token

TO = folded("- – — − ~ 〜 to till until or a à y o ou até e до по или или – 至 到 或 से या إلى الى حتى او أو ل और")


def is_link(between: Sequence[Token]) -> bool:
    """Whether these words, and nothing else, stand between the ends: `200-300k`, "one or two million"."""
    return bool(between) and all(token.text in TO for token in between)
