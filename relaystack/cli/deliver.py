"""`flask worker`: delivery alone."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from .. import logs, watching, worker
from ..services.storage import sqlite_file

if TYPE_CHECKING:
    from .. import Relaystack


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("worker")
    @click.option("--metrics-port", type=click.IntRange(1, 65535), help="Serve /metrics and /webhook/health there.")
    @click.option("--metrics-host", default="127.0.0.1", show_default=True, help="The address for --metrics-port.")
    def run_worker(metrics_port: int | None, metrics_host: str) -> None:
        """Deliver what waits in the outbox, until stopped. Run as many as you like."""
        settings = parts.settings
        logs.configure(as_json=settings.logs_json, level=settings.log_level, secrets=settings.secrets)
        if trouble := sqlite_file.trouble(parts.database):
            raise click.ClickException(trouble)
        watched = watching.served(parts, metrics_host, metrics_port) if metrics_port else nullcontext()
        delivery = parts.delivery()
        with watched:
            click.echo(f"Worker {delivery.name} delivers; stop it with Ctrl+C.")
            worker.run_until_stopped(delivery, parts.delivery)

    return run_worker
