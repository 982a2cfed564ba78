"""What was done by a form, said on the page that it leads to, once."""

from datetime import timedelta
from urllib.parse import quote, unquote

from flask import g

from ..staff.cookies import Cookie

LASTS = timedelta(minutes=1)  # from the form's answer to the page that follows
_LONGEST = 400


class Said:
    """Words for the next page of one browser, in a cookie; without it they are lost, and nothing else."""

    def __init__(self, cookie: Cookie) -> None:
        self._cookie = cookie

    def keep(self, words: str) -> None:
        """Have the next page say it."""
        self._cookie.set(quote(words[:_LONGEST]))

    def take(self) -> str:
        """What was kept for this page; empty where nothing was."""
        if "said" not in g:
            g.said = unquote(self._cookie.value())
            if g.said:
                self._cookie.forget()
        return str(g.said)


def say(words: str) -> None:
    """Have the page that a form leads to say it."""
    said: Said = g.said_next
    said.keep(words)
