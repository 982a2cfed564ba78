"""Do those who read our production files understand them, and do the files agree with each other?"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from processes import BIN, environment
from production import files

from relaystack.serve import STOPS_WITHIN
from relaystack.settings import ROOT, Settings

SCHEMAS = Path(__file__).parent / "schemas"
GIVEN = {"POSTGRES_PASSWORD": "not-a-secret", "DOMAIN": "bot.example.com"}
MIGRATE = "flask init-db && flask seed-programs"


def _run(*command: str | Path, cwd: Path = ROOT) -> None:
    environ = environment(**GIVEN)
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


# --- each by its own reader -----------------------------------------------------------------------


def test_hadolint_has_nothing_to_say_about_the_dockerfile() -> None:
    _run(BIN / "hadolint", "Dockerfile")


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("compose.yaml", ("--builtin-schema", "vendor.compose-spec")),
        ("render.yaml", ("--schemafile", str(SCHEMAS / "render.json"))),
        ("railway.json", ("--schemafile", str(SCHEMAS / "railway.json"))),
    ],
)
def test_a_file_has_the_shape_that_its_reader_wants(file: str, schema: tuple[str, str]) -> None:
    _run(BIN / "check-jsonschema", *schema, file)


def _compose() -> list[str]:
    """Docker's own compose, or Debian's package docker-compose."""
    with_docker = ["docker", "compose"]
    if (
        shutil.which("docker")
        and not subprocess.run([*with_docker, "version"], capture_output=True, check=False).returncode
    ):
        return with_docker
    return ["docker-compose"] if shutil.which("docker-compose") else []


@pytest.mark.skipif(not _compose(), reason="neither `docker compose` nor Debian's docker-compose is here; CI has it")
def test_compose_understands_its_file(tmp_path: Path) -> None:
    shutil.copy(ROOT / "compose.yaml", tmp_path)
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    _run(*_compose(), "config", "--quiet", cwd=tmp_path)


@pytest.mark.skipif(not shutil.which("caddy"), reason="Debian's caddy is not here; CI has it")
def test_caddy_understands_its_file() -> None:
    _run("caddy", "validate", "--adapter", "caddyfile", "--config", "Caddyfile")


# --- what they must agree on ----------------------------------------------------------------------


def test_the_image_holds_nothing_but_what_it_names() -> None:
    lines = [line for line in files.read(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert let_in == {source for source, _ in files.copied()} | {"requirements.txt"}


def test_the_image_does_not_run_as_root_and_installs_what_is_locked() -> None:
    assert ("USER", "10001") in files.last_stage()
    installs = [words for name, words in files.instructions() if name == "RUN" and "pip install" in words]
    assert all("--require-hashes" in words and "/requirements.txt" in words for words in installs)
    assert installs


def test_who_stops_the_bot_waits_longer_than_it_takes() -> None:
    """Else what is under way is cut off, and sent again a minute later."""
    services, [render] = files.compose()["services"], yaml.safe_load(files.read("render.yaml"))["services"]
    patience = [int(services[name]["stop_grace_period"].removesuffix("s")) for name in ("web", "worker")]
    patience += [render["maxShutdownDelaySeconds"], json.loads(files.read("railway.json"))["deploy"]["drainingSeconds"]]
    assert min(patience) > STOPS_WITHIN


def test_migrations_run_before_the_new_version_everywhere() -> None:
    services = files.compose()["services"]
    assert services["migrate"]["command"] == ["sh", "-c", MIGRATE]
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    [render] = yaml.safe_load(files.read("render.yaml"))["services"]
    [railway] = json.loads(files.read("railway.json"))["deploy"]["preDeployCommand"]
    assert render["preDeployCommand"] == railway == f'sh -c "{MIGRATE}"'
    assert f"release: {MIGRATE}\n" in files.read("Procfile")


def test_settings_are_named_as_the_program_reads_them() -> None:
    known = {name.upper() for name in Settings.__dataclass_fields__}
    [render] = yaml.safe_load(files.read("render.yaml"))["services"]
    assert {setting["key"] for setting in render["envVars"]} <= known
    assert set(files.compose()["services"]["web"]["environment"]) <= known


def test_the_database_is_reached_by_the_bot_alone() -> None:
    found = files.compose()
    assert found["networks"]["inside"] == {"internal": True}
    assert found["services"]["db"]["networks"] == ["inside"]
    assert [name for name, service in found["services"].items() if "ports" in service] == ["caddy"]
