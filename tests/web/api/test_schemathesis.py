"""Does the API hold to what /openapi.json says of it, whatever it is sent?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from api_tools import BEARER, furnished
from bot import TOKEN, Bot
from databases import fill
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import Case

from relaystack.settings import Settings

EXAMPLES = 15


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.schemas.BaseSchema]:
    """The description of a bot that knows people, leads, failures, open questions."""
    folder = tmp_path_factory.mktemp("api")
    url = f"sqlite:///{folder / 'bot.db'}"
    fill(url, folder)
    bot = Bot(Settings(database_url=url, api_token=TOKEN, media_dir=folder, api_requests_per_minute=1_000_000))
    furnished(bot)
    yield schemathesis.openapi.from_wsgi("/openapi.json", bot.app)
    bot.close()


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@seed(20261126)
@settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_is_what_it_says(case: Case) -> None:
    case.call_and_validate(headers=BEARER)
