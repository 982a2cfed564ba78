"""What a Python has done that is ready to be the program (`ready_python.py`): imported all of it, and read its content.

Whatever process comes of it reads content and settings again; words and questions that stand there are parsed by then.
"""

import gc
from importlib import import_module

import alembic.autogenerate
import alembic.command
import gunicorn.app.wsgiapp

import metatwin
import relaystack.assembly
import relaystack.gunicorn_worker
import relaystack.making
import relaystack.serve
from relaystack.cli.commands import COMMANDS
from relaystack.content.served import ServedContent
from relaystack.settings import ROOT

__all__ = ["alembic", "gunicorn", "metatwin", "relaystack"]

for where in COMMANDS.values():
    import_module(f"relaystack.cli.{where.partition('.')[0]}")
ServedContent.read(ROOT / "nexora").book.prepare()
gc.freeze()
