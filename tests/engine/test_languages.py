"""Which language a person is answered in, by what they write."""

from dataclasses import replace

import pytest
from talking import book, catalogue

from relaystack.content.rehearsal import START, Rehearsal
from relaystack.engine.effects import Effect, Speak
from relaystack.engine.events import Said
from relaystack.engine.lexicon import LANGUAGES

FIRST = [
    ("Hola", "es"), ("¡Hola! 👋", "es"), ("buenos dias", "es"), ("Quiero información sobre Portugal", "es"),
    ("cuanto cuesta la ciudadania", "es"), ("Estoy buscando una residencia en Europa", "es"),
    ("Bonjour", "fr"), ("Bonjour, combien coûte le Portugal ?", "fr"), ("je voudrais investir", "fr"),
    ("Olá", "pt"), ("Oi, tudo bem?", "pt"), ("Quero saber quanto custa", "pt"), ("Bom dia!", "pt"),
    ("Привет", "ru"), ("Здравствуйте, меня интересует Golden Visa", "ru"),
    ("你好", "zh"), ("我想了解葡萄牙黄金签证", "zh"), ("请问 EB-5 多少钱?", "zh"),
    ("السلام عليكم", "ar"), ("مرحباً، أريد معلومات عن Golden Visa", "ar"),
    ("नमस्ते 🙏", "hi"), ("मुझे पुर्तगाल के बारे में जानकारी चाहिए", "hi"),
    ("in Spanish please", "es"), ("parlez-vous français ?", "fr"), ("русский", "ru"), ("speak french", "fr"),
]  # fmt: skip

UNDECIDED = [
    "hi", "Hello, how much is Portugal?", "menu", "Menu!", "👍", "🇪🇸", "", "?", "1", "250000", "https://example.com/hola",
    "Los Angeles", "El Salvador", "au pair jobs", "job as nurse", "Portugal golden visa", "São Paulo", "namaste",
    "ola",  # Spanish and Portuguese
    "My name is محمد", "Hi, I am Ольга", "I want a consultant who speaks 中文", "你好 привет", "hola привет",
    "سلام، قیمت چند است؟", "Привіт, скільки коштує", "こんにちは", "안녕하세요", "สวัสดี",
]  # fmt: skip


def talk(*said: str, language: str | None = None, country: str = "") -> tuple[Effect, ...]:
    """What came of the last of these words, where all languages are spoken."""
    rehearsal = Rehearsal(replace(book(), languages=LANGUAGES), catalogue(), START, language=language, country=country)
    for words in said[:-1]:
        rehearsal.says(words)
    return tuple(e for e in rehearsal.take(Said(said[-1])).effects if isinstance(e, Speak))


@pytest.mark.parametrize(("words", "language"), FIRST)
def test_a_first_message_tells_its_language(words: str, language: str) -> None:
    assert talk(words) == (Speak(language),)


@pytest.mark.parametrize("words", UNDECIDED)
@pytest.mark.parametrize("country", ["", "GR"])
def test_what_does_not_tell_a_language_changes_none(words: str, country: str) -> None:
    assert talk(words, country=country) == ()


def test_one_telling_word_is_enough_where_the_language_is_at_home() -> None:
    said = "golden visa malta pasaporte"
    assert talk(said, country="MX") == (Speak("es"),)
    assert talk(said, country="GB") == talk(said) == ()


@pytest.mark.parametrize(("country", "language"), [("BR", "pt"), ("MX", "es")])
def test_the_country_decides_only_between_languages_that_share_the_words(country: str, language: str) -> None:
    assert talk("ola", country=country) == (Speak(language),)
    assert talk("hello", country=country) == ()


@pytest.mark.parametrize("name", ["محمد علي", "Ольга Петрова", "王小明", "राम शर्मा", "María Quiero"])
def test_a_name_in_another_script_is_an_answer(name: str) -> None:
    assert talk("hi", "3", name) == ()


def test_until_one_was_chosen_a_later_message_tells_it_as_well() -> None:
    assert talk("hi", "Bonjour") == (Speak("fr"),)
    assert talk("hi", "сколько стоит Португалия?") == (Speak("ru"),)
    assert talk("hi", "3", "Hola") == (Speak("es"),)  # a greeting is never a name


@pytest.mark.parametrize("chosen", ["en", "ru"])
@pytest.mark.parametrize("words", ["Hola", "hello", "Bonjour, combien coûte le Portugal ?", "مرحبا"])
def test_once_chosen_only_a_language_s_name_changes_it(chosen: str, words: str) -> None:
    assert talk("👍", words, language=chosen) == ()
    assert talk("👍", "español", language=chosen) == (Speak("es"),)


def test_what_is_not_spoken_here_is_not_promised() -> None:
    rehearsal = Rehearsal(replace(book(), languages=("en", "es")), catalogue(), START, language=None)
    assert rehearsal.says("Bonjour").effects == ()


@pytest.mark.parametrize(
    "words", ["Ana French", "my English is bad", "I want to learn Spanish in Spain", "Chinese food"]
)
def test_a_language_s_name_in_other_words_is_no_wish(words: str) -> None:
    assert talk("hi", words, language="en") == ()
