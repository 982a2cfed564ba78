"""Who may open the simulator, and what it must not break."""

from collections.abc import Callable

import pytest
from bot import Bot


@pytest.fixture
def simulated(make_bot: Callable[..., Bot]) -> Bot:
    """A bot in development without credentials."""
    return make_bot(whatsapp_token="", app_secret="", api_token="")


def test_the_api_is_described_beside_the_simulator(simulated: Bot) -> None:
    answer = simulated.client.get("/openapi.json")
    assert answer.status_code == 200
    assert "/webhook/stats/{phone}" in answer.get_json()["paths"]


@pytest.mark.parametrize("path", ["/simulator", "/simulator/twin/customers", "/webhook/stats/15550120001"])
def test_a_foreign_name_that_leads_here_is_refused(simulated: Bot, path: str) -> None:
    assert simulated.client.get(path, headers={"Host": "evil.example"}).status_code in (401, 403)


def test_there_is_no_simulator_with_credentials(bot: Bot) -> None:
    assert bot.client.get("/simulator").status_code == 404
