"""From which file do settings come? `.env`, or what ENV_FILE names: each company of one checkout has its own."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values, find_dotenv, load_dotenv

from relaystack.errors import SettingsError, path_trouble

from .values import ROOT

NAMED = "ENV_FILE"
_BEGAN_WITH = Path("/proc/self/environ")
_BY_FLASK = (".env", ".flaskenv")


def read(usual: Path) -> None:
    """Add the file's settings to the environment, which comes first. With ENV_FILE nothing of `.env` counts."""
    named = os.environ.get(NAMED, "").strip()
    file = ROOT / named if named else usual  # an absolute path stays as it is
    try:
        if named:
            _forget_what_flask_read()
        if named or file.is_symlink() or file.exists():  # else there is none, which is fine
            file.open("rb").close()  # the reader passes over what it cannot open
        load_dotenv(file)
    except UnicodeDecodeError:
        raise SettingsError(f"The file {file.name} is not UTF-8 text: save it with the encoding UTF-8.") from None
    except OSError as error:
        if not named:
            raise SettingsError(path_trouble(error, "The settings cannot be read")) from None
        raise SettingsError(f"{NAMED}={named}: the file cannot be read ({error.strerror}).") from None


def _forget_what_flask_read() -> None:
    """The command `flask` reads `.env` before us, whichever company is meant: that is taken out again."""
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true" or os.environ.get("FLASK_SKIP_DOTENV") in ("1", "true"):
        return
    found = [path for path in (find_dotenv(name, usecwd=True) for name in _BY_FLASK) if path]
    names = {name for path in found for name in dotenv_values(path)}
    given = _given() if names else {}
    for name in names - given.keys():
        os.environ.pop(name, None)


def _given() -> Mapping[str, str]:
    """The environment that this process began with."""
    try:
        pairs = _BEGAN_WITH.read_bytes().decode(errors="surrogateescape").split("\0")
    except OSError:
        raise SettingsError(f"With {NAMED} also set FLASK_SKIP_DOTENV=1, or `flask` reads .env as well.") from None
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)
