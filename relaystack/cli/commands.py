"""The commands of `flask`: each is read when it is asked for, so it begins at once."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from ..content.errors import ContentError
from ..errors import SettingsError
from ..starting import refuse
from .words import in_words

if TYPE_CHECKING:
    from .. import Relaystack

COMMANDS = {  # which function of which module makes each
    "answers": "answers.group",
    "audit": "audit.command",
    "chat": "chat.command",
    "check": "content.check",
    "conflicts": "conflicts.group",
    "crm": "crm.group",
    "failed": "failed.group",
    "flows": "content.flows",
    "handback": "handovers.handback",
    "handovers": "handovers.listing",
    "init-db": "init_db.command",
    "programs": "programs.group",
    "release": "release.command",
    "replay": "replay.command",
    "resume": "resume.command",
    "seed-programs": "seed_programs.command",
    "sign-ins": "sign_ins.group",
    "staff": "staff.group",
    "templates": "templates.group",
    "tokens": "tokens.group",
    "unanswered": "unanswered.group",
    "words": "translations.group",
    "worker": "deliver.command",
}


class Commands(AppGroup):
    """Ours, as `app.cli`, with what cannot go on said in words."""

    def __init__(self, parts: "Relaystack") -> None:
        super().__init__()
        self._parts = parts

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, function = COMMANDS[cmd_name].partition(".")
        make: Callable[[Relaystack], click.Command] = getattr(import_module(f".{module}", __package__), function)
        command = make(self._parts)
        invoke = command.invoke

        def with_words(ctx: click.Context) -> Any:
            try:
                with in_words():
                    return invoke(ctx)
            except (SettingsError, ContentError) as error:
                refuse(str(error))

        command.invoke = with_words  # type: ignore[method-assign]
        return command
