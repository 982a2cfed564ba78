"""Which twin, webhook and customer do the tests of the twin share?"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from twin.twin_tools import HELLO, Webhook

from metatwin import Customer, Twin


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    webhook = Webhook()
    yield webhook
    webhook.close()


@pytest.fixture
def twin(webhook: Webhook) -> Iterator[Twin]:
    with Twin(webhook_url=webhook.url) as twin:
        twin.templates.add(replace(HELLO))
        yield twin


@pytest.fixture
def amina(twin: Twin) -> Customer:
    """A customer who has just written, so that the business may answer."""
    amina = twin.customer("Amina", "15551230001", "US.111")
    twin.says(amina, "hi")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    return amina
