"""Commands that stand alone: an application with nothing else begins at once, also while the rest cannot."""

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from flask import Flask

from ..services.storage.database import Database
from ..settings import ROOT, Settings

CONTENT = ("check", "flows")  # there also while the content cannot be served
DATABASE = {  # they need no more than the tables; which function of which module makes each
    "audit": "audit.command",
    "conflicts": "conflicts.group",
    "init-db": "init_db.command",
    "sign-ins": "sign_ins.group",
    "tokens": "tokens.group",
}
FIT = ("init-db",)  # a release ends before it changes anything where the content cannot be served
_WITH_VALUE = ("-A", "--app", "-e", "--env-file")  # options of `flask` itself


@dataclass
class Stored:
    """The parts that these commands have, as `app.extensions["relaystack"]`."""

    settings: Settings
    database: Database


def asked() -> str:
    """The command that this process was started for; empty where it was not started as `flask`."""
    program, *words = sys.argv
    if Path(program).stem != "flask" and Path(program).parent.name != "flask":  # the latter: python -m flask
        return ""
    while words and words[0].startswith("-"):
        del words[: 2 if words[0] in _WITH_VALUE else 1]
    return words[0] if words else ""


def application(name: str) -> Flask | None:
    """An application with this command; nothing where it needs the whole program."""
    if name not in CONTENT and name not in DATABASE:
        return None
    settings, app = Settings.load(), Flask(__name__)
    if name in CONTENT:
        from .content import commands

        for command in commands(settings.content_dir):
            app.cli.add_command(command)
        return app
    if name in FIT:
        from ..content.served import ServedContent

        ServedContent.read(settings.content_dir)
    module, _, function = DATABASE[name].partition(".")
    parts = Stored(settings, Database(settings.database_url, ROOT / "instance", settings.database_timeout_seconds))
    app.extensions["relaystack"] = parts
    app.cli.add_command(getattr(import_module(f".{module}", __package__), function)(parts))
    return app
