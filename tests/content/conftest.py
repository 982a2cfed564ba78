"""What tests of the content share."""

import pytest

from relaystack.content.check.turns import Turns


@pytest.fixture(scope="session")
def turns() -> Turns:
    """Those of all checks in these tests: what a fault does not touch is taken once."""
    return Turns()
