"""Do the commands that the image runs work in a folder that holds nothing but what the image holds?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from databases import empty_database
from processes import answers, free_port
from production import files, image
from services.service_tools import wait_for

from metatwin import Twin
from relaystack.services.storage import migrations
from relaystack.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    with empty_database(request, tmp_path) as address:
        yield address


@pytest.fixture
def twin() -> Iterator[Twin]:
    """Meta's side, with the secret of the image."""
    with Twin(token="twin-token", app_secret=image.APP_SECRET) as started:
        yield started


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The image's /app."""
    return image.lay_out(tmp_path / "app")


def _healthy(app: Path, environ: dict[str, str]) -> bool:
    return image.run(app, files.command("HEALTHCHECK"), environ).returncode == 0


def test_the_bot_answers_from_the_image(app: Path, settings: Settings, twin: Twin) -> None:
    services = files.compose()["services"]
    web, worker = (image.environ(settings, free_port()) for _ in range(2))
    migrated = image.run(app, services["migrate"]["command"], web)
    assert migrated.returncode == 0, migrated.stderr
    assert not _healthy(app, web)
    watched = [part.replace("5000", worker["PORT"]) for part in services["worker"]["command"]]
    with image.started(app, watched, worker) as delivering, image.started(app, files.command("CMD"), web) as serving:
        for environ in (web, worker):
            wait_for(lambda: answers(f"http://127.0.0.1:{environ['PORT']}/webhook/health"), 60)  # noqa: B023
            assert _healthy(app, environ)
        twin.webhook_url = f"http://127.0.0.1:{web['PORT']}/webhook"
        twin.says(twin.customer(name="Ada", phone="15550120001"), "hi")
        twin.wait_for(lambda: twin.sent and twin.unacknowledged == 0)
    assert "Welcome" in twin.sent[0].words
    assert (serving.returncode, delivering.returncode) == (0, 0)


def test_containers_that_start_at_once_migrate_one_after_another(
    empty_database_url: str, app: Path, twin: Twin
) -> None:
    """Each deploys as if it were alone."""
    several = 4
    settings = Settings(
        database_url=empty_database_url, whatsapp_token="twin-token", phone_number_id="1", graph_api_url=twin.url
    )
    environ = image.environ(settings, free_port())
    command = files.compose()["services"]["migrate"]["command"]
    with ThreadPoolExecutor(several) as pool:
        done = list(pool.map(lambda _: image.run(app, command, environ), range(several)))
    assert [one.returncode for one in done] == [0] * several, [one.stderr for one in done]
    added = [one.stdout for one in done if "Programmes: 0 added" not in one.stdout]
    assert len(added) == 1, "the programmes were loaded by one of them, and by one alone"
    assert all(f"(revision {migrations.head()})" in one.stdout for one in done)
