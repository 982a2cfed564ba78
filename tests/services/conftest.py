"""What tests of the services share: a bot that hears, customers, CRMs."""

import logging
from collections.abc import Callable, Iterator

import pytest
from bot import Bot
from fakes.crm import CrmReceiver
from fakes.hubspot import TOKEN, HubSpot
from fakes.push import PushService
from services.crm_tools import SECRET
from services.service_tools import heard, web_of
from services.template_tools import approved

from metatwin import Customer, Twin


@pytest.fixture
def listening(bot: Bot, twin: Twin) -> Iterator[Bot]:
    """The bot with its webhook open; it delivers when the test says so."""
    with web_of(bot, twin):
        yield bot


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service that browsers have named."""
    service = PushService()
    yield service
    service.close()


@pytest.fixture
def amina(twin: Twin) -> Customer:
    """A customer who has not written yet."""
    return twin.customer("Amina", phone="15550120001", bsuid="US.111")


@pytest.fixture
def ben(twin: Twin) -> Customer:
    """Another one."""
    return twin.customer("Ben", phone="15550120002", bsuid="US.222")


@pytest.fixture
def laila(twin: Twin) -> Customer:
    """One of a country to which Meta delivers marketing."""
    return twin.customer("Laila", phone="971501234567", bsuid="AE.111")


@pytest.fixture
def ready(listening: Bot, twin: Twin, laila: Customer) -> Bot:
    """Laila has written, and Meta has approved all templates."""
    twin.faults.status_webhooks = False
    heard(twin, (laila, "hi"))
    listening.deliver()
    approved(listening, twin)
    return listening


@pytest.fixture
def loud() -> None:
    """For tests in which the program should write errors into its log."""


@pytest.fixture(autouse=True)
def _quiet(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No other test may pass with an error in the log: much heals itself, and hides its fault by that."""
    yield
    errors = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert "loud" in request.fixturenames or not errors


@pytest.fixture
def hubspot() -> Iterator[HubSpot]:
    """An empty HubSpot."""
    fake = HubSpot()
    yield fake
    fake.close()


@pytest.fixture
def receiver() -> Iterator[CrmReceiver]:
    """A system that takes webhooks."""
    fake = CrmReceiver()
    yield fake
    fake.close()


@pytest.fixture
def with_hubspot(make_bot: Callable[..., Bot], hubspot: HubSpot) -> Bot:
    """A bot that tells HubSpot."""
    return make_bot(hubspot_token=TOKEN, hubspot_api_url=hubspot.url)


@pytest.fixture
def with_webhook(make_bot: Callable[..., Bot], receiver: CrmReceiver) -> Bot:
    """A bot that tells the company's own system."""
    return make_bot(crm_webhook_url=receiver.url, crm_webhook_secret=SECRET)
