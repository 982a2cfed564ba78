"""What tests of the services share: a bot that hears, customers."""

import logging
from collections.abc import Iterator

import pytest
from bot import Bot
from service_tools import web_of

from metatwin import Customer, Twin


@pytest.fixture
def listening(bot: Bot, twin: Twin) -> Iterator[Bot]:
    """The bot with its webhook open; it delivers when the test says so."""
    with web_of(bot, twin):
        yield bot


@pytest.fixture
def amina(twin: Twin) -> Customer:
    """A customer who has not written yet."""
    return twin.customer("Amina", phone="15550120001", bsuid="US.111")


@pytest.fixture
def ben(twin: Twin) -> Customer:
    """Another one."""
    return twin.customer("Ben", phone="15550120002", bsuid="US.222")


@pytest.fixture
def loud() -> None:
    """For tests in which the program should write errors into its log."""


@pytest.fixture(autouse=True)
def _quiet(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No other test may pass with an error in the log: much heals itself, and hides its fault by that."""
    yield
    errors = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert "loud" in request.fixturenames or not errors
