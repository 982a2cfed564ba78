"""Was this process started for one of our commands? Then it needs no web application."""

import sys
from pathlib import Path

from flask import Flask

from ..parts import Relaystack
from ..settings import load as load_settings
from .commands import COMMANDS, Commands

_WITH_VALUE = ("-A", "--app", "-e", "--env-file")  # options of `flask` itself


LIST = ""  # `flask` alone lists the commands


def asked() -> str | None:
    """The command that this process was started for, or LIST; None where it was not started as `flask`."""
    program, *words = sys.argv
    if Path(program).stem != "flask" and Path(program).parent.name != "flask":  # the latter: python -m flask
        return None
    while words and words[0].startswith("-"):
        del words[: 2 if words[0] in _WITH_VALUE else 1]
    return words[0] if words else LIST


def application(name: str | None) -> Flask | None:
    """An application that has our commands and nothing else; none where `name` is no command of ours."""
    if name != LIST and name not in COMMANDS:
        return None
    app, parts = Flask("relaystack"), Relaystack(load_settings())
    app.extensions["relaystack"] = parts
    app.cli = Commands(parts)
    return app
