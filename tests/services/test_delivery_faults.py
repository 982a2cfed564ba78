"""Whatever is wrong with one item, wherever it shows: it is given up with its reason, and nobody else waits for it."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from bot import Bot
from fakes.careerjet import Careerjet
from services.service_tools import BOOKING, MENU, heard, wait_for, web_of, words_to, workers
from sqlalchemy import make_url

from metatwin import Customer, Twin

# What nobody of us would write, by the place that stumbles over it.
UNREADABLE: list[object] = [5, True, None, "text", [], ["text"], [{}]]
ODD: list[object] = [
    {}, {"kind": "unknown"}, {"text": 5}, {"text": {"body": ["x"]}}, {"document": "x"}, {"document": {}},
    {"document": {"link": 5}}, {"document": {"link": ["x"]}}, {"template": "x"}, {"template": {}},
    {"template": {"name": [], "language": {}}}, {"template": {"name": {"a": 1}, "language": "en"}},
    {"text": "x", "buttons": 7}, {"text": "x", "reads": 5, "buttons": [None]}, {"list": {"rows": "x"}},
]  # fmt: skip
OTHERS: list[tuple[str, object]] = [
    ("media", {}), ("media", {"kind": "image"}), ("media", {"kind": [], "media_id": {}}), ("media", 7),
    ("timer", {}), ("timer", {"place": 5}), ("timer", "x"), ("jobs", {}), ("jobs", {"place": []}), ("jobs", [1]),
    ("jobs", {"country": {}, "after": "x", "keyword": []}),
]  # fmt: skip
PLANT = (
    "INSERT INTO outbox (key, carrier, contact_id, payload, due_at, attempts, created_at)"
    " VALUES (:key, :carrier, :contact, {payload}, :now, 0, :now)"
)


def _plant(bot: Bot, payload: str, carrier: str = "whatsapp", as_it_is: str = "") -> None:
    """An item for the person who wrote first, as no version of ours would write it, before all that waits."""
    postgres = bot.settings.database_url.startswith("postgresql")
    values = {
        "key": f"planted/{datetime.now(UTC).timestamp()}", "carrier": carrier,
        "contact": bot.rows("SELECT min(id) AS id FROM contacts")[0]["id"],
        "now": datetime.now(UTC) if postgres else f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}",
    }  # fmt: skip
    placeholder = as_it_is or ("CAST(:payload AS jsonb)" if postgres else ":payload")
    bot.rows(PLANT.format(payload=placeholder), **values, **({} if as_it_is else {"payload": payload}))


def _all_go_on(bot: Bot, twin: Twin, amina: Customer, ben: Customer, planted: int) -> None:
    """Both are answered while the item is there; in the end it is listed with a reason, whole."""
    with workers(bot):
        heard(twin, (amina, "5"), (ben, "hi"))
        twin.wait_for(lambda: words_to(twin, amina)[-1:] == [BOOKING] and words_to(twin, ben)[-1:] == [MENU])
        wait_for(lambda: not bot.rows("SELECT 1 FROM outbox"))
    listed = bot.app.test_cli_runner().invoke(args=["failed", "list"]).output.splitlines()
    lost = [line for line in listed if line.startswith("item:")]
    assert len(lost) + len(twin.sent) - 3 == planted  # Meta took what has a text, however odd the rest is
    assert all(line.split(maxsplit=6)[-1].strip() for line in lost)
    for line in lost:
        shown = bot.app.test_cli_runner().invoke(args=["failed", "show", line.split()[0]])
        assert json.loads(shown.output)["payload"] is not None


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize("payload", UNREADABLE, ids=str)
def test_a_payload_of_no_shape_holds_up_nobody(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, payload: object
) -> None:
    heard(twin, (amina, "hi"))
    _plant(listening, json.dumps(payload))
    _all_go_on(listening, twin, amina, ben, 1)


@pytest.mark.usefixtures("loud")
def test_no_payload_that_is_odd_inside_holds_up_anybody(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"))
    for payload in ODD:
        _plant(listening, json.dumps(payload))
    _all_go_on(listening, twin, amina, ben, len(ODD))


@pytest.mark.usefixtures("loud")
def test_nor_does_what_other_carriers_have(
    make_bot: Callable[..., Bot], twin: Twin, amina: Customer, ben: Customer
) -> None:
    careerjet = Careerjet()
    bot = make_bot(careerjet_api_key="key", careerjet_user_ip="192.0.2.1", careerjet_api_url=careerjet.url)
    try:
        with web_of(bot, twin):
            heard(twin, (amina, "hi"))
            for carrier, payload in OTHERS:
                _plant(bot, json.dumps(payload), carrier)
            with workers(bot):
                heard(twin, (amina, "5"), (ben, "hi"))
                twin.wait_for(lambda: words_to(twin, ben) == [MENU] and BOOKING in words_to(twin, amina))
                wait_for(lambda: not bot.rows("SELECT 1 FROM outbox WHERE carrier <> 'mail'"))
    finally:
        careerjet.close()


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize("written", ["'{\"broken'", "''", "X'ff00'", "CAST(X'ff' AS TEXT)", "3.5", "'NaN'"])
def test_what_is_not_even_json_holds_up_nobody(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, written: str
) -> None:
    if listening.settings.database_url.startswith("postgresql"):
        return  # it refuses such rows itself
    heard(twin, (amina, "hi"))
    _plant(listening, "", as_it_is=written)
    _all_go_on(listening, twin, amina, ben, 1)


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize(
    "column", ["created_at = 'yesterday'", "attempts = 'many'", "contact_id = 987654", "key = X'ff'"]
)
def test_nor_does_a_row_of_which_another_column_is_broken(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, column: str
) -> None:
    if listening.settings.database_url.startswith("postgresql"):
        return  # it refuses such rows itself
    heard(twin, (amina, "hi"))
    _plant(listening, json.dumps({"text": 5}))
    path = make_url(listening.settings.database_url).database
    with closing(sqlite3.connect(path or "")) as other:  # as another program would write: it knows no foreign keys
        other.execute(f"UPDATE outbox SET {column} WHERE key LIKE 'planted%'")
        other.commit()
    _all_go_on(listening, twin, amina, ben, 1)


def test_a_message_that_is_in_no_record_leaves_all_the_same(listening: Bot, twin: Twin, amina: Customer) -> None:
    """It was never sent, never listed, and claimed again each minute."""
    heard(twin, (amina, "hi"))
    listening.rows("DELETE FROM whatsapp_messages WHERE key IS NOT NULL")
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert listening.rows("SELECT 1 FROM outbox") == []
