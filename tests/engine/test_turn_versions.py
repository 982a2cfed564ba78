"""The content changes while people are in the middle of it."""

from dataclasses import replace
from typing import Any

from talking import MENU, Talk, book

from relaystack.content.jinja_templates import compile_words
from relaystack.engine.flow import Ask, Book, Flow, Say, Words

MOVED = "Our menu has changed since your last message, so we start again from the menu."
KEPT = " Your earlier answers are kept: reply 0 to continue where you left off."


OF_ANOTHER_ANSWER = Words("thanks", {"en": compile_words("We write to {{ mailbox }}.")})  # nothing asked for it


def changed(flow: str, **changes: Any) -> Book:
    """The shipped flows with one changed, in its next version."""
    there = book().flows[flow]
    return replace(book(), flows={**book().flows, flow: replace(there, version=there.version + 1, **changes)})


def without(flow: str, step: str) -> dict[str, Any]:
    """The steps of a flow but one."""
    return {name: verbs for name, verbs in book().flows[flow].steps.items() if name != step}


def test_a_step_that_still_exists_goes_on() -> None:
    talk = Talk("hi", "3", "Ana")
    talk.rehearsal.book = changed("consultant")
    assert talk("ana@example.com").startswith("✅ Thank you, Ana!")
    assert talk.lead.email == "ana@example.com"


def test_one_that_does_not_is_explained_and_the_answers_are_kept() -> None:
    talk = Talk("hi", "3", "Ana")
    talk.rehearsal.book = changed("consultant", steps=without("consultant", "email"))
    assert talk("ana@example.com").startswith(f"{MOVED}{KEPT}\n\n👋 Welcome")
    assert talk("0") == "👤 A consultant will be happy to help you.\n\nWhat is your full name?"
    assert talk.answers == {"name": "Ana"}


def test_a_flow_that_is_gone_leads_to_the_menu() -> None:
    talk = Talk("hi", "3", "Ana")
    talk.rehearsal.book = replace(book(), flows={n: f for n, f in book().flows.items() if n != "consultant"})
    assert talk("ana@example.com") == f"{MOVED}\n\n{MENU}"


def test_an_old_button_of_a_step_that_is_gone_is_explained() -> None:
    talk = Talk("hi", "1", "a", "menu")
    talk.rehearsal.book = changed("residency", steps=without("residency", "programmes"))
    assert talk("[Portugal]") == f"That choice is no longer available, so here is the menu.\n\n{MENU}"


def test_a_step_that_cannot_do_with_the_old_answers_is_explained_too() -> None:
    talk = Talk("hi", "3", "Ana")
    steps = dict(book().flows["consultant"].steps)
    say = steps["thanks"][-1]
    assert isinstance(say, Say)
    steps["thanks"] = (*steps["thanks"][:-1], replace(say, words=OF_ANOTHER_ANSWER))
    talk.rehearsal.book = changed("consultant", steps=steps)
    assert talk("ana@example.com") == f"{MOVED}\n\n{MENU}"
    assert talk("2").startswith("💰")


def test_half_filled_answers_that_do_not_fit_any_more_are_not_offered_for_ever() -> None:
    talk = Talk("hi", "3", "Ana", "menu", "3", "Ana").later(minutes=31)
    talk("hm")
    steps = dict(book().flows["consultant"].steps)
    email = steps["email"][-1]
    assert isinstance(email, Ask)
    steps["email"] = (replace(email, words=OF_ANOTHER_ANSWER),)
    talk.rehearsal.book = changed("consultant", steps=steps)
    assert talk("0") == f"{MOVED}\n\n{MENU}"
    assert isinstance(book().flows["consultant"], Flow)
