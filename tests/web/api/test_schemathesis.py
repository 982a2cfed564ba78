"""Does the API hold to what /openapi.json says of it, whatever it is sent?

The engine behind `schemathesis run`, with one seed: what it finds, it finds each time. It works by HTTP on loopback: on
the WSGI application itself its check for ignored tokens cannot run (4.32 hands werkzeug a setting of `requests`).
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import schemathesis
from bot import TOKEN, Bot
from databases import fill
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from web.api.api_tools import BEARER, furnished
from werkzeug.serving import make_server

from relaystack.settings import Settings

pytestmark = pytest.mark.slow

THINGS = "^/api/(contacts|conversations|leads|unanswered)/[{]id[}]"
CONFIG = {
    "seed": 20261126,
    "headers": BEARER,
    "workers": 1,
    "generation": {"max-examples": 20, "database": "none", "deterministic": True},
    # The usual ones, and 412: no request knows a version that there is.
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "412", "429", "5xx"],
        }
    },
    # Ids of what is there, or all would end at 404; who is erased is not who is asked for.
    "operations": [
        {"include-method": "DELETE", "parameters": {"path.id": 2}},
        {"include-path": "/api/failed/{id}/retry", "parameters": {"path.id": "item:1"}},
        {
            "include-path-regex": THINGS,
            "parameters": {"path.id": 1},
        },
    ],
}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A bot behind HTTP that knows people, a lead, an open question."""
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    fill(url, tmp_path)
    meta: dict[str, Any] = {"whatsapp_token": "t", "phone_number_id": "1"}
    bot = Bot(
        Settings(database_url=url, api_token=TOKEN, media_dir=tmp_path, api_requests_per_minute=1_000_000, **meta)
    )
    furnished(bot)
    server = make_server("127.0.0.1", 0, bot.app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    bot.close()


def test_the_api_is_what_it_says(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", config=SchemathesisConfig.from_dict(CONFIG))
    counted: Counter[str] = Counter()
    troubles: list[str] = []
    for event in from_schema(schema).execute():
        match event:
            case events.NonFatalError(label=label, info=info):
                troubles.append(f"{label}: {info}")
            case events.FatalError(exception=error):
                troubles.append(repr(error))
            case events.ScenarioFinished():
                troubles += _counted(event, counted)
    with capsys.disabled():
        print(f"\nschemathesis {schemathesis.__version__}: " + ", ".join(f"{n} {what}" for what, n in counted.items()))
    assert not troubles, "\n\n".join(troubles)
    operations = sum(len(methods) for methods in schema.raw_schema["paths"].values())
    assert counted["fuzzing: success"] == counted["coverage: success"] == operations
    assert counted["coverage: some 2xx"] > 15
    assert counted["checks: success"] > 10 * counted["requests"]


def _counted(event: events.ScenarioFinished, counted: Counter[str]) -> list[str]:
    """Count what was done for one operation; what has failed, with how to see it again."""
    counted[f"{event.phase.value.lower()}: {event.status}"] += 1
    counted["requests"] += len(event.recorder.interactions)
    answers = [one.response.status_code for one in event.recorder.interactions.values() if one.response]
    counted.update(f"answers {status // 100}xx" for status in answers)
    if any(200 <= status < 300 for status in answers):
        counted[f"{event.phase.value.lower()}: some 2xx"] += 1
    checks = [check for some in event.recorder.checks.values() for check in some]
    counted.update(f"checks: {check.status}" for check in checks)
    failed = [(check.name, check.failure_info) for check in checks if check.failure_info]
    return [f"{event.label}: {name}: {info.failure}\n{info.code_sample}" for name, info in failed]
