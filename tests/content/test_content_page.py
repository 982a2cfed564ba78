"""Does docs/content.md name all that a content folder may say?"""

import re

import pytest
from pydantic import BaseModel

from relaystack.content import shapes
from relaystack.content.book import BRAND
from relaystack.engine.answers import ANSWERS
from relaystack.engine.effects import EFFECTS, arguments_of
from relaystack.engine.lookups import LOOK_UPS
from relaystack.settings import ROOT

PAGE = (ROOT / "docs" / "content.md").read_text()
CODE = " ".join(first or second for first, second in re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", PAGE, re.DOTALL))

SHAPES = [shape for shape in vars(shapes).values() if isinstance(shape, type) and issubclass(shape, BaseModel)]
KEYS = {field.alias or name for shape in SHAPES for name, field in shape.model_fields.items()}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_of_a_flow_is_explained(key: str) -> None:
    assert re.search(rf"\b{key}\b", CODE)


@pytest.mark.parametrize("effect", sorted(EFFECTS))
def test_every_effect_is_explained_with_what_it_takes(effect: str) -> None:
    explained = PAGE[PAGE.index("**Effects**") :].partition("\n\n")[0]
    assert f"`{effect}`" in explained
    for argument in arguments_of(effect):
        assert f"`{argument}`" in explained or f"`{argument}: " in explained, argument


@pytest.mark.parametrize("name", [*LOOK_UPS, *ANSWERS, *BRAND, "proposal", "left", "known", "can"])
def test_everything_else_that_a_flow_may_name_is_explained(name: str) -> None:
    assert re.search(rf"\b{name}\b", CODE)
