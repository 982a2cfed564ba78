"""Does the code keep to its layers, and does the set-up name nothing but public sources?"""

import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from relaystack import __version__
from relaystack.settings import ROOT

HOSTS = {"pypi.org", "files.pythonhosted.org"}
LOCK = ROOT / "uv.lock"
REQUIREMENTS, IMAGE = ROOT / "requirements.txt", ROOT / "requirements-image.txt"
LISTS = pytest.mark.parametrize(
    ("file", "extras"), [(REQUIREMENTS, ()), (IMAGE, ("push", "payments"))], ids=["alone", "image"]
)


def test_imports_keep_to_the_layers() -> None:
    lint: Path = Path(sys.executable).parent / "lint-imports"
    command: list[str | Path] = [lint, "--config", ROOT / ".importlinter", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", [LOCK, REQUIREMENTS, IMAGE], ids=lambda file: file.name)
def test_packages_come_from_the_public_index_alone(file: Path) -> None:
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s\"']+", file.read_text(encoding="utf-8"))}
    assert hosts <= HOSTS


def _needed(*extras: str) -> dict[str, str]:
    """What the program needs to run with these extras, by the lock file, name to version."""
    lock = tomllib.loads(LOCK.read_text(encoding="utf-8"))
    packages = {package["name"]: package for package in lock["package"]}
    needed: dict[str, str] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [("relaystack", extras)]
    while waiting:
        name, extras = waiting.pop()
        package = packages[name]
        more = [one for extra in extras for one in package.get("optional-dependencies", {}).get(extra, [])]
        if name in needed and not more:
            continue
        needed[name] = package.get("version", "")
        waiting += [(one["name"], tuple(one.get("extra", ()))) for one in [*package.get("dependencies", []), *more]
                    if one["name"] not in needed or one.get("extra")]  # fmt: skip
    needed.pop("relaystack")
    return needed


def _required(file: Path) -> dict[str, str]:
    """What a list of requirements names."""
    lines = file.read_text(encoding="utf-8").splitlines()
    pins = [re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", line) for line in lines]
    return {pin[1].lower(): pin[2] for pin in pins if pin}


@LISTS
def test_requirements_and_lock_file_agree(file: Path, extras: tuple[str, ...]) -> None:
    assert _required(file) == _needed(*extras)


@LISTS
def test_an_extra_that_a_package_asks_of_another_is_pinned_with_it(file: Path, extras: tuple[str, ...]) -> None:
    """pip 23.2.1 looks past the pin of a bare name, and refuses what it finds for want of a hash."""
    lock = tomllib.loads(LOCK.read_text(encoding="utf-8"))
    needed = _needed(*extras)
    packages = [package for package in lock["package"] if package["name"] in needed]
    needs = [need for package in packages for need in package.get("dependencies", ())]
    asked = {f"{need['name']}[{extra}]" for need in needs for extra in need.get("extra", ())}
    pinned = file.read_text(encoding="utf-8").splitlines()
    assert [name for name in asked if not any(line.startswith(f"{name}==") for line in pinned)] == []


@LISTS
def test_every_requirement_has_its_hashes(file: Path, extras: tuple[str, ...]) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", file.read_text(encoding="utf-8"))
    pinned = [entry for entry in entries if "==" in entry.splitlines()[0]]
    assert len(pinned) == len(_required(file)) == len(_needed(*extras))
    assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("page", ["console", "docs"])
def test_vendored_files_are_what_the_manifest_says(page: str) -> None:
    folder = ROOT / "relaystack" / "web" / page / "static" / "vendor"
    told = {line.split()[1]: line.split()[0] for line in (folder / "MANIFEST.sha256").read_text().splitlines()}
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert {name: there[name] for name in there.keys() - {"MANIFEST.sha256", "README.md"}} == told


def test_a_release_has_one_name_everywhere() -> None:
    """`git checkout v0.1.0` is how operators go back: the changelog tells them what to."""
    released = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    lock = {package["name"]: package["version"] for package in tomllib.loads(LOCK.read_text())["package"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert __version__ == project == lock["relaystack"] == released[0]
    assert released == sorted(released, key=lambda name: [int(part) for part in name.split(".")], reverse=True)
