"""Jobs: the country, the place in it and the work are understood wherever and in whatever order they are said."""

import pytest
from talking import Talk

from relaystack.engine.effects import SearchJobs
from relaystack.engine.events import JobsFound

QUESTION = "Which country are you looking for jobs in?"


def searched(talk: Talk) -> tuple[str, str, str]:
    """Where and for what the last turn searches."""
    [search] = [effect for effect in talk.turn.effects if isinstance(effect, SearchJobs)]
    return search.country, search.keyword, search.location


@pytest.mark.parametrize(
    ("words", "country", "keyword", "location"),
    [
        ("Canada, nurse", "CA", "nurse", ""),
        ("en Suisse comme infirmière", "CH", "infirmière", ""),
        ("كندا ممرضة", "CA", "ممرضة", ""),
        ("Germany as a piano tuner", "DE", "piano tuner", ""),
        ("piano tuner in Berlin", "DE", "piano tuner", "Berlin"),
        ("nurse in Dubai", "AE", "nurse", "Dubai"),
        ("driver in Toronto, Canada", "CA", "driver", "Toronto"),
        ("driver in London, Canada", "CA", "driver", "London"),
        ("jobs in London", "GB", "", "London"),
        ("jobs in Munich, Germany", "DE", "", "Munich"),
        ("jobs in banking in Germany", "DE", "banking", ""),
        ("Mexico City, nurse", "MX", "nurse", "Mexico City"),
        ("nurse in New Mexico", "US", "nurse", "New Mexico"),
        ("New York, USA", "US", "", "New York"),
        ("Berlin", "DE", "", "Berlin"),
        ("soy enfermera y busco en Madrid", "ES", "enfermera", "Madrid"),
        ("motorista em Lisboa, Portugal", "PT", "motorista", "Lisbon"),
        ("водитель в Берлине, Германия", "DE", "водитель", "Berlin"),
        ("德国柏林的司机", "DE", "司机", "Berlin"),
        ("जर्मनी के म्यूनिख में नर्स", "DE", "नर्स", "म्यूनिख"),
        ("nurse in Germny", "DE", "nurse", ""),
        ("I want to go to Germany", "DE", "", ""),
        ("oral surgeon, Canada", "CA", "oral surgeon", ""),
        ("nurse 🇨🇦", "CA", "nurse", ""),
        ("🇦🇪 driver", "AE", "driver", ""),
        ("Georgia, USA", "US", "", "Georgia"),
        ("nurse in Georgia, USA", "US", "nurse", "Georgia"),
        ("driver NZ", "NZ", "driver", ""),
        ("I'm based in Dubai looking for a job in Germany", "DE", "", ""),
        ("anywhere in Canada", "CA", "", ""),
    ],
)
def test_an_answer_to_the_question_may_hold_the_work_and_the_place(
    words: str, country: str, keyword: str, location: str
) -> None:
    talk = Talk("hi", "4")
    talk(words)
    assert searched(talk) == (country, keyword, location)


@pytest.mark.parametrize("before", [("hi",), ("hi", "4"), ("hi", "2")], ids=["menu", "jobs", "form"])
def test_a_place_of_an_unknown_country_is_kept_with_the_work(before: tuple[str, ...]) -> None:
    talk = Talk(*before)
    assert talk("nurse in Munich") == "In which country is Munich?"
    talk("Germany")
    assert searched(talk) == ("DE", "nurse", "Munich")


def test_work_alone_is_kept_and_the_country_asked_for() -> None:
    talk = Talk("hi", "4")
    assert talk("nurse") == QUESTION
    talk("Canada")
    assert searched(talk) == ("CA", "nurse", "")


def test_another_country_forgets_the_place_and_keeps_the_work() -> None:
    talk = Talk("hi", "nurse in Munich, Germany")
    talk.jobs(0)
    assert talk("[Another country]") == QUESTION
    talk("Canada")
    assert searched(talk) == ("CA", "nurse", "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("driver", ("CA", "driver", "")),
        ("Germany", ("DE", "nurse", "")),
        ("Portugal", ("PT", "nurse", "")),
        ("in Hamilton", ("CA", "nurse", "Hamilton")),
        ("driver in Berlin", ("DE", "driver", "Berlin")),
        ("no, Germany instead", ("DE", "nurse", "")),
        ("I changed my mind, Germany", ("DE", "nurse", "")),
        ("wait, I meant driver", ("CA", "driver", "")),
        ("нет, лучше в Германию", ("DE", "nurse", "")),
        ("لا، السعودية", ("SA", "nurse", "")),
        ("no, mejor Alemania", ("DE", "nurse", "")),
        ("不，德国", ("DE", "nurse", "")),
    ],
)
def test_after_the_openings_words_go_on_with_the_search(words: str, expected: tuple[str, str, str]) -> None:
    talk = Talk("hi", "nurse in Canada")
    talk.jobs(1)
    talk(words)
    assert searched(talk) == expected


