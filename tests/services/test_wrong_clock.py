"""The clock here is a day or more away from Meta's: are people answered, and is it said?"""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from bot import Bot
from fakes.web import Answer, Asked, WebServer
from services.meta_json import post, said

PHONE = "15550120001"


class Meta:
    """A Meta whose clock goes by its own; it takes every message."""

    def __init__(self, off: timedelta) -> None:
        self.off, self.taken = off, 0
        self._server = WebServer(self._answer)
        self.url, self.close = self._server.url, self._server.close

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.off

    def _answer(self, asked: Asked) -> Answer:
        date = (("Date", format_datetime(self.now, usegmt=True)),)
        if asked.method == "GET":
            return Answer(400, b'{"error": {"code": 100, "message": "no"}}', date)
        body = json.loads(asked.body)
        self.taken += "status" not in body
        return Answer(200, json.dumps({"messages": [{"id": f"wamid.{self.taken}"}]}).encode(), date)


@pytest.fixture
def meta() -> Iterator[Callable[[timedelta], Meta]]:
    """Makes Metas."""
    made: list[Meta] = []

    def make(off: timedelta) -> Meta:
        made.append(Meta(off))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _reasons(bot: Bot) -> str:
    return " ".join(bot.client.get("/webhook/health").get_json()["reasons"])


def _warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if "the clock here" in record.getMessage()]


@pytest.mark.parametrize(
    ("off", "words"), [(timedelta(days=-3), "3 days ahead of"), (timedelta(hours=5), "5 hours behind")]
)
def test_a_wrong_clock_holds_back_no_answer_and_is_said(
    make_bot: Callable[..., Bot], meta: Callable[[timedelta], Meta], off: timedelta, words: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    theirs = meta(off)
    bot = make_bot(graph_api_url=theirs.url)
    assert post(bot, [said("hi", PHONE, at=theirs.now.timestamp())]) == 200
    bot.rows(
        "UPDATE contacts SET last_inbound_at = :at",
        at=theirs.now if "postgres" in bot.settings.database_url else f"{theirs.now:%Y-%m-%d %H:%M:%S.%f}",
    )  # what it is by Meta's clock, whatever was made of it
    delivery = bot.parts.delivery()

    async def run() -> None:
        await delivery.drain()
        for _ in range(3):
            await delivery._in_database(delivery._tidy_now)
        await delivery.close()

    asyncio.run(run())
    assert theirs.taken == 1
    assert f"about {words} Meta's" in _reasons(bot)
    assert len(_warned(caplog)) == 1


def test_messages_that_come_late_say_nothing_of_the_clock(
    make_bot: Callable[..., Bot], meta: Callable[[timedelta], Meta], caplog: pytest.LogCaptureFixture
) -> None:
    """After an outage Meta delivers what is a day old: the window is closed, and the clock is right."""
    theirs = meta(timedelta(0))
    bot = make_bot(graph_api_url=theirs.url)
    late = datetime.now(UTC) - timedelta(hours=30)
    post(bot, [said("hi", PHONE, at=late.timestamp())])
    bot.deliver(minute=True)
    bot.deliver(minute=True)
    assert theirs.taken == 0
    assert "24 hours" in bot.one("SELECT reason FROM given_up")["reason"]
    assert "clock" not in _reasons(bot)
    assert _warned(caplog) == []
