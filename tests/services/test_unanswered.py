"""Do staff see what people asked in vain? And is a chosen language kept?"""

from bot import Bot
from services.handover_tools import carry_out, command
from services.meta_json import post, said
from services.service_tools import heard

from metatwin import Customer, Twin
from relaystack.engine.effects import NoteUnanswered, Speak


def test_alike_words_are_listed_as_one_the_newest_first(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"), (ben, "hi"))
    carry_out(listening, amina, NoteUnanswered("Is Malta\nopen?", "main_menu.menu"))
    carry_out(listening, ben, NoteUnanswered("Tax in Spain", "residency.category", ("Europe", "Caribbean")))
    carry_out(listening, ben, Speak("es"), NoteUnanswered("is malta open", "consultant.name"))
    first, second, count = command(listening, "unanswered").splitlines()
    assert first.startswith("3: 2 x 'is malta open' (20")
    assert first.endswith("UTC, es, at consultant.name), last asked by http://127.0.0.1:5000/console/conversations/2")
    assert second.startswith("2: 1 x 'Tax in Spain' (20")
    assert "no language, at residency.category; offered: Europe, Caribbean), last asked by http" in second
    assert count == "2 open."


def test_a_first_message_that_the_menu_does_not_answer_is_kept_with_who_said_it(bot: Bot) -> None:
    for n, words in enumerate(("Do you sell shoes?", "hello", "Can I get more info on this?")):
        post(bot, [said(words, f"1555018000{n}")])
    kept = command(bot, "unanswered").splitlines()
    assert kept[0].startswith("1: 1 x 'Do you sell shoes?'")
    assert kept[0].endswith("/console/conversations/1")
    assert kept[1:] == ["1 open."]


def test_what_was_dealt_with_is_gone_with_all_that_is_alike(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    for words in ("Is Malta open?", "is malta open", "Tax in Spain"):
        carry_out(listening, amina, NoteUnanswered(words, ""))
    assert command(listening, "unanswered", "done", "2") == "2: 2 done.\n"
    assert command(listening, "unanswered", "done", "2") == "2: nothing is open under this number.\n"
    assert command(listening, "unanswered", "done", "99") == "99: nothing is open under this number.\n"
    assert command(listening, "unanswered").splitlines()[-1] == "1 open."
    assert len(listening.rows("SELECT 1 FROM unanswered")) == 3


def test_more_than_asked_for_are_not_shown(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    carry_out(listening, amina, *(NoteUnanswered(f"question {n}", "", ()) for n in ("one", "two", "three")))
    shown = command(listening, "unanswered", "--limit", "2").splitlines()
    assert [line.partition(" (")[0] for line in shown] == [
        "3: 1 x 'question three'",
        "2: 1 x 'question two'",
        "2 open.",
    ]


def test_words_of_any_kind_are_kept(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    for words in ("🙂", "؟؟", "a" * 5000, "'; DROP TABLE contacts"):
        carry_out(listening, amina, NoteUnanswered(words, ""))
    assert command(listening, "unanswered").splitlines()[-1] == "4 open."


def test_no_language_is_taken_for_chosen_until_it_is(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    assert listening.one("SELECT language FROM contacts") == {"language": None}
    carry_out(listening, amina, Speak("ar"))
    heard(twin, (amina, "5"))
    assert listening.one("SELECT language FROM contacts") == {"language": "ar"}
