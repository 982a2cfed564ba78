"""Free words anywhere: they reach the right place, are asked back where unclear, and never swallow an answer."""

import pytest
from talking import Talk

from relaystack.engine.effects import NoteUnanswered, SearchJobs
from relaystack.engine.events import Tapped

ANYWHERE = [(), ("1",), ("1", "a"), ("1", "a", "1"), ("2",), ("2", "250k"), ("3",), ("3", "Ana"), ("4",), ("5",)]
PLACES = {
    "visa for portugal": ("residency.details", {"programme": "pt-golden-visa"}),
    "the Greece golden visa": ("residency.details", {"programme": "gr-golden-visa"}),
    "tell me about citizenship in Grenada": ("residency.details", {"programme": "gd-citizenship"}),
    "citizenship of st kitts and nevis": ("residency.details", {"programme": "kn-citizenship"}),
    "us gold card visa": ("residency.details", {"programme": "us-gold-card"}),
    "I want to move to Cyprus": ("residency.details", {"programme": "cy-permanent-residence-6-2"}),
    "visa for the USA": ("residency.in_country", {"where": "US"}),
    "golden visa dubai": ("residency.in_country", {"where": "AE"}),
    "residency in the uae": ("residency.in_country", {"where": "AE"}),
    "golden visa": ("residency.category", {}),
    "Golden visas?": ("residency.category", {}),
    "caribbean passport": ("residency.programmes", {"category": "Caribbean Citizenship"}),
    "european golden visa": ("residency.programmes", {"category": "Europe Golden Visa"}),
    "i am interested in eb5": ("residency.programmes", {"category": "USA EB-5"}),
    "am I eligible?": ("eligibility.budget", {}),
    "how do I contact you?": ("consultant.name", {}),
    "I am looking for a job": ("jobs.country", {}),
    "visa dorada": ("residency.category", {}),
    "pasaporte del caribe": ("residency.programmes", {"category": "Caribbean Citizenship"}),
    "je veux prendre rendez-vous": ("None", {}),
    "quero agendar uma consulta": ("None", {}),
    "скачать брошюру": ("None", {}),
    "我想找工作": ("jobs.country", {}),
    "मुझे नौकरी चाहिए": ("jobs.country", {}),
    "أريد حجز موعد": ("None", {}),
    "أبحث عن عمل": ("jobs.country", {}),
}


@pytest.mark.parametrize(("words", "reached"), PLACES.items())
@pytest.mark.parametrize("before", ANYWHERE, ids=lambda before: "-".join(before) or "menu")
def test_free_words_reach_the_right_place_from_anywhere(
    before: tuple[str, ...], words: str, reached: tuple[str, dict[str, str]]
) -> None:
    talk = Talk("hi", *before)
    assert talk(words)
    place, answers = reached
    if words == "am I eligible?" and before == ("1", "a", "1"):
        assert talk.place == "residency.details"  # it speaks of the programme that is shown
        assert talk.reply.text.startswith("*Greece* · Who can apply\n")
    elif (before[:1], place.split(".")[0]) in ((("2",), "eligibility"), (("3",), "consultant"), (("4",), "jobs")):
        assert talk.place.split(".")[0] == place.split(".")[0]  # they are there already
    else:
        assert (talk.place, talk.answers) == (place, answers)


PRICES = {
    "how much is portugal?": ("Portugal", "USD 285,000", "pt-golden-visa"),
    "What's the price of the Greece golden visa?": ("Greece", "USD 285,000", "gr-golden-visa"),
    "how much is st kitts and nevis": ("St Kitts and Nevis", "USD 250,000", "kn-citizenship"),
    "us gold card price": ("US Gold Card", "USD 1,000,000", "us-gold-card"),
    "what does the us gold card cost?": ("US Gold Card", "USD 1,000,000", "us-gold-card"),
}


@pytest.mark.parametrize(("words", "fact"), PRICES.items())
@pytest.mark.parametrize("before", ANYWHERE, ids=lambda before: "-".join(before) or "menu")
def test_a_fact_is_told_anywhere_and_the_conversation_stays_where_it_was(
    before: tuple[str, ...], words: str, fact: tuple[str, str, str]
) -> None:
    name, price, program = fact
    talk = Talk("hi", *before)
    place, answers, asked = talk.place, dict(talk.answers), talk.reply
    assert talk(words).startswith(f"*{name}* · Price\nFrom {price} (as of ")
    assert (talk.place, talk.answers, talk.turn.effects) == (place, answers, ())
    if before in (("2",), ("3",), ("3", "Ana"), ("4",)):
        assert talk.reply.text.endswith(f"\n\n{asked.text}")  # the form goes on with its question
    assert [choice.title for choice in talk.reply.choices] == ["Talk to Consultant", "All details", "Main menu"]
    talk("[All details]")
    assert (talk.place, talk.answers) == ("residency.details", {"programme": program})


@pytest.mark.parametrize(
    ("words", "country", "keyword"),
    [
        ("électricien en Suisse", "CH", "électricien"),
        ("जर्मनी में नर्स", "DE", "नर्स"),
        ("jobs in Canada", "CA", ""),
        ("nurse in Canada", "CA", "nurse"),
        ("Nursing jobs in the United Kingdom please", "GB", "nursing"),
        ("truck driver for south korea", "KR", "truck driver"),
        ("I am looking for work as an electrician in Germany", "DE", "electrician"),
        ("piano tuner jobs in Austria", "AT", "piano tuner"),
        ("work visa for Canada", "CA", ""),
    ],
)
@pytest.mark.parametrize("before", ANYWHERE[:3] + ANYWHERE[4:], ids=lambda before: "-".join(before) or "menu")
def test_a_job_is_searched_with_its_country_and_keyword(
    before: tuple[str, ...], words: str, country: str, keyword: str
) -> None:
    talk = Talk("hi", *before)
    talk(words)
    (search,) = talk.turn.effects
    assert isinstance(search, SearchJobs)
    assert (search.country, search.keyword) == (country, keyword)


