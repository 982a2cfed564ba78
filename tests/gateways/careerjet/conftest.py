"""What tests of the job search share: a Careerjet, a bot that may ask it, somebody who looks for a job."""

from collections.abc import Callable, Iterator

import pytest
from bot import Bot
from fakes.careerjet import Careerjet as Fake
from gateways.careerjet.careerjet_tools import IP

from metatwin import Customer, Twin


@pytest.fixture
def careerjet() -> Iterator[Fake]:
    """A Careerjet on loopback that knows two openings."""
    fake = Fake()
    yield fake
    fake.close()


@pytest.fixture
def searching(make_bot: Callable[..., Bot], careerjet: Fake) -> Bot:
    """A bot that may ask Careerjet."""
    return make_bot(careerjet_api_key="the-key", careerjet_user_ip=IP, careerjet_api_url=careerjet.url)


@pytest.fixture
def amina(twin: Twin) -> Customer:
    """Somebody who looks for a job."""
    return twin.customer("Amina", phone="15550190001")