@pytest.mark.parametrize(
    "words",
    [
        "in Europe",
        "nurse in Canada or Germany",
        "Mexico or USA",
        "🇩🇪 or 🇫🇷",
        "I don't know",
        "my oral exam",
        "anywhere",
        "в любую страну",
    ],
)
def test_what_names_no_one_country_is_asked_again(words: str) -> None:
    talk = Talk("hi", "4")
    assert QUESTION in talk(words)
    assert not [effect for effect in talk.turn.effects if isinstance(effect, SearchJobs)]


def test_no_experience_is_no_place() -> None:
    talk = Talk("hi", "4")
    talk("I have no experience, Canada")
    assert searched(talk)[2] == ""


@pytest.mark.parametrize("words", ["jobs in Nice", "remote work", "работа на дому"])
def test_nobody_is_asked_whether_they_mean_the_search_they_are_in(words: str) -> None:
    assert "Did you mean" not in Talk("hi", "4")(words)


@pytest.mark.parametrize("name", ["Sofia Work", "Regina Baker", "Paris Jobs", "Santiago Cook", "Victoria Price"])
def test_names_of_cities_stay_names_of_people(name: str) -> None:
    assert Talk("hi", "3")(name) == f"Thank you, {name}. What is your e-mail address?"


def test_openings_say_what_was_searched_also_when_something_else_was_asked_meanwhile() -> None:
    talk = Talk("hi", "nurse in Toronto", "driver in Germany")
    job = {"title": "Nurse", "company": "", "place": "Toronto", "pay": "", "url": "https://j.example"}
    first = {"outcome": "found", "name": "Canada", "country": "CA", "keyword": "nurse", "location": "Toronto",
             "openings": [job], "hits": 1}  # fmt: skip
    turn = talk.rehearsal.take(JobsFound("jobs.found", first), by_person=False)
    assert "1 job for “nurse” in Toronto, Canada:" in turn.replies[0].text


def test_a_place_that_careerjet_does_not_know_is_told_and_the_whole_country_offered() -> None:
    talk = Talk("hi", "nurse in Munich, Germany")
    assert "no place called “Munich” in Germany" in talk.jobs(0, outcome="places")
    talk("[The whole country]")
    assert searched(talk) == ("DE", "nurse", "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("nurse from the Philippines, wants to work in UK", ("GB", "nurse", "")),
        ("I'm from India and want to work in Canada", ("CA", "", "")),
        ("я из Индии, ищу работу в Канаде", ("CA", "", "")),
        ("من الهند ممرضة في كندا", ("CA", "ممرضة", "")),
        ("我来自印度，想在加拿大当护士", ("CA", "护士", "")),
    ],
)
@pytest.mark.parametrize("before", [("hi",), ("hi", "4")], ids=["menu", "jobs"])
def test_where_somebody_comes_from_is_not_where_they_look(
    before: tuple[str, ...], words: str, expected: tuple[str, str, str]
) -> None:
    talk = Talk(*before)
    talk(words)
    assert searched(talk) == expected


@pytest.mark.parametrize(
    ("words", "country"),
    [("anything in Canada", "CA"), ("I live in Dubai and look for work in Portugal", "PT"), ("Canada 2027", "CA")],
)
def test_what_is_no_work_does_not_narrow_the_search(words: str, country: str) -> None:
    talk = Talk("hi", "4")
    talk(words)
    assert searched(talk) == (country, "", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("I have 300000 for Greece", "Your USD 300,000 reaches this minimum"),
        ("I have 300k for Greece", "Your USD 300,000 reaches this minimum"),
        ("500k", "you reach the minimum"),
    ],
)
def test_money_at_the_question_for_the_country_is_no_work(words: str, told: str) -> None:
    talk = Talk("hi", "4")
    assert told in talk(words)
    assert not [effect for effect in talk.turn.effects if isinstance(effect, SearchJobs)]


def test_a_country_that_one_comes_from_is_not_searched_at_the_menu() -> None:
    talk = Talk("hi")
    talk("I am a nurse from India")
    assert talk.place == "main_menu.menu"


def test_news_asked_for_while_jobs_are_looked_for_is_no_case_of_the_companys() -> None:
    talk = Talk("hi", "jobs in Canada")
    assert talk("any news?").startswith("I am still looking")
    assert talk.turn.effects == ()


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("jobs in Greece", "GR"),
        ("job in Portugal", "PT"),
        ("work in Malta", "MT"),
        ("empleos en Grecia", "GR"),
        ("希腊的工作", "GR"),
    ],
)
def test_jobs_where_we_have_programmes_are_searched_all_the_same(words: str, country: str) -> None:
    talk = Talk("hi")
    talk(words)
    assert searched(talk) == (country, "", "")
