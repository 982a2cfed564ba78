"""Does any JSON at all, grown out of real bodies, pass through without a fault?"""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import NAMES, NUMBER_ID, body_of, post
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relaystack.engine.updates import Ignored, Received, StatusChanged, Update
from relaystack.gateways.whatsapp.updates import parse

BODIES = [body_of(name) for name in NAMES]
ODD = ("text", "image", "failed", "read", "stop", "1", "16505551234", "US.1", "\ud800", "\x00", "\\u0000", "9" * 4000)
WORDS = st.text(st.characters(categories=None)) | st.sampled_from(ODD)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.just(10**4000)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=8)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every node."""
    yield way
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from places(part, (*way, name))


@st.composite
def grown(draw: Callable[..., Any]) -> Any:
    """A real body with up to four nodes replaced."""
    whole = [copy.deepcopy(draw(st.sampled_from(BODIES)))]
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from([place for place in places(whole) if place]))
        node: Any = whole
        for name in way:
            node = node[name]
        node[last] = draw(VALUES)
    return whole[0]


@settings(max_examples=400, deadline=None)
@given(grown())
def test_any_json_is_understood_or_passed_over(body: Any) -> None:
    for update in parse(body, NUMBER_ID):
        assert isinstance(update, Update)
        if isinstance(update, Received | StatusChanged):
            assert update.message_id
        if isinstance(update, Received):
            json.dumps(update.content, allow_nan=False).encode()
            assert update.sender
            assert "\x00" not in update.words
        if isinstance(update, Ignored):
            assert update.reason


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grown())
def test_any_json_is_taken_in(bot: Bot, body: Any) -> None:
    """NaN and Infinity, which Python writes though JSON has none, are refused."""
    assert post(bot, body).status_code in (200, 400)
    assert bot.rows("SELECT * FROM set_aside") == []
