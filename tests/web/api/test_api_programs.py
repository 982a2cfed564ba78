"""Can staff change programmes, is it written down, and does it last?"""

from typing import Any

from bot import Bot
from databases import CONTENT
from web.api.api_tools import ask

from relaystack.content import load_book, read_programs
from relaystack.services.catalogue import programs


def seed_again(bot: Bot) -> None:
    programs.seed(bot.parts.database, read_programs(CONTENT), load_book(CONTENT).brand["program_link"])


def first(bot: Bot) -> str:
    """The address of some programme."""
    return f"/api/programs/{ask(bot, 'GET', '/api/programs')['items'][0]['code']}"


def test_all_programmes_are_there(bot: Bot) -> None:
    items = ask(bot, "GET", "/api/programs")["items"]
    assert len(items) == len(read_programs(CONTENT))
    assert all(item["edited"] == [] for item in items)
    assert ask(bot, "GET", f"/api/programs/{items[0]['code']}") == items[0]


def test_the_key_is_a_number_and_the_readable_name_stands_beside_it(bot: Bot) -> None:
    greece = ask(bot, "GET", "/api/programs/gr-golden-visa")
    assert isinstance(greece["id"], int)
    assert greece["code"] == "gr-golden-visa"
    assert ask(bot, "GET", f"/api/programs/{greece['id']}") == greece
    assert bot.one("SELECT code FROM investment_programs WHERE id = :id", id=greece["id"]) == {"code": "gr-golden-visa"}
    ask(bot, "PATCH", f"/api/programs/{greece['id']}", json={"rank": 7})
    for key in (greece["id"], "gr-golden-visa"):
        assert len(ask(bot, "GET", f"/api/programs/{key}/changes")["items"]) == 1
    ask(bot, "GET", f"/api/programs/{10**30}", 404)


def test_an_edit_shows_is_written_down_and_survives_the_file(bot: Bot) -> None:
    path = first(bot)
    before = ask(bot, "GET", path)
    edit = {"processing_time": "a year", "review_by": "2027-05-01", "expires_on": "2027-06-01"}
    after = ask(bot, "PATCH", path, json=edit)
    assert {name: after[name] for name in edit} == edit
    assert sorted(after["edited"]) == sorted(edit)
    seed_again(bot)
    assert {name: ask(bot, "GET", path)[name] for name in edit} == edit
    [change] = ask(bot, "GET", f"{path}/changes")["items"]
    assert (change["by"], change["action"]) == ("API_TOKEN", "program.change")
    assert change["changes"] == {name: [before[name], edit[name]] for name in edit}


def test_what_changes_nothing_is_not_written_down(bot: Bot) -> None:
    path = first(bot)
    ask(bot, "PATCH", path, json={"rank": ask(bot, "GET", path)["rank"]})
    assert ask(bot, "GET", f"{path}/changes")["items"] == []


def test_a_review_before_the_figure_was_true_is_refused(bot: Bot) -> None:
    path = first(bot)
    told = ask(bot, "PATCH", path, 409, json={"as_of": "2026-11-01", "review_by": "2026-10-01"})
    assert "review_by" in told["detail"]
    assert ask(bot, "GET", path)["edited"] == []


def test_values_that_make_no_sense_are_refused(bot: Bot) -> None:
    path = first(bot)
    bodies: list[dict[str, Any]] = [
        {"minimum_investment": False}, {"minimum_investment": 0}, {"minimum_investment": "5"}, {"rank": 1.5},
        {"link": "javascript:alert(1)"}, {"as_of": 0}, {"status": "gone"}, {"id": 1}, {"name": ""},
        {"as_of": None}, {"hidden": "no"}, {"sources": []}, {"routes": []}, {"code": "x"},
    ]  # fmt: skip
    for body in bodies:
        ask(bot, "PATCH", path, 422, json=body)
    assert ask(bot, "GET", path)["edited"] == []
