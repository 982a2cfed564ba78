"""Is a number that nobody could mean refused in words, wherever one is read?"""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from bot import TOKEN, Bot

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NUMBERS = ["9" * 5000, "9" * 14, "0" * 5000 + "1", "-1", "1e400", "١٢"]
PATHS = [
    "/api/leads/{}", "/api/contacts/{}", "/api/contacts/{}/export", "/api/conversations/{}", "/api/programs/{}",
    "/api/conversations/{}/messages", "/console/conversations/{}", "/webhook/stats/{}", "/api/leads?limit={}",
    "/api/leads?cursor={0}-{0}", "/api/leads?created_since={}", "/api/contacts?phone={}", "/console?cursor={0}-{0}",
    "/webhook?hub.mode=subscribe&hub.challenge={}", "/api/erasures/{}",
    "/api/programs/ag-citizenship/changes?cursor=1-{}",
    "/simulator/twin/customers/{}",
]  # fmt: skip
HEADERS = [
    {"Range": "bytes={0}-{0}"}, {"If-Range": "{}"}, {"If-Modified-Since": "Mon, 01 Jan {} 00:00:00 GMT"},
    {"If-Modified-Since": "Mon, 01 Jan 2020 00:00:00 +{}"}, {"If-Modified-Since": "Mon, {} Jan 2020 00:00:00 GMT"},
    {"If-Unmodified-Since": "Mon, 01 Jan 2020 {}:00:00 GMT"}, {"If-Match": '"{}"'}, {"If-None-Match": "W/{}"},
    {"Accept": "text/html;q={}"}, {"Cache-Control": "max-age={}"}, {"Content-Length": "{}"}, {"Cookie": "console={}"},
    {"Idempotency-Key": "{}"}, {"X-Request-ID": "{}"}, {"Authorization": "Bearer {}"}, {"Host": "localhost:{}"},
    {"X-Hub-Signature-256": "sha256={}"}, {"If-Range": "Mon, 01 Jan 2020 00:00:00 +{}"}, {"Max-Forwards": "{}"},
]  # fmt: skip
PAGES = [
    "/docs/static/start.js",
    "/console/static/console.css",
    "/api/programs/ag-citizenship",
    "/console",
    "/",
    "/metrics",
]


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("path", PATHS)
def test_in_an_address(path: str, make_bot: Callable[..., Bot], caplog: pytest.LogCaptureFixture) -> None:
    bot = make_bot()
    answers = {number[:9]: bot.client.get(path.format(number), headers=BEARER).status_code for number in NUMBERS}
    assert {number: status for number, status in answers.items() if status >= 500} == {}
    assert faults(caplog) == []


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: "-".join(header))
def test_in_a_header(header: dict[str, str], bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    [(name, form)] = header.items()
    got: dict[str, int] = {}
    for number in NUMBERS:
        given: Any = {**BEARER, name: form.format(number).encode().decode("latin-1")}
        for page in PAGES:
            with bot.client.get(page, headers=given) as answer:
                got[f"{page} {number[:9]}"] = answer.status_code
    assert {where: status for where, status in got.items() if status >= 500} == {}
    assert faults(caplog) == []


@pytest.mark.parametrize("number", ["9" * 5000, "1e400", "-" + "9" * 4400, "0." + "1" * 5000])
def test_in_a_body(number: str, bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    for path, form in (
        ("/api/programs/ag-citizenship", '{{"rank": {}}}'),
        ("/api/programs/ag-citizenship", '{{"minimum_investment": {}}}'),
        ("/api/leads/1", '{{"notes": {}}}'),
    ):  # fmt: skip
        answer = bot.client.patch(path, data=form.format(number), headers=BEARER, content_type="application/json")
        assert answer.status_code in (400, 404, 422)
    assert bot.client.post(f"/api/failed/item:{number}/retry", headers=BEARER).status_code == 404
    assert faults(caplog) == []
