"""WhatsApp's signs for bold and the like, as a browser shows them. What people wrote stays words."""

import re

from markupsafe import Markup, escape

_SIGNS = {"*": "b", "_": "i", "~": "s"}
_MARKED = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n*_~]*\S)\1(?![\w*_~])")
_CODE = re.compile(r"```(.+?)```", re.DOTALL)


def formatted(words: str) -> Markup:
    """The words with those signs put into effect."""
    safe = str(escape(words))
    safe = _CODE.sub(r"<code>\1</code>", safe)
    return Markup(_MARKED.sub(_tag, safe))  # noqa: S704 (escaped above; the tags are ours)


def _tag(found: re.Match[str]) -> str:
    tag = _SIGNS[found[1]]
    return f"<{tag}>{found[2]}</{tag}>"
