"""Settings as they are read: from the environment and `.env`, every problem named at once."""

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from relaystack.errors import SettingsError

from . import files, problems
from .names import misspelt, public_url
from .settings import Settings
from .values import READERS, ROOT


def load(file: Path = ROOT / ".env") -> Settings:
    """The settings of the environment and of `.env` (or what ENV_FILE names); the environment comes first."""
    files.read(file)
    return from_env()


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment; raises SettingsError that lists every problem."""
    environ = os.environ if environ is None else environ
    values, found = _read(environ)
    settings = Settings(**values)
    unread = {problem.partition(":")[0] for problem in found}  # what cannot be read is not missing
    found += [one for one in problems.of(settings) if one.partition(" is missing")[0] not in unread]
    if found:
        found += misspelt(environ, (setting.name for setting in fields(Settings)))
        raise SettingsError("These settings need mending:\n" + "\n".join(f"  - {problem}" for problem in found))
    return settings


def _read(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    found: list[str] = []
    for setting in fields(Settings):
        name, text = setting.name.upper(), environ.get(setting.name.upper(), "").strip()
        if not text:
            continue
        try:
            values[setting.name] = READERS.get(setting.name, str)(text)
        except ValueError as error:
            found.append(f"{name}: {error}")
    if address := public_url(environ):
        values.setdefault("public_url", address)
    if name := _own_name(values.get("content_dir", ROOT / "nexora")):
        values.setdefault("database_url", f"sqlite:///{name}_whatsapp.db")
        values.setdefault("media_dir", ROOT / "instance" / f"media_{name}")
    if values.get("flask_env") == "production":
        values.setdefault("host", "0.0.0.0")  # noqa: S104 (a container's port is opened on purpose)
        values.setdefault("upload_documents", True)
    return values, found


def _own_name(content_dir: Path) -> str:
    """What another company's database and files are called: no two folders share theirs unless that is said."""
    folder = Path(os.path.normpath(content_dir))
    if folder == ROOT / "nexora":
        return ""
    parts = folder.relative_to(ROOT).parts if folder.is_relative_to(ROOT) else folder.parts[1:]
    return re.sub(r"[^A-Za-z0-9.-]", "-", "_".join(parts)) or "content"
