"""How do the processes of one server add up their numbers? By files in a folder (PROMETHEUS_MULTIPROC_DIR)."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@cache
def _own_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="relaystack-metrics-"))


def share() -> None:
    """Let this process and those that it starts add up their numbers, in a private folder if none is given."""
    folder = os.environ.get(VARIABLE) or str(_own_folder())
    Path(folder).mkdir(parents=True, exist_ok=True)
    os.environ[VARIABLE] = folder


def forget_process(pid: int) -> None:
    """A process has ended: what it counted stays, what it only showed goes."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)  # type: ignore[no-untyped-call]


def clean_up() -> None:
    """Remove the folder that `share` made; one that was given stays."""
    if _own_folder.cache_info().currsize:
        shutil.rmtree(_own_folder(), ignore_errors=True)
