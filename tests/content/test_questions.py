"""How the tables of questions are read, and that each fault in them is named with its file and line."""

from pathlib import Path

import pytest

from relaystack.content.errors import ContentError
from relaystack.content.questions import load_company, load_questions, question_phrases
from relaystack.engine.questions.meaning import QuestionWords, understand

TOPICS = """\
topics:
  price: {weight: 0.9}
  family: {yields: [price]}
asks: [cheapest]
signals: [interested]
"""
NAMES = """\
countries:
  PT: portugal, portuguese
categories:
  islands: island*
programs:
  pt-fund: fund
grants:
  citizenship: passport
no_names:
  en: chad
"""
ENGLISH = """\
topics:
  price: how much, cost*
  family: my parents
company:
  office: where office
nothing: how much time
asks:
  cheapest: cheapest
signals:
  interested: am interested
people: "family of #"
things: visa
roles:
  origin: from @
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with nothing but its questions."""
    (tmp_path / "nexora" / "questions").mkdir(parents=True)
    for name, words in (("topics", TOPICS), ("names", NAMES), ("questions/en", ENGLISH)):
        (tmp_path / "nexora" / f"{name}.yaml").write_text(words, encoding="utf-8")
    return tmp_path / "nexora"


def loaded(folder: Path) -> QuestionWords:
    tables = load_questions(folder, {"four": "4"})
    assert tables
    return tables.words


def test_what_is_written_is_understood(folder: Path) -> None:
    found = understand(loaded(folder), "how much is portugal for a family of four from Brazil", "en")
    assert (found.countries, found.topics, found.people, found.origins) == (("PT",), ("price",), 4, ("BR",))
    assert understand(loaded(folder), "where is the office", "en").company == "office"
    assert understand(loaded(folder), "cheapest fund visa", "en").hints.keys() == {"pt-fund"}


def test_countries_of_the_world_and_their_people_are_known_without_being_written(folder: Path) -> None:
    found = understand(loaded(folder), "Nigerians in Portugal", "en")
    assert (found.countries, found.origins) == (("PT",), ("NG",))
    assert understand(loaded(folder), "chad", "en").countries == ()
    assert understand(loaded(folder), "chad", "de").countries == ("TD",)


def test_a_folder_without_topics_has_no_questions(tmp_path: Path) -> None:
    assert load_questions(tmp_path, {}) is None
    assert question_phrases(tmp_path) == ()
    assert load_company(tmp_path / "answers.yaml") == {}


def test_each_topic_needs_its_title(folder: Path) -> None:
    assert {"topics.price", "topics.family", "facts.heading"} <= set(question_phrases(folder))


FAULTS = {
    "a key nobody knows": ("questions/en", "things: visa", "thing: visa", "nexora/questions/en.yaml:12"),
    "a topic that is not listed": ("questions/en", "  family: my", "  famly: my", "nexora/questions/en.yaml:3"),
    "an ask that is not listed": ("questions/en", "  cheapest: c", "  dearest: c", "nexora/questions/en.yaml:8"),
    "a signal that is not listed": ("questions/en", "  interested: a", "  bored: a", "nexora/questions/en.yaml:10"),
    "a topic to yield to": ("topics", "yields: [price]", "yields: [prize]", "nexora/topics.yaml:3"),
    "a weight out of bounds": ("topics", "weight: 0.9", "weight: 7", "nexora/topics.yaml:2"),
    "words that are a list": ("names", "  PT: portugal, portuguese", "  PT: [portugal]", "nexora/names.yaml:2"),
    "an empty alternative": ("questions/en", "how much, cost*", "how much|, cost*", "nexora/questions/en.yaml:2"),
    "an alternative of signs": ("questions/en", '"family of #"', '"family of #|-"', "nexora/questions/en.yaml:11"),
    "people without number": ("questions/en", '"family of #"', '"family of #, couple"', "nexora/questions/en.yaml:11"),
    "a name without letters": (
        "names",
        "programs:\n  pt-fund: fund",
        "programs:\n  pt-fund: f, -",
        "nexora/names.yaml:6",
    ),
    "a part that is missing": ("names", "grants:\n  citizenship: passport\n", "", "nexora/names.yaml:1"),
}


@pytest.mark.parametrize(("file", "good", "bad", "at"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_with_its_file_and_line(folder: Path, file: str, good: str, bad: str, at: str) -> None:
    path = folder / f"{file}.yaml"
    written = path.read_text(encoding="utf-8")
    assert good in written
    path.write_text(written.replace(good, bad), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_questions(folder, {})
    assert [fault.at for fault in error.value.faults] == [at]


def test_the_companys_answers_are_filled_in_each_language(folder: Path) -> None:
    file = folder / "answers.yaml"
    words = "office:\n  tell: true\n  say:\n    en: We are {{ brand }}.\n    es: Somos {{ brand }}.\n"
    file.write_text(words, encoding="utf-8")
    office = load_company(file)["office"]
    assert office.tell
    assert office.words.fill("es", {"brand": "Nexora"}) == "Somos Nexora."
    assert office.words.fill("ru", {"brand": "Nexora"}) == "We are Nexora."
