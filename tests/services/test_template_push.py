"""Does `push` leave alone what people did at Meta, and go on where it was broken off?"""

import itertools
import re
from datetime import timedelta
from typing import Any

import pytest
from bot import Bot
from services.template_tools import approved, flask, serve, state

from metatwin import Twin
from metatwin.template import Template as AtMeta
from relaystack.gateways.whatsapp.template_shapes import creation

INTERRUPTED = "Run the same command later: it goes on with what is left, and does nothing twice."


@pytest.fixture(autouse=True)
def _follow_up(bot: Bot) -> None:
    """The one template of the bot, in eight languages."""
    serve(bot, bot.parts.templates["follow_up"])


def edited(twin: Twin, was: str, by: str) -> None:
    """Somebody changes words in WhatsApp Manager."""
    part = twin.templates.get("follow_up", "en").part("BODY")
    assert was in part["text"]
    part["text"] = part["text"].replace(was, by)


def created(twin: Twin) -> list[tuple[str, str]]:
    """What was asked of Meta beside its list."""
    return [one for one in twin.templates.requests if one[0] == "POST"]


def test_what_somebody_edited_at_meta_is_shown_and_stays(bot: Bot, twin: Twin) -> None:
    approved(bot, twin)
    edited(twin, "Hello", "Good day")
    pushed = flask(bot, "push")
    assert pushed.exit_code == 1
    assert "follow_up (en): left as it is: differs in body\n    body: - Good day {{first_name}}" in pushed.output
    assert "\n    body: + Hello {{first_name}}" in pushed.output
    assert "`flask templates push --overwrite` changes Meta's" in pushed.output
    assert "one such change a day, ten in 30 days" in pushed.output
    assert pushed.output.count("created, PENDING") == 7
    assert "Good day" in twin.templates.get("follow_up", "en").part("BODY")["text"]
    assert state(bot, "follow_up")["status"] == "APPROVED"


def test_with_overwrite_the_files_words_count_and_metas_stay_on_the_screen(bot: Bot, twin: Twin) -> None:
    approved(bot, twin)
    edited(twin, "Hello", "Good day")
    pushed = flask(bot, "push", "--overwrite")
    assert pushed.exit_code == 0, pushed.output
    assert "follow_up (en): changed (body); Meta looks at it again\n    body: - Good day" in pushed.output
    assert "Hello" in twin.templates.get("follow_up", "en").part("BODY")["text"]
    assert state(bot, "follow_up")["status"] == "PENDING"
    twin.templates.says("follow_up", "en", "APPROVED")
    edited(twin, "Hello", "Good day")
    again = flask(bot, "push", "--overwrite")
    assert (again.exit_code, "once in 24 hours and 10 times in 30 days" in again.output) == (1, True)


def test_more_than_meta_takes_in_an_hour_goes_on_in_the_next(bot: Bot, twin: Twin) -> None:
    twin.templates.creations = 6
    pushed = flask(bot, "push")
    assert pushed.exit_code == 1
    assert pushed.output.count("created, PENDING") == 6
    assert "try again in an hour" in pushed.output
    left = re.findall(r"6 done; not yet: follow_up \((\w+)\), follow_up \((\w+)\)\.", pushed.output)
    assert INTERRUPTED in pushed.output
    twin.templates.age(timedelta(hours=1))
    again = flask(bot, "push")
    assert again.exit_code == 0, again.output
    assert re.findall(r"follow_up \((\w+)\): created, PENDING", again.output) == [*left[0]]
    assert flask(bot, "diff").exit_code == 0


@pytest.mark.parametrize("answer", ["drop", "502-html", 190])
def test_broken_off_in_the_middle_it_does_nothing_twice(bot: Bot, twin: Twin, answer: str | int) -> None:
    twin.templates.answers = ["", "", answer]
    pushed = flask(bot, "push")
    assert pushed.exit_code == 1
    assert "1 done; not yet: " in pushed.output
    assert "and 2 more." in pushed.output
    assert INTERRUPTED in pushed.output
    assert "Traceback" not in pushed.output
    twin.templates.requests.clear()
    again = flask(bot, "push")
    assert again.exit_code == 0, again.output
    assert len(created(twin)) == (6 if answer == "drop" else 7)  # of what was dropped Meta has the words
    assert flask(bot, "push").output == "Meta has all of it already.\n"


def test_a_list_that_cannot_be_asked_again_leaves_nothing_undone(bot: Bot, twin: Twin) -> None:
    twin.templates.answers = [""] * 9 + [80008]
    pushed = flask(bot, "push")
    assert (pushed.exit_code, "8 done, nothing left; `flask templates pull`" in pushed.output) == (1, True)
    assert flask(bot, "push").output == "Meta has all of it already.\n"


def test_two_pushes_at_once_end_with_each_template_once(bot: Bot, twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other push makes one after this push has read the list."""
    twin.templates.create(creation(bot.parts.templates["follow_up"], bot.parts.templates["follow_up"].wordings["en"]))
    really, asked = twin.templates.listed, itertools.count()
    empty: dict[str, Any] = {"data": [], "paging": {}}
    monkeypatch.setattr(twin.templates, "listed", lambda *about: really(*about) if next(asked) else empty)
    pushed = flask(bot, "push")
    assert pushed.exit_code == 0, pushed.output
    assert "refused" not in pushed.output
    assert "follow_up (en): there with these words: somebody else has pushed it meanwhile" in pushed.output
    assert pushed.output.count("created, PENDING") == 7
    assert len(twin.templates.requests) == 1 + 8 + 1
    assert state(bot, "follow_up")["status"] == "PENDING"


def test_names_in_metas_list_turn_no_line_around(bot: Bot, twin: Twin) -> None:
    odd = AtMeta("9", "x\u202ey\x1b[31m", "en", "UTILITY", [{"type": "BODY", "text": "Hello"}], "APPROVED", "a\nb")
    twin.templates.add(odd)
    assert "x\\u202ey\\x1b[31m (en) [APPROVED]: only at Meta\n" in flask(bot, "diff").output
    assert "x\\u202ey\\x1b[31m (en): APPROVED, UTILITY, UNKNOWN, a\\x0ab\n" in flask(bot, "list").output


def test_names_that_differ_in_capitals_are_two(bot: Bot, twin: Twin) -> None:
    twin.templates.add(AtMeta("9", "Follow_Up", "en", "UTILITY", [{"type": "BODY", "text": "Hello"}], "APPROVED"))
    assert flask(bot, "push").output.count("created, PENDING") == 8
    assert "Follow_Up (en) [APPROVED]: only at Meta" in flask(bot, "diff").output
    assert "There is no template FOLLOW_UP" in flask(bot, "push", "FOLLOW_UP").output


def test_what_was_refused_before_it_broke_off_is_told(bot: Bot, twin: Twin) -> None:
    twin.templates.answers = ["", "", 100, 190]
    pushed = flask(bot, "push")
    assert pushed.exit_code == 1
    assert "follow_up (en): refused: (#100) Invalid parameter" in pushed.output
    assert "1 refused, for the reason above." in pushed.output
    assert "1 done; not yet: follow_up (es), " in pushed.output
