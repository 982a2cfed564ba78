"""Languages by their names, by the menu, and by the country of the number as a proposal."""

import pytest
from talking import MENU, Talk, book, catalogue

from relaystack.content.rehearsal import START, Rehearsal
from relaystack.engine.effects import HandOver, Speak
from relaystack.engine.events import Tapped

NAMED = {"español": "es", "Spanish": "es", "العربية": "ar", "بالعربي": "ar", "français": "fr", "FRENCH": "fr",
         "português": "pt", "русский": "ru", "по-русски": "ru", "中文": "zh", "हिन्दी": "hi", "हिंदी": "hi"}  # fmt: skip


@pytest.mark.parametrize(("words", "language"), NAMED.items())
@pytest.mark.parametrize(
    "before", [(), ("1",), ("2",), ("3", "Ana"), ("4",)], ids=lambda before: "-".join(before) or "menu"
)
def test_a_language_s_name_is_obeyed_anywhere_and_the_question_stands(
    before: tuple[str, ...], words: str, language: str
) -> None:
    talk = Talk("hi", *before)
    place, answers = talk.place, talk.answers
    assert talk(words)
    assert talk.turn.effects == (Speak(language),)
    assert (talk.place, talk.answers) == (place, answers)
    assert talk.rehearsal.state.misses == 0


def test_the_language_that_is_spoken_already_changes_nothing() -> None:
    talk = Talk("hi", "2")
    assert talk("English").startswith("💰")
    assert talk.turn.effects == ()


@pytest.mark.parametrize("way", ["3", "Español", "[Español]", "3️⃣"])
def test_the_language_menu_names_each_in_itself(way: str) -> None:
    talk = Talk("hi")
    assert "4️⃣ Français\n5️⃣ Português\n6️⃣ Русский\n7️⃣ 中文" in talk("[🌐 Language]")
    assert talk(way)
    assert talk.turn.effects == (Speak("es"),)
    assert talk.place == "main_menu.menu"


def test_the_language_row_can_be_typed_and_is_no_numbered_line() -> None:
    assert Talk("hi")("Language").startswith("🌐 Which language do you prefer?")
    assert "Language" not in MENU
    assert Talk("hi")("7").startswith("Sorry")


def rows(language: str | None, country: str) -> list[str]:
    """The rows of somebody's first menu."""
    rehearsal = Rehearsal(book(), catalogue(), START, language=language, country=country)
    turn = rehearsal.says("👍")
    assert turn.replies[0].text.startswith("👋")
    return [choice.title for choice in turn.replies[0].choices][6:]


@pytest.mark.parametrize(
    ("country", "name"),
    [("ES", "Español"), ("MX", "Español"), ("AE", "العربية"), ("CN", "中文"), ("BR", "Português"), ("IN", "हिन्दी"),
     ("RU", "Русский"), ("KZ", "Русский"), ("FR", "Français"), ("TW", "中文")],
)  # fmt: skip
def test_the_country_of_the_number_proposes_its_language(country: str, name: str) -> None:
    assert rows(None, country) == ["🌐 Language", name]


@pytest.mark.parametrize(
    ("language", "country"), [(None, ""), (None, "US"), (None, "GR"), ("en", "ES"), ("es", "ES"), (None, "ZZ")]
)
def test_nothing_is_proposed_where_it_is_known_or_not_needed(language: str | None, country: str) -> None:
    assert rows(language, country) == ["🌐 Idioma" if language == "es" else "🌐 Language"]


def test_the_proposal_is_taken_by_a_tap_and_not_made_again() -> None:
    rehearsal = Rehearsal(book(), catalogue(), START, language=None, country="BR")
    rehearsal.says("👍")
    turn = rehearsal.says("[Português]")
    assert turn.effects == (Speak("pt"),)
    assert "Português" not in [choice.title for choice in turn.replies[0].choices]


def test_a_tap_names_no_language_that_is_not_offered() -> None:
    talk = Talk("hi")
    talk.takes(Tapped("language.which.xx"))
    talk.takes(Tapped("main_menu.menu.xx?language=xx"))
    assert talk.turn.effects == ()


@pytest.mark.parametrize(("words", "language"), [
    ("Quiero un reembolso, esto es una estafa", "es"), ("quiero hablar con una persona", "es"),
    ("nadie me contesta", "es"), ("ninguém me responde", "pt"), ("quero falar com uma pessoa", "pt"),
    ("isto é um golpe, quero meu dinheiro de volta", "pt"), ("personne ne me répond", "fr"),
    ("je veux un remboursement", "fr"),
])  # fmt: skip
def test_who_complains_at_once_reads_their_own_language(words: str, language: str) -> None:
    talk = Rehearsal(book(), catalogue(), START, language=None)
    turn = talk.says(words)
    assert turn.effects[0] == Speak(language)
    handed_over = turn.effects[1]
    assert isinstance(handed_over, HandOver)
    own = book().phrases[f"handed_over.{handed_over.reason}"].fill(language, {"brand": book().brand_in(language)})
    assert turn.replies[0].text.startswith(own)
