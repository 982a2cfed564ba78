"""What was done by a form, said on the page that it leads to, once."""

from datetime import timedelta
from typing import Literal, get_args
from urllib.parse import quote, unquote

from flask import g

from ..staff.cookies import Cookie

LASTS = timedelta(minutes=1)  # from the form's answer to the page that follows
Kind = Literal["done", "note", "warning", "trouble"]  # as the macro `alert` knows them
_LONGEST = 400


class Said:
    """Words for the next page of one browser, in a cookie; without it they are lost, and nothing else."""

    def __init__(self, cookie: Cookie) -> None:
        self._cookie = cookie

    def keep(self, words: str, kind: Kind) -> None:
        """Have the next page say it."""
        self._cookie.set(f"{kind}:{quote(words[:_LONGEST])}")

    def take(self) -> tuple[str, str]:
        """What was kept for this page, and its kind; no words where nothing was."""
        if "said" not in g:
            kind, _, words = self._cookie.value().partition(":")
            g.said = unquote(words), kind
            if words:
                self._cookie.forget()
        words, kind = g.said
        return words, kind if kind in get_args(Kind) else "note"


def say(words: str, kind: Kind = "done") -> None:
    """Have the page that a form leads to say it."""
    said: Said = g.said_next
    said.keep(words, kind)
