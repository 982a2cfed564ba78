"""Greetings, stop and start, back, help, thanks: words that always work."""

import pytest
from talking import MENU, Talk, book

from relaystack.engine.effects import OptIn, OptOut
from relaystack.engine.events import Opened, Tapped

GREETINGS = [
    "hi", "HI", "Hi!", "hello", "HELLO!! 👋", "hey 😀", "start", "Start.", "menu", "*Menu*", "main menu", "MENU?!",
    "  hi  ", "ｈｉ", "¡Hola!", "MENÚ", "menu\u0301", "bonjour", "Olá", "привет", "你好",
    "नमस्ते 🙏", "مرحبا", "السلام عليكم",
]  # fmt: skip


@pytest.mark.parametrize("words", [*GREETINGS, "ok 👍", "2", "ana@example.com", "back", "help", "\x00"])
def test_the_first_message_ever_opens_the_menu(words: str) -> None:
    assert Talk()(words) == MENU


def test_a_first_question_is_answered_above_the_menu() -> None:
    talk = Talk()
    assert talk("how much is Portugal?").startswith("*Portugal* · Price\nFrom USD 285,000 (as of June 2026)\n")
    assert talk.reply.text.endswith(f"\n\n{MENU}")
    assert talk.place == "main_menu.menu"
    assert talk("2").startswith("💰")


def test_a_first_answer_that_leaves_no_room_for_the_menu_has_a_button_for_it() -> None:
    talk = Talk()
    assert talk("compare portugal, greece and italy").startswith("*Portugal / Greece / Italy*")
    assert MENU not in talk.reply.text
    assert len(talk.reply.text) <= 1024
    assert talk.reply.choices[-1].title == "Main menu"
    assert talk("[Main menu]") == MENU


@pytest.mark.parametrize("first", [Opened(), Tapped("anything"), Tapped("jobs.found.again", "Another country")])
def test_so_does_a_first_tap_or_an_opened_chat(first: Opened | Tapped) -> None:
    assert Talk().takes(first) == MENU


def test_so_does_a_first_picture() -> None:
    assert Talk().shares("image") == MENU


@pytest.mark.parametrize("words", GREETINGS)
@pytest.mark.parametrize("before", [("2",), ("3",), ("3", "Ana"), ("1", "a"), ("4",), ("5",)], ids="-".join)
def test_greetings_open_the_menu_in_the_middle_of_anything(before: tuple[str, ...], words: str) -> None:
    talk = Talk("hi", *before)
    assert talk(words) == MENU
    assert talk.answers == {}


@pytest.mark.parametrize(("word", "command"), book().commands.items())
def test_no_command_word_is_taken_for_a_name(word: str, command: str) -> None:
    talk = Talk("hi", "3")
    talk(word)
    assert talk.answers == {}


@pytest.mark.parametrize(
    "words", ["stop", "STOP!", "Stop.", "unsubscribe", "Opt out", "стоп", "停止", "arrêter", "PARAR"]
)
@pytest.mark.parametrize("before", [(), ("hi",), ("hi", "3"), ("hi", "3", "Ana"), ("hi", "4", "Canada")])
def test_stop_opts_out_at_once_wherever_one_is(before: tuple[str, ...], words: str) -> None:
    talk = Talk(*before)
    assert talk(words).startswith("You will get no more messages from Nexora Investments.")
    assert talk.turn.effects == (OptOut(),)
    assert talk.reply.even_opted_out


@pytest.mark.parametrize("id", ["stop", "Unsubscribe"])
def test_a_tapped_stop_of_a_template_is_obeyed(id: str) -> None:
    talk = Talk("hi")
    talk.takes(Tapped(id, "Stop messages"))
    assert talk.turn.effects == (OptOut(),)


@pytest.mark.parametrize(
    "words", ["stop, I can't come at five", "please do not stop", "stop it", "non-stop", "s t o p p e d"]
)
def test_words_that_only_contain_stop_are_no_opt_out(words: str) -> None:
    talk = Talk("hi", "2")
    assert talk(words)
    assert talk.turn.effects == ()


@pytest.mark.parametrize("words", ["hi", "menu", "stop", "help", "back", "2", "please?", "[Check Eligibility]"])
def test_after_stop_there_is_silence(words: str) -> None:
    talk = Talk("hi", "2", "stop")
    assert talk(words) == ""
    assert talk.turn.effects == ()
    assert talk.later(days=400)(words) == ""


def test_a_job_search_that_comes_back_after_stop_stays_silent() -> None:
    assert Talk("hi", "4", "Canada", "stop").jobs(2) == ""


def test_pictures_after_stop_are_not_answered() -> None:
    assert Talk("hi", "stop").shares("image") == ""


@pytest.mark.parametrize("words", ["start", "START!", "commencer", "开始"])
def test_start_undoes_it_with_the_menu(words: str) -> None:
    talk = Talk("hi", "3", "Ana", "stop")
    assert talk.later(days=40)(words) == MENU
    assert talk.turn.effects == (OptIn(),)
    assert talk("2").startswith("💰")


def test_back_goes_one_question_back_and_keeps_the_answers() -> None:
    talk = Talk("hi", "1", "a", "1", "1", "Ana")
    assert talk.place == "consultant.email"
    for place in ("consultant.name", "residency.details", "residency.programmes", "residency.category"):
        talk("back")
        assert talk.place == place
        assert talk.answers == {"category": "Europe Golden Visa", "programme": "gr-golden-visa", "name": "Ana"}
    assert talk("back") == MENU


@pytest.mark.parametrize("choice", "1234")
def test_back_from_the_first_question_leads_to_the_menu(choice: str) -> None:
    assert Talk("hi", choice)("back") == MENU


@pytest.mark.parametrize("before", [("hi",), ("hi", "5")], ids=["at the menu", "at rest"])
def test_back_leads_to_the_menu_where_nothing_is_asked(before: tuple[str, ...]) -> None:
    assert Talk(*before)("back") == MENU


def test_back_does_not_do_again_what_was_done() -> None:
    talk = Talk("hi", "2", "250k", "1")
    assert talk("back").startswith("✅ With USD 250,000")
    assert talk.turn.effects == ()


def test_back_can_go_far_but_not_for_ever() -> None:
    talk = Talk("hi", "1", "a", *(["1", "2"] * 60))
    for _ in range(25):
        talk("back")
    assert talk.place == "main_menu.menu"


@pytest.mark.parametrize("words", ["help", "HELP!", "?", "ayuda"])
def test_help_says_what_can_be_done_and_keeps_the_question(words: str) -> None:
    talk = Talk("hi", "3")
    assert "*back*" in talk(words)
    assert [choice.title for choice in talk.reply.choices] == ["Main menu"]
    assert talk.place == "consultant.name"


@pytest.mark.parametrize("words", ["thanks", "Thank you!! 🙏", "gracias", "спасибо"])
def test_thanks_are_returned_and_the_question_stands(words: str) -> None:
    talk = Talk("hi", "3", "Ana")
    assert talk(words).startswith("You are welcome!")
    assert talk.place == "consultant.email"
