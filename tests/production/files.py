"""What the production files say, read as their readers read them."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from relaystack.settings import ROOT


def read(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text()


def compose() -> dict[str, Any]:
    """compose.yaml."""
    found: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return found


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions and their words, continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", read("Dockerfile"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(name, words.strip()) for name, words in re.findall(r"^\s*([A-Z]+) (.+)$", text, re.MULTILINE)]


def last_stage() -> list[tuple[str, str]]:
    """The instructions that make the image itself."""
    found = instructions()
    begin = max(place for place, (name, _) in enumerate(found) if name == "FROM")
    return found[begin:]


def command(name: str) -> list[str]:
    """What the image's CMD or HEALTHCHECK runs."""
    [words] = [words for found, words in last_stage() if found == name]
    listed: list[str] = json.loads(words[words.index("[") :])
    return listed


def copied(content: str = "nexora") -> list[tuple[str, str]]:
    """What the image takes from the repository: from where, to where; `content` is the build's CONTENT_DIR."""
    copies = [words for name, words in last_stage() if name == "COPY" and "--from" not in words]
    lines = [words.replace("$CONTENT_DIR", content).split() for words in copies]
    return [(source, target) for *sources, target in lines for source in sources]


def tracked() -> list[Path]:
    """The files that a clean checkout has."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
