"""Do the numbers for Prometheus say what happened, and nothing about anybody?"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from bot import TOKEN, Bot
from gateways.whatsapp.meta_bodies import body_of
from gateways.whatsapp.meta_bodies import post as post_body
from prometheus_client.parser import text_string_to_metric_families
from services.meta_json import post, said, status
from services.service_tools import age, heard, web_of

from metatwin import Twin
from relaystack.settings import ROOT

BEARER = {"Authorization": f"Bearer {TOKEN}"}
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Numbers = Callable[..., float]


def read(bot: Bot) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = bot.client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


@pytest.fixture
def grown(bot: Bot) -> Numbers:
    """By how much a number has grown since the test began: the counts of one process are those of all its bots."""
    before = read(bot)

    def number(name: str, **labels: str) -> float:
        key = (f"relaystack_{name}", frozenset(labels.items()))
        return read(bot).get(key, 0.0) - before.get(key, 0.0)

    return number


def now(bot: Bot, name: str, **labels: str) -> float | None:
    return read(bot).get((f"relaystack_{name}", frozenset(labels.items())))


@ON_SQLITE
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no"}])
def test_without_the_token_nobody_sees_the_numbers(bot: Bot, headers: dict[str, str]) -> None:
    answer = bot.client.get("/metrics", headers=headers)
    assert (answer.status_code, "relaystack_" in answer.text) == (401, False)


@ON_SQLITE
def test_what_comes_in_is_counted_by_kind(bot: Bot, grown: Numbers) -> None:
    first = said("hi", "15550120001")
    strange = {**said("", "15550120001"), "type": "hologram"}
    assert post(bot, [first, strange]) == 200
    assert post(bot, [first], [status("wamid.x", "delivered"), status("wamid.y", "failed", code=131047)]) == 200
    assert post_body(bot, body_of("account_update_violation")).status_code == 200
    assert post_body(bot, body_of("business_capability_update")).status_code == 200
    assert bot.client.post("/webhook", data=b"{}").status_code == 403
    assert grown("inbound_messages_total", kind="text") == 2
    assert grown("inbound_messages_total", kind="other") == 1
    assert grown("repeated_messages_total") == 1
    assert grown("statuses_total", status="delivered", code="0") == 1
    assert grown("statuses_total", status="failed", code="131047") == 1
    assert grown("account_troubles_total", code="0") == 1
    assert grown("ignored_updates_total", reason="field") == 1
    assert grown("webhook_seconds_count", status="200") == 4
    assert grown("webhook_seconds_count", status="403") == 1


def test_what_goes_out_is_counted_by_its_outcome(
    bot: Bot, twin: Twin, grown: Numbers, caplog: pytest.LogCaptureFixture
) -> None:
    amina = twin.customer("Amina", phone="15550120001")
    with web_of(bot, twin):
        heard(twin, (amina, "hi"))
        twin.faults.answers += ["500", 130429, 131026]
        for _ in range(3):
            bot.deliver(minute=True)
            age(bot, timedelta(hours=1))
        heard(twin, (amina, "menu"))
        bot.deliver(minute=True)
    assert grown("delivery_failures_total", carrier="whatsapp", kind="throttled_carrier", code="130429") == 1
    assert grown("delivery_failures_total", carrier="whatsapp", kind="refused", code="131026") == 1
    assert grown("outbound_total", carrier="whatsapp", state="again", code="0") == 1
    assert grown("outbound_total", carrier="whatsapp", state="in_doubt", code="0") == 1
    assert grown("outbound_total", carrier="whatsapp", state="given_up", code="131026") == 1
    assert grown("outbound_total", carrier="whatsapp", state="sent", code="0") == 1
    assert grown("carrier_seconds_count", carrier="whatsapp") == 4
    assert grown("reply_seconds_count") == 1
    assert now(bot, "given_up", carrier="whatsapp") == 1


def test_what_waits_is_counted_when_somebody_looks(bot: Bot, twin: Twin) -> None:
    amina = twin.customer("Amina", phone="15550120001")
    assert (now(bot, "database_up"), now(bot, "backlog", carrier="whatsapp")) == (1, None)
    with web_of(bot, twin):
        heard(twin, (amina, "hi"))
        twin.faults.answers += ["drop"]
        twin.faults.status_webhooks = False
        bot.deliver(minute=True)
        assert now(bot, "in_doubt") == 1
        age(bot, timedelta(hours=1))
        twin.faults.token_expired = True
        bot.deliver(minute=True)
    assert now(bot, "backlog", carrier="whatsapp") == 1
    assert now(bot, "sending_stopped", carrier="whatsapp", code="190") == 1
    age(bot, timedelta(hours=3))
    assert (now(bot, "backlog_age_seconds", carrier="whatsapp") or 0) > 3600
    assert now(bot, "set_aside") == 0


@ON_SQLITE
def test_a_database_that_is_away_is_a_number_too(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert now(bot, "database_up") == 0


@ON_SQLITE
def test_no_label_says_anything_about_anybody(bot: Bot, twin: Twin) -> None:
    tiago = twin.customer("Tiago Mingo", phone="15550129876", bsuid="BR.1234567890123")
    with web_of(bot, twin):
        heard(twin, (tiago, "hi"), (tiago, "3"), (tiago, "Tiago Mingo"), (tiago, "tiago@example.com"))
        bot.deliver(minute=True)
    text = bot.client.get("/metrics", headers=BEARER).text
    for planted in ("15550129876", "1234567890123", "Tiago", "tiago@example.com", "wamid"):
        assert planted not in text


@ON_SQLITE
def test_every_number_is_described_for_operators(bot: Bot) -> None:
    names = set(re.findall(r"^# TYPE (relaystack_\w+) ", bot.client.get("/metrics", headers=BEARER).text, re.MULTILINE))
    names = {re.sub("_(total|created)$", "", name) for name in names}
    written = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    described = {re.sub("_total$", "", name) for name in re.findall(r"^\| `(relaystack_\w+)`", written, re.MULTILINE)}
    assert described == names


def test_sibling_processes_add_up_their_numbers(tmp_path: Path) -> None:
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    count = "from relaystack import metrics; metrics.settled([('mail', 'sent', 0)] * 3)"
    show = "from relaystack.metrics.exposition import exposition; print(exposition([]).decode())"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], env=environ, cwd=ROOT, check=True, timeout=60)
    shown = subprocess.run([sys.executable, "-c", show], env=environ, cwd=ROOT, check=True, timeout=60, text=True,
                           capture_output=True).stdout  # fmt: skip
    assert 'relaystack_outbound_total{carrier="mail",code="0",state="sent"} 6.0' in shown