@pytest.mark.parametrize(
    "name",
    ["Jordan Baker", "Steve Jobs", "Chad Cook", "Georgia Price", "Malta", "Israel Carpenter", "Georgia", "Grenada",
     "Paris Visa", "Maria do Carmo", "Bill Work", "Agent Smith", "Stop Ana", "Hu Man", "Jesús Contador", "李护士"],
)  # fmt: skip
def test_names_that_look_like_wishes_stay_names(name: str) -> None:
    talk = Talk("hi", "3")
    assert talk(name) == f"Thank you, {name}. What is your e-mail address?"


@pytest.mark.parametrize(
    ("before", "words", "answers"),
    [
        (("4",), "Portugal", {"country": "PT"}),
        (("4",), "in portugal please", {"country": "PT"}),
        (("3", "Ana"), "jobs@visa.example", {"email": "jobs@visa.example"}),
        (("2",), "my budget is 250000", {"budget": 250_000}),
    ],
)
def test_an_answer_that_fits_the_question_wins(before: tuple[str, ...], words: str, answers: dict[str, object]) -> None:
    talk = Talk("hi", *before)
    talk(words)
    kept = {name: talk.rehearsal.state.answers.get(name) or talk.turn.effects for name in answers}
    if "country" in answers:
        assert [effect.country for effect in talk.turn.effects if isinstance(effect, SearchJobs)] == ["PT"]
    elif "email" in answers:
        assert talk.lead.email == answers["email"]
    else:
        assert kept == answers


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("elegibility", ["Check Eligibility"]),
        ("brochre", ["Download Brochure"]),
        ("do you also do weddings on a golden visa or a job", ["Programs", "Job search"]),
        ("weddings: consultant or brochure", ["Talk to Consultant", "Download Brochure"]),
        ("do you also do weddings on a golden visa", ["Programs"]),
    ],
)
@pytest.mark.parametrize("before", [(), ("1",), ("5",)], ids=["menu", "categories", "rest"])
def test_what_is_nearly_understood_is_proposed_and_never_guessed(
    before: tuple[str, ...], words: str, offered: list[str]
) -> None:
    talk = Talk("hi", *before)
    place = talk.place
    assert "Did you mean" in talk(words)
    assert [choice.title for choice in talk.reply.choices] == [*offered, "Main menu"]
    assert talk.place == place
    assert talk.turn.effects == (NoteUnanswered(words, "rest" if place == "None" else place, tuple(offered)),)


@pytest.mark.parametrize(
    ("words", "beginning"),
    [
        ("how mcuh is protugal", "*Portugal"),
        ("is there anything cheap in greece for a family of four with a visa", "*Greece* · Price\n"),
        ("a small house in dubai", "*UAE Golden Visa by property (Dubai)*\n"),
    ],
)
@pytest.mark.parametrize("before", [(), ("1",), ("5",)], ids=["menu", "categories", "rest"])
def test_a_programme_that_is_named_is_answered_and_never_asked_back(
    before: tuple[str, ...], words: str, beginning: str
) -> None:
    talk = Talk("hi", *before)
    assert talk(words).startswith(beginning)
    assert "USD" in talk.reply.text
    assert talk.turn.effects == ()


@pytest.mark.parametrize(
    "way", ["[Check Eligibility]", "Check Eligibility", "check eligibility!", "yes", "Yes please", "sí", "是的"]
)
def test_a_proposal_is_taken_by_tap_title_or_yes(way: str) -> None:
    talk = Talk("hi", "elegibility")
    assert talk(way).startswith("💰")


def test_yes_to_two_proposals_is_no_choice() -> None:
    talk = Talk("hi", "do you also do weddings on a golden visa or a job")
    assert len(talk.reply.choices) == 3
    assert talk("yes").startswith("That is none of the options")


def test_yes_after_a_pause_is_no_answer() -> None:
    talk = Talk("hi", "elegibility").later(minutes=31)
    assert talk("yes").startswith("⏳")


@pytest.mark.parametrize(
    "id",
    ["~", "~nothing", "~programmes?programme=nothing", "~programmes?where=DE", "~jobs?country=CA&name=Eve", "~human"],
)
def test_a_forged_proposal_is_answered_and_fills_in_nothing(id: str) -> None:
    talk = Talk("hi", "3", "Ana")
    assert talk.takes(Tapped(id))
    assert "name" not in talk.answers


@pytest.mark.parametrize("words", ["what about the weather?", "do you like pizza", "my cat is ill", "asdf qwer"])
def test_questions_nobody_foresaw_are_kept_with_what_was_offered(words: str) -> None:
    talk = Talk("hi", "1")
    assert talk(words).startswith("Sorry, I did not understand that.")
    assert talk.turn.effects == (
        NoteUnanswered(words, "residency.category", ("europe", "caribbean", "usa", "uae")),
    )  # fmt: skip


def test_a_question_in_the_middle_of_a_form_is_kept_too() -> None:
    talk = Talk("hi", "3", "Ana")
    talk("why do you ask for that?")
    assert talk.turn.effects == (NoteUnanswered("why do you ask for that?", "consultant.email"),)


@pytest.mark.parametrize("words", ["0", "E", "x", "👍", "", "hm", "7"])
def test_slips_are_not_kept(words: str) -> None:
    talk = Talk("hi")
    talk(words)
    assert talk.turn.effects == ()
