"""Does docs/security.md name tests that exist?"""

import re

import pytest

from relaystack.settings import ROOT

NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "docs/security.md").read_text("utf-8"))


def test_every_risk_of_the_list_has_a_test() -> None:
    lines = (ROOT / "docs/security.md").read_text("utf-8").splitlines()
    rows = {line.split()[1]: line for line in lines if line.startswith("| API")}
    assert list(rows) == [f"API{number}" for number in range(1, 11)]
    assert all("`tests/" in row for row in rows.values())


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)))
def test_a_test_that_is_named_exists(file: str, test: str) -> None:
    assert re.search(rf"^def {test or 'test_'}", (ROOT / file).read_text("utf-8"), re.MULTILINE)
