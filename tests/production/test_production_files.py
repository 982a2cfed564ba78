"""Do those who read our production files understand them, and do the files agree with each other?"""

import json
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from processes import BIN, environment
from production import files

from relaystack import create_app
from relaystack.errors import SettingsError
from relaystack.serve import STOPS_WITHIN
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT, Settings, from_env

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


def _in_docs(kind: str) -> str:
    [block] = re.findall(rf"```{kind}\n(.*?)```", files.read("docs/operations/deploying.md"), re.DOTALL)
    return str(block)


@pytest.mark.skipif(not shutil.which("caddy"), reason="Debian's caddy is not here; CI has it")
def test_caddy_understands_what_the_documents_give_it(tmp_path: Path) -> None:
    (tmp_path / "Caddyfile").write_text(_in_docs("caddyfile"))
    _run("caddy", "validate", "--adapter", "caddyfile", "--config", "Caddyfile", cwd=tmp_path)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_what_the_documents_give_it(tmp_path: Path) -> None:
    unit = tmp_path / "relaystack.service"
    unit.write_text(re.sub("/opt/relaystack/bot/.venv/bin", str(BIN), _in_docs("ini")))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0
    assert "relaystack.service" not in done.stderr, "what systemd does not know it only warns of"


# --- what they must agree on ----------------------------------------------------------------------


def test_no_secret_and_no_customer_reaches_a_build() -> None:
    """Docker's patterns: without a slash they count at the top, `**/` anywhere."""
    lines = [line for line in files.read(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert not [line for line in lines if line.startswith("!")], "nothing is let in again"
    for name in (".env", ".env.acme", ".git", "instance", "bot.db", "bot.db-wal"):
        assert any(fnmatch(name, line.removeprefix("**/")) for line in lines), name
    for name in ("acme/.env", "acme/bot.db"):
        assert any(line.startswith("**/") and fnmatch(Path(name).name, line.removeprefix("**/")) for line in lines), (
            name
        )
    for source in [source for source, _ in files.copied()] + ["requirements-image.txt", "acme"]:
        assert not any(fnmatch(source, line) for line in lines), f"{source} would be missing"


@pytest.mark.parametrize("content", ["nexora", "acme"])
def test_the_image_holds_the_folder_that_its_builder_names(content: str) -> None:
    stage = files.last_stage()
    assert ("ARG", "CONTENT_DIR=nexora") in stage
    assert any(name == "ENV" and "CONTENT_DIR=$CONTENT_DIR" in words for name, words in stage), "and reads it there"
    assert (content, content) in files.copied(content)
    assert files.compose()["services"]["web"]["build"]["args"] == {"CONTENT_DIR": "${CONTENT_DIR:-nexora}"}


def test_the_image_does_not_run_as_root_and_installs_what_is_locked() -> None:
    assert {("ARG", "STARTS_AS=10001"), ("USER", "$STARTS_AS")} <= set(files.last_stage())
    installs = [words for name, words in files.instructions() if name == "RUN" and "pip install" in words]
    assert all("--require-hashes" in words and "/requirements-image.txt" in words for words in installs)
    assert installs


def test_who_stops_the_bot_waits_longer_than_it_takes() -> None:
    """Else what is under way is cut off, and sent again a minute later."""
    services, [render] = files.compose()["services"], yaml.safe_load(files.read("render.yaml"))["services"]
    patience = [int(services[name]["stop_grace_period"].removesuffix("s")) for name in ("web", "worker")]
    patience += [render["maxShutdownDelaySeconds"], json.loads(files.read("railway.json"))["deploy"]["drainingSeconds"]]
    patience.append(int(re.findall(r"TimeoutStopSec=(\d+)", files.read("docs/operations/deploying.md"))[0]))
    patience.append(int(re.findall(r"--stop-timeout (\d+)", files.read("docs/operations/deploying.md"))[0]))
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
    assert {setting["key"] for setting in render["envVars"]} <= known | {"STARTS_AS"}
    assert set(files.compose()["services"]["web"]["environment"]) <= known


def test_every_health_check_asks_for_a_page_that_there_is() -> None:
    [render] = yaml.safe_load(files.read("render.yaml"))["services"]
    asked = {render["healthCheckPath"], json.loads(files.read("railway.json"))["deploy"]["healthcheckPath"]}
    asked |= set(re.findall(r"/webhook/[a-z/]+", files.command("HEALTHCHECK")[-1]))
    app = create_app(Settings())
    assert asked <= {rule.rule for rule in app.url_map.iter_rules()}


def test_every_way_runs_the_same_programs() -> None:
    services, lines = files.compose()["services"], files.read("Procfile").splitlines()
    processes = dict(line.split(": ", 1) for line in lines)
    assert processes["web"].split() == files.command("CMD")
    assert services["worker"]["command"][:2] == processes["worker"].split()
    assert "command" not in services["web"], "compose runs the image's own command"
    [render] = yaml.safe_load(files.read("render.yaml"))["services"]
    assert not {"dockerCommand", "startCommand"} & set(render)
    assert "startCommand" not in json.loads(files.read("railway.json"))["deploy"]


def test_a_platform_is_given_all_that_production_cannot_start_without() -> None:
    with pytest.raises(SettingsError) as refused:
        from_env({"FLASK_ENV": "production"})
    needed = set(re.findall(r"([A-Z_]+) is missing", str(refused.value)))
    [render] = yaml.safe_load(files.read("render.yaml"))["services"]
    given = {setting["key"] for setting in render["envVars"]}
    assert needed <= given
    assert "PUBLIC_URL" not in given, "who is asked for it before the first start cannot know it"
    assert {"DATABASE_URL", "ADMIN_EMAIL", "MAIL_FROM"} <= given
    assert any("FLASK_ENV=production" in words for name, words in files.last_stage() if name == "ENV")


def test_every_setting_stands_in_a_document() -> None:
    pages = files.read("README.md") + "".join(page.read_text() for page in (ROOT / "docs").rglob("*.md"))
    unnamed = {name.upper() for name in Settings.__dataclass_fields__ if name.upper() not in pages}
    assert unnamed == set()


def test_the_database_takes_the_connections_of_the_processes_that_the_documents_count() -> None:
    """18 for each process: the pool, a look at the health, and a spare one."""
    made = Database("postgresql+psycopg://h/d", ROOT).engine.pool
    most = made.size() + made._max_overflow  # type: ignore[attr-defined]
    [told] = re.findall(r"each process takes up to (\d+)", files.read("docs/operations/scaling.md"))
    assert most < int(told) <= most + 2


def test_the_database_is_reached_by_the_bot_alone() -> None:
    found = files.compose()
    assert found["networks"]["inside"] == {"internal": True}
    assert found["services"]["db"]["networks"] == ["inside"]
    assert [name for name, service in found["services"].items() if "ports" in service] == ["caddy"]
