"""Choosing by number, letter, label or tap, now and from older messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import MENU, Talk

from relaystack.engine.choices import read_tap
from relaystack.engine.events import Tapped

GONE = "That choice is no longer available, so here is the menu.\n\n" + MENU
CATEGORIES = """🌍 Top Residency Categories:

A. Europe Golden Visa
B. Caribbean Citizenship
C. USA EB-5
D. UAE Residency

Reply with A, B, C, or D"""
WAYS = {
    "1": ["1", "1️⃣", "1.", " 1 ", "(1)", "①", "１", "١", "१", "Explore Residency Programs", "explore",
          "residency programs", "one", "One!", "the first", "the first one", "option 1", "Option one please",
          "number 1", "No. 1", "#1", "1st", "uno", "la primera", "opción 1", "premier", "le premier", "primeiro",
          "opção um", "первый", "вариант 1", "一", "第一个", "选项1", "واحد", "الأول", "الخيار ١", "पहला", "विकल्प १"],
    "2": ["2", "2️⃣", "Check Eligibility", "check eligibility!", "CHECK", "eligibility", "two", "the second", "I want 2"],
    "6": ["6", "6️⃣", "Download Brochure", "brochure", "download", "six", "sixth", "шестой", "六"],
}  # fmt: skip
ANSWERS = {
    "1": CATEGORIES,
    "2": "💰 What is your investment budget in USD?\n\nReply with amount (example: 150000)",
    "3": "👤 A consultant will be happy to help you.\n\nWhat is your full name?",
    "4": "Which country are you looking for jobs in?",
    "5": "📅 Book your consultation here:\nhttps://nexorainvestments.com/book",
    "6": "📄 Download our brochure:\nhttps://nexorainvestments.com/brochure.pdf",
}


@pytest.mark.parametrize(("key", "answer"), ANSWERS.items())
def test_every_line_of_the_menu_leads_to_its_flow(key: str, answer: str) -> None:
    assert Talk("hi")(key) == answer


def test_the_brochure_comes_as_a_document() -> None:
    talk = Talk("hi", "6")
    assert talk.reply.document is not None
    assert talk.reply.document.link == "https://nexorainvestments.com/brochure.pdf"


@pytest.mark.parametrize(("key", "words"), [(key, words) for key, ways in WAYS.items() for words in ways])
def test_number_keycap_label_title_and_beginning_mean_the_same(key: str, words: str) -> None:
    assert Talk("hi")(words) == ANSWERS[key]


@pytest.mark.parametrize(
    "words",
    ["A", "a", "a.", "A)", "(a)", "🅰 a", "Europe Golden Visa", "europe", "[Europe Golden Visa]", "option a", "letter A",
     "the first", "1", "one", "1️⃣"],
)  # fmt: skip
def test_letters_choose_a_category(words: str) -> None:
    assert Talk("hi", "1")(words).startswith("*Europe Golden Visa*: top programs")


@pytest.mark.parametrize(
    "words",
    ["0", "7", "11", "E", "x", "👍", "", "re", "option", "1 or 2", "\x00", "the", "number", "twelve", "option 9",
     "option b"],
)  # fmt: skip
def test_what_names_no_option_is_asked_back_with_the_options(words: str) -> None:
    talk = Talk("hi")
    assert talk(words).startswith("Sorry, I did not understand that. Please choose one of these:\n\n1️⃣ Explore")
    assert len(talk.reply.choices) == 7  # the six, and the language row
    assert talk.place == "main_menu.menu"


def test_a_beginning_that_fits_two_options_is_asked_back() -> None:
    talk = Talk("hi", "1", "d")
    assert talk("UAE Golden").startswith("*United Arab Emirates*: which program do you mean?")
    assert {"Dubai Golden Visa", "UAE Golden deposit"} < {choice.title for choice in talk.reply.choices}
    assert talk.place == "residency.programmes"
    assert talk("UAE Golden dep").startswith("*UAE Golden Visa by public investment")


@pytest.mark.parametrize("before", [("5",), ("6",), ("3", "Ana", "ana@example.com")], ids="-".join)
def test_at_rest_the_menu_can_still_be_chosen_from(before: tuple[str, ...]) -> None:
    talk = Talk("hi", *before)
    assert talk("huh?").startswith("Sorry, I did not understand that. Tap the button")
    assert talk("[Main menu]") == MENU
    assert talk("2") == ANSWERS["2"]


def test_a_tap_counts_by_its_id_and_not_by_its_title() -> None:
    talk = Talk("hi")
    assert talk.takes(Tapped("main_menu.menu.eligibility", "Talk to Consultant")) == ANSWERS["2"]


def test_a_tap_on_an_older_message_begins_there() -> None:
    talk = Talk("hi", "1", "a", "menu", "3", "Ana")
    assert talk("[Portugal]").startswith("*Portugal Golden Visa")
    assert talk.answers == {"category": "Europe Golden Visa", "programme": "pt-golden-visa"}
    assert talk.later(days=3)("[Greece]").startswith("*Greece Golden Visa")


def test_an_old_button_knows_its_budget() -> None:
    talk = Talk("hi", "2", "250k", "menu")
    talk.later(days=1)("[Saint Lucia]")
    assert talk.answers == {"budget": 250_000, "programme": "lc-citizenship"}
    assert talk("back").startswith("✅ With USD 250,000")


@pytest.mark.parametrize(
    "id",
    [
        "residency.programmes.atlantis?category=Europe+Golden+Visa",
        "residency.programmes.gr-golden-visa",
        "residency.programmes.gr-golden-visa?category=5",
        "eligibility.result.kn-citizenship?budget=lots",
        "eligibility.result.kn-citizenship?budget=-1",
        "eligibility.result.kn-citizenship?budget=" + "9" * 5000,
        "eligibility.result.us-eb5-rural?budget=1000",
        "eligibility.result.es-golden-visa-closed?budget=9000000",
        "main_menu.menu.resume",
        "main_menu.menu.",
        "consultant.name.anything",
        "consultant.thanks.x",
        "nothing.of.ours",
        "",
        "..",
        "a.b.c?%ff%00=%00&=&&&;;",
        "x" * 10_000,
    ],
)
def test_a_tap_that_is_not_offered_leads_to_the_menu_with_words(id: str) -> None:
    talk = Talk("hi", "3", "Ana")
    assert talk.takes(Tapped(id)) == GONE
    assert talk.turn.effects == ()
    assert talk.answers == {}


def test_a_tap_carries_no_other_answers_than_its_step_names() -> None:
    talk = Talk("hi")
    talk.takes(Tapped("residency.details.consultant?programme=gr-golden-visa&email=x&brand=y&name=Eve"))
    assert talk.answers == {"programme": "gr-golden-visa"}


def test_a_closed_programme_behind_an_old_button_is_named_as_closed() -> None:
    talk = Talk("hi")
    talk.takes(Tapped("residency.closed.others?programme=es-golden-visa-closed"))
    assert "This program takes no new applicants." in talk("back")


def test_a_tap_carries_no_amount_that_is_none() -> None:
    """Somebody else's template may hold a payload that looks like ours."""
    talk = Talk("hi")
    assert talk.takes(Tapped("eligibility.result.consultant?budget=:")).endswith("What is your full name?")
    assert "What is your investment budget" in talk("back")


@given(st.text(max_size=300))
def test_any_tap_id_is_read_without_a_crash(id: str) -> None:
    talk = Talk("hi", "2")
    assert talk.takes(Tapped(id, "?"))
    read_tap(id)


@given(
    flow=st.sampled_from(["residency", "eligibility", "jobs", "main_menu", "consultant"]),
    step=st.sampled_from(["programmes", "details", "closed", "result", "found", "menu", "by_hand", "email"]),
    option=st.sampled_from(["consultant", "others", "again", "menu", "gr-golden-visa", "resume"]),
    name=st.sampled_from(["budget", "programme", "category", "jobs"]),
    value=st.text(max_size=20) | st.integers().map(str),
)
def test_any_forged_tap_is_answered(flow: str, step: str, option: str, name: str, value: str) -> None:
    talk = Talk("hi", "4", "Canada")
    assert talk.takes(Tapped(f"{flow}.{step}.{option}?{name}={value}"))
    assert talk("back")


@pytest.mark.parametrize("letter", ["b", "B)", "В", "в", "Б", "ب", "बी", "2"])
def test_letters_of_other_keyboards_choose_too(letter: str) -> None:
    talk = Talk("hi", "1")
    assert talk(letter).startswith("*Caribbean Citizenship*")
