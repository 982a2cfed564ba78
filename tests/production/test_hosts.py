"""Does the program start on hosts with rules of their own: buildpacks, disks of root, addresses made late?"""

import os
import subprocess
from pathlib import Path

import pytest
from processes import environment
from production import files

from relaystack.errors import SettingsError
from relaystack.settings import ROOT, Settings, from_env
from relaystack.settings.names import misspelt

# What the Python buildpacks take for a list of packages; with two of them they stop.
# https://devcenter.heroku.com/articles/python-support
PACKAGE_LISTS = {"requirements.txt", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock", "environment.yml"}


def _ignored_by_heroku() -> set[str]:
    """Removed before the buildpack looks: https://devcenter.heroku.com/articles/slug-compiler."""
    return {line.lstrip("/") for line in files.read(".slugignore").splitlines() if line}


def test_a_buildpack_finds_one_list_of_packages_and_the_python_to_install_them_with() -> None:
    found = {str(path) for path in files.tracked()} & PACKAGE_LISTS
    assert found - _ignored_by_heroku() == {"requirements.txt"}
    assert 'exclude = ["uv.lock"]' in files.read("project.toml"), "the same for Cloud Native Buildpacks"
    in_image = next(words for name, words in files.last_stage() if name == "FROM")
    assert in_image.startswith(f"python:{files.read('.python-version').strip()}-")


def test_make_uses_the_python_that_made_the_environment() -> None:
    """`.python-version` is for hosts: uv must not look for that Python on a machine that has another."""
    assert "export UV_PYTHON = $(BIN)/python\n" in files.read("Makefile")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can hand a folder over; CI is root")
def test_a_disk_of_roots_becomes_the_programs_own(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.owner() == "root" and folder.stat().st_mode & 0o700 == 0o700 and "pytest" in folder.name:
            folder.chmod(0o755)  # pytest's own folders are closed to others
    (tmp_path / "instance" / "media").mkdir(parents=True)
    told = "id -u; touch instance/media/file; grep CapEff /proc/self/status"
    done = subprocess.run(
        ["sh", str(ROOT / "entrypoint.sh"), "sh", "-c", told],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["10001", "CapEff:", "0" * 16]
    assert (tmp_path / "instance" / "media" / "file").stat().st_uid == 10001


def test_the_entrypoint_leaves_who_is_not_root_alone(tmp_path: Path) -> None:
    """And becomes the command: no shell stays that would keep signals to itself."""
    run_as = ["setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"] if os.getuid() == 0 else []
    script = (ROOT / "entrypoint.sh").read_text()
    done = subprocess.run(
        [*run_as, "sh", "-c", f"{script}\n", "entrypoint", "sh", "-c", "cat /proc/$$/comm; exit 7"],
        cwd="/", env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (7, "sh"), done.stderr


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, ""),
        ({"RENDER_EXTERNAL_URL": "https://bot.onrender.com"}, "https://bot.onrender.com"),
        ({"RAILWAY_PUBLIC_DOMAIN": "bot.up.railway.app"}, "https://bot.up.railway.app"),
        ({"HEROKU_APP_DEFAULT_DOMAIN_NAME": "bot.herokuapp.com"}, "https://bot.herokuapp.com"),
        ({"RENDER_EXTERNAL_URL": "https://a", "PUBLIC_URL": "https://bot.example.com"}, "https://bot.example.com"),
    ],
)
def test_the_address_that_a_host_gives_is_ours_until_we_name_another(given: dict[str, str], address: str) -> None:
    assert from_env(given).public_url == address


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("WHATSAPP_TOKN", "WHATSAPP_TOKEN"),
        ("WHATSAP_TOKEN", "WHATSAPP_TOKEN"),
        ("APP_SECERT", "APP_SECRET"),
        ("SMTP_PASS", "SMTP_PASSWORD"),
        ("SMTP_USERNAME", "SMTP_USER"),
        ("admin_email", "ADMIN_EMAIL"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("PHONENUMBER_ID", "PHONE_NUMBER_ID"),
    ],
)
def test_a_misspelt_setting_is_told(name: str, meant: str) -> None:
    assert misspelt({name: "x"}, Settings.__dataclass_fields__) == [f"{name} is no setting: is {meant} meant?"]
    assert misspelt({name: "x", meant: "y"}, Settings.__dataclass_fields__) == [], "the right one is there"


def test_what_machines_set_for_themselves_is_not_taken_for_a_misspelling() -> None:
    usual = [
        "PATH",
        "HOME",
        "HOSTNAME",
        "LANG",
        "LOGNAME",
        "SHELL",
        "TERM",
        "USER",
        "PWD",
        "VIRTUAL_ENV",
        "PYTHONPATH",
        "FLASK_APP",
        "FLASK_DEBUG",
        "DOMAIN",
        "KUBERNETES_SERVICE_HOST",
        "KUBERNETES_PORT",
        "POSTGRES_PASSWORD",
        "DATABASE_PUBLIC_URL",
        "PROMETHEUS_MULTIPROC_DIR",
        "RENDER_EXTERNAL_URL",
        "RAILWAY_RUN_UID",
        "STARTS_AS",
    ]
    assert misspelt(dict.fromkeys(usual, "x"), Settings.__dataclass_fields__) == []


def test_what_is_missing_is_told_with_what_may_be_meant() -> None:
    with pytest.raises(SettingsError, match="WHATSAPP_TOKN is no setting: is WHATSAPP_TOKEN meant"):
        from_env({"FLASK_ENV": "production", "WHATSAPP_TOKN": "x"})
