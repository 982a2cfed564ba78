"""At a person's question: what is an answer is kept, whatever is said beside it, and no country is guessed."""

import pytest
from talking import Talk

from relaystack.engine.effects import SearchJobs

BOTH = {
    "Maria Silva maria@example.com": ("Maria Silva", "maria@example.com"),
    "maria@example.com, Maria Silva": ("Maria Silva", "maria@example.com"),
    "Maria Silva (maria@example.com)": ("Maria Silva", "maria@example.com"),
    "My name is Alice Brown and my e-mail is alice@example.com": ("Alice Brown", "alice@example.com"),
    "Jordan Baker, +44 20 7946 0018, jordan@example.com": ("Jordan Baker", "jordan@example.com"),
    "Name: Ana O'Neil\nEmail: ana.o'neil@example.com": ("Ana O'Neil", "ana.o'neil@example.com"),
    "Me llamo Maria Silva y mi correo es maria@example.com": ("Maria Silva", "maria@example.com"),
    "Je m'appelle Jean Dupont et mon email est jean@example.com": ("Jean Dupont", "jean@example.com"),
    "meu nome é João Silva e meu email é joao@example.com": ("João Silva", "joao@example.com"),
    "меня зовут Иван Петров, моя почта ivan@example.com": ("Иван Петров", "ivan@example.com"),
    "我叫王芳，邮箱是wang@example.com": ("王芳", "wang@example.com"),
    "اسمي محمد علي وبريدي m@example.com": ("محمد علي", "m@example.com"),
    "मेरा नाम प्रिया शर्मा है और मेरा ईमेल priya@example.com है": ("प्रिया शर्मा", "priya@example.com"),
}
SAID_BESIDE = {
    "My name is Alice and I work in London": "Alice",
    "I'm Alice and I work in London": "Alice",
    "I am Alice, I work in London": "Alice",
    "Alice Johnson, I work in London": "Alice Johnson",
    "My name is Alice. I am looking for jobs in Canada": "Alice",
    "Me llamo Ana y trabajo en Londres": "Ana",
    "Soy Luis y trabajo de médico en Madrid": "Luis",
    "Sou Ana e trabalho em Lisboa": "Ana",
    "je suis Marie et travaille à Paris": "Marie",
    "Я Анна и работаю в Москве": "Анна",
    "我是李明，我在北京工作": "李明",
    "أنا محمد، أعمل في لندن": "محمد",
    "اسمي ليلى، أعمل في قطر": "ليلى",
    "Je m'appelle Ana et je travaille à Londres": "Ana",
    "me chamo Ana e trabalho em Londres": "Ana",
    "Меня зовут Анна и я работаю в Лондоне": "Анна",
    "我叫王芳，我在伦敦工作": "王芳",
    "اسمي محمد وأعمل في لندن": "محمد",
    "मेरा नाम राजेश है और मैं लंदन में काम करता हूँ": "राजेश",
}


@pytest.mark.parametrize(("words", "both"), BOTH.items(), ids=BOTH)
def test_name_and_address_together_are_both_kept(words: str, both: tuple[str, str]) -> None:
    talk = Talk("hi", "3")
    assert talk(words).startswith(f"✅ Thank you, {both[0]}!")
    assert (talk.lead.name, talk.lead.email) == both


@pytest.mark.parametrize(("words", "name"), SAID_BESIDE.items(), ids=SAID_BESIDE)
def test_a_name_is_kept_whatever_is_said_beside_it(words: str, name: str) -> None:
    talk = Talk("hi", "3")
    assert talk(words) == f"Thank you, {name}. What is your e-mail address?"
    assert not talk.turn.effects


def test_a_wish_without_a_name_is_still_followed() -> None:
    talk = Talk("hi", "3")
    talk("I want jobs in Canada")
    assert [effect.country for effect in talk.turn.effects if isinstance(effect, SearchJobs)] == ["CA"]


def test_an_address_alone_is_no_name() -> None:
    talk = Talk("hi", "3")
    assert talk("my email is ana@example.com").startswith("That looks like an address or a link.")
    assert talk.place == "consultant.name"


@pytest.mark.parametrize("before", [("3",), ("3", "Ana Silva")])
@pytest.mark.parametrize("words", ["Maria Silva 5", "Spian maria@", "Jordn at home", "Chda Brazl 77", "x Portugall @"])
def test_no_country_is_guessed(before: tuple[str, ...], words: str) -> None:
    talk = Talk("hi", *before)
    assert "Did you mean" not in talk(words)


def test_an_address_that_may_be_mistyped_is_asked_for_in_its_turn() -> None:
    talk = Talk("hi", "3")
    assert talk("Ana Silva ana@gmial.com") == "Thank you, Ana Silva. What is your e-mail address?"


def test_back_after_both_leads_to_the_menu_as_after_any_form() -> None:
    talk = Talk("hi", "3", "Maria Silva maria@example.com")
    assert talk("back").startswith("👋 Welcome")
