"""Do two people who change the same thing at once hear of each other?"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from api_tools import BEARER, ask, furnished
from bot import Bot

LEAD, PROGRAM = "/api/leads/1", "/api/programs/ag-citizenship"
EDITS = {
    LEAD: ({"notes": "Ada says"}, {"notes": "Eve says"}),
    PROGRAM: ({"processing_time": "Ada says"}, {"processing_time": "Eve says"}),
}
BOTH = pytest.mark.parametrize("path", [LEAD, PROGRAM])


@pytest.fixture
def office(bot: Bot) -> Bot:
    """A bot with a lead."""
    furnished(bot)
    return bot


def send(bot: Bot, method: str, path: str, match: str | None = None, **more: Any) -> Any:
    headers = BEARER | ({} if match is None else {"If-Match": match})
    return bot.app.test_client().open(path, method=method, headers=headers | more.pop("headers", {}), **more)


@BOTH
def test_who_changes_what_somebody_else_has_changed_since_is_told(office: Bot, path: str) -> None:
    mine, theirs = EDITS[path]
    tag = send(office, "GET", path).headers["ETag"]
    changed = send(office, "PATCH", path, tag, json=theirs)
    assert changed.status_code == 200
    refused = send(office, "PATCH", path, tag, json=mine)
    assert (refused.status_code, refused.content_type) == (412, "application/problem+json")
    assert "read it again" in refused.get_json()["detail"]
    again = send(office, "GET", path)
    assert (again.get_json(), again.headers["ETag"]) == (changed.get_json(), changed.headers["ETag"])
    assert send(office, "PATCH", path, changed.headers["ETag"], json=mine).status_code == 200
    assert send(office, "PATCH", path, json=theirs).status_code == 200  # who names no version takes what there is


@BOTH
def test_of_many_who_saw_the_same_one_alone_gets_through_and_reads_their_own_change(office: Bot, path: str) -> None:
    tag, start = send(office, "GET", path).headers["ETag"], Barrier(6)
    [field] = EDITS[path][0]

    def edit(who: int, match: str | None) -> Any:
        start.wait(10)
        return send(office, "PATCH", path, match, json={field: f"{who} says"})

    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(edit, range(6), [tag] * 6))
        assert sorted(one.status_code for one in answers) == [200] + [412] * 5
        [through] = [who for who, one in enumerate(answers) if one.status_code == 200]
        assert send(office, "GET", path).get_json()[field] == f"{through} says"
        answers = list(people.map(edit, range(6), [None] * 6))
    assert [one.get_json()[field] for one in answers] == [f"{who} says" for who in range(6)]


@BOTH
def test_versions_are_matched_as_http_says(office: Bot, path: str) -> None:
    for match, status in (
        ("*", 200), ("{tag}", 200), ('"other", {tag}', 200), ('W/"x" , {tag}', 200), ("W/{tag}", 412), ('"other"', 412),
        ('"other", W/{tag}', 412), ("", 412), (",", 412), ('"', 412), ('"*"', 412), ("x" * 10_000, 412),
    ):  # fmt: skip
        match = match.format(tag=send(office, "GET", path).headers["ETag"])
        assert send(office, "GET", path, match).status_code == status, match
        assert send(office, "PATCH", path, match, json=EDITS[path][0]).status_code == status, match


@BOTH
def test_who_has_the_newest_version_already_is_sent_nothing(office: Bot, path: str) -> None:
    tag = send(office, "GET", path).headers["ETag"]
    for given, status in ((tag, 304), (f"W/{tag}", 304), ("*", 304), ('"other"', 200)):
        answer = send(office, "GET", path, headers={"If-None-Match": given})
        assert (answer.status_code, answer.headers["ETag"], answer.data == b"") == (status, tag, status == 304)


def test_what_is_not_there_is_not_found_whatever_version_is_named(office: Bot) -> None:
    for path in ("/api/leads/99", "/api/programs/no-such"):
        for method, body in (("GET", None), ("PATCH", {"notes": "x"} if "leads" in path else {"rank": 1})):
            assert send(office, method, path, "*", json=body).status_code == 404


def test_what_a_customer_tells_is_a_new_version_too(office: Bot) -> None:
    tag = send(office, "GET", LEAD).headers["ETag"]
    office.rows("UPDATE lead_enquiries SET shown = '{\"x\": 1}'")
    assert ask(office, "PATCH", LEAD, 412, headers={"If-Match": tag}, json={"stage": "won"})["status"] == 412
    assert ask(office, "GET", LEAD)["stage"] == "new"
