"""The plain text of an e-mail as a page: the same words, easier to read. Everything in it is escaped."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from relaystack.engine.bidi import RIGHT_TO_LEFT

_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{subject}</title></head>
<body>
<div lang="{language}" dir="{direction}" style="font-family: sans-serif; line-height: 1.5; color: #1d273b">
<h2 style="font-size: 1.2em">{subject}</h2>
{body}
</div>
</body></html>
"""
_LINK = re.compile(r"https://[^\s<>\"']+")
_FACT = re.compile(r"([A-Z][\w -]{1,30}): (.+)")


def html_of(subject: str, text: str, language: str = "en") -> str:
    """The page; lines that begin with `- ` become a list, `Label: value` gets its label in bold, links are links."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    said = {"subject": escape(subject), "language": escape(language), "direction": direction}
    return _PAGE.format(**said, body="\n".join(_blocks(text.splitlines())))  # some readers drop all but the body


def _blocks(lines: list[str]) -> Iterator[str]:
    for kind, group in groupby(lines, _kind):
        inner = list(group)
        if kind == "list":
            yield "<ul>" + "".join(f'<li dir="auto">{_linked(line[2:])}</li>' for line in inner) + "</ul>"
        elif kind == "words":
            yield "<p>" + "<br>\n".join(_line(line) for line in inner) + "</p>"


def _kind(line: str) -> str:
    if line.startswith("- "):
        return "list"
    return "words" if line.strip() else ""


def _line(line: str) -> str:
    fact = _FACT.fullmatch(line)
    return f"<b>{escape(fact[1])}:</b> {_linked(fact[2])}" if fact else _linked(line)


def _linked(words: str) -> str:
    """The words, escaped, with their links as links."""
    parts, at = [], 0
    for link in _LINK.finditer(words):
        url = link[0].rstrip(".,;:)")
        end = link.start() + len(url)
        parts += [escape(words[at : link.start()]), f'<a href="{escape(url)}">{escape(url)}</a>']
        at = end
    return "".join([*parts, escape(words[at:])])
