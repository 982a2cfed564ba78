"""Talking to the bot in the terminal."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from .book import load_book
from .programs import load_catalogue
from .reasons import why
from .rehearsal import Rehearsal
from .transcripts.transcript_events import play

_RESULT = re.compile(r"\d\+?|failed|slow|busy|refused|no_site|no_more|places")
HELP = """Type as a customer would. [Title] in brackets taps a button.
Lines that begin with : steer the chat:
  :later 31     31 minutes pass
  :jobs 2       a job search comes back with 2 openings (or: 5+, failed, busy, refused, no_site, no_more, places,
                nowhere)
  :why          what was read in the last message, and which rule won
  :quit         the end (or Ctrl+D)
"""


def run_chat(folder: Path, save: Path | None, source: TextIO, say: Callable[[str], None]) -> None:
    """Chat until the input ends; with `save` the conversation is kept as a transcript."""
    book = load_book(folder)
    now = datetime.now(UTC)
    rehearsal = Rehearsal(book, load_catalogue(folder, book.brand["program_link"]), now, language=None)
    kept = [f"@ {now:%Y-%m-%d}", "@ language none"]
    say(HELP)
    for line in source:
        words = line.strip()
        if words == ":quit":
            break
        if words:
            for shown in _step(rehearsal, words, kept):
                say(shown)
    if save:
        save.write_text("\n".join(kept) + "\n", encoding="utf-8")
        say(f"Kept as {save}.")


def _step(rehearsal: Rehearsal, words: str, kept: list[str]) -> list[str]:
    command, _, rest = words.partition(" ")
    if command == ":later" and rest.isdigit():
        rehearsal.later(timedelta(minutes=int(rest)))
        kept.append(f"@ {int(rest)} minutes later")
        return []
    if words == ":why":
        return why(rehearsal)
    if command.startswith(":") and not (command == ":jobs" and _RESULT.fullmatch(rest)):
        return [HELP]
    happens = f"* jobs {rest}" if command == ":jobs" else f"> {words}"
    lines = play(rehearsal, happens) or []
    kept += ["", happens, *lines]
    return ["", *lines, ""]
