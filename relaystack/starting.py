"""What cannot be used ends a start with words, not with a traceback."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from .content.errors import ContentError
from .errors import SettingsError, path_trouble

T = TypeVar("T")
WORKER_FAILED = 3  # gunicorn starts a worker again after any other code, for ever


def create_or_explain(create: Callable[[], T]) -> T:
    """What `create` makes; settings or content that cannot be used end the start with words, not with a traceback."""
    try:
        with uncollected():
            return create()
    except (SettingsError, ContentError) as error:
        refuse(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        refuse(path_trouble(error))


@contextmanager
def uncollected() -> Iterator[None]:
    """What is made within stays: Python's search for garbage leaves it alone, now and from then on."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def refuse(why: str) -> NoReturn:
    """End the start with these words."""
    print(f"Relaystack does not start.\n{why}", file=sys.stderr)
    sys.exit(WORKER_FAILED)
