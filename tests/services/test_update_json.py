"""Is an update that was kept as JSON the very same one when it is read again?"""

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import pytest
from gateways.whatsapp.meta_bodies import NAMES, NUMBER_ID, body_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relaystack.engine.updates import Ignored, Update
from relaystack.gateways.whatsapp.updates import parse
from relaystack.services.receiving.update_json import from_json, to_json

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.sampled_from(["type", "at"]), inner),
    max_leaves=8,
)
KINDS = [kind for kind in get_args(Update) if kind is not Ignored]


def anything(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of that type: fields that are added later are made up, too."""
    if is_dataclass(hint):
        return st.builds(cast(type, hint), **{name: anything(part) for name, part in get_type_hints(hint).items()})
    if get_origin(hint) in (UnionType, Union):
        return st.one_of([anything(part) for part in get_args(hint)])
    if get_origin(hint) in (dict, Mapping):
        return st.dictionaries(words, json_values, max_size=3)
    if hint is datetime:
        return st.datetimes(timezones=st.just(UTC))
    return words if hint is str else st.from_type(hint)


def _again(update: Update) -> Update:
    return from_json(json.loads(json.dumps(to_json(update))))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_update_comes_back_as_it_was(kind: type[Update], data: st.DataObject) -> None:
    update = data.draw(anything(kind))
    assert _again(update) == update


@pytest.mark.parametrize("name", NAMES)
def test_whatever_meta_writes_comes_back_as_it_was(name: str) -> None:
    for update in parse(body_of(name), NUMBER_ID):
        if not isinstance(update, Ignored):
            assert _again(update) == update


@pytest.mark.parametrize(
    "kept", [{}, {"message_id": "wamid.1"}, {"type": "Unknown"}, {"type": "Received"}, {"type": []}]
)
def test_a_form_of_another_version_is_said_in_words(kept: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="this version cannot read"):
        from_json(kept)
