"""How does the log look? One line per event, with contact ids, never with a phone number, a message or a secret."""

import logging
import sys
import threading
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from . import context
from .redaction import Redactor

QUIET = ("alembic", "aiohttp.access", "asyncio")  # only their warnings are of interest
OURS = ("timestamp", "level", "logger", "contact_id")  # nothing of these comes from outside


_used: list[Redactor] = []  # by the log of this process


def configure(*, as_json: bool, level: str = "info", secrets: Iterable[str] = ()) -> None:
    """Log to standard error; called by the entries (server, worker), never by a library."""
    handler = logging.StreamHandler()
    redact = Redactor(secrets)
    _used[:] = [redact]
    handler.setFormatter(_formatter(redact, as_json=as_json))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("relaystack").setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def also_secret(values: Iterable[str]) -> None:
    """Let the log of this process show none of these either."""
    for redact in _used:
        redact.learn(values)


def formatter(*, as_json: bool, secrets: Iterable[str] = ()) -> logging.Formatter:
    """Makes the line of a record, ours and other libraries' alike; what must not be read is masked last."""
    return _formatter(Redactor(secrets), as_json=as_json)


def _formatter(redact: Redactor, *, as_json: bool) -> logging.Formatter:
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not as_json:
        render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_as_it_is)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _who,
        ],
        processors=[
            _exception,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _redaction(redact),
            render,
        ],
    )


def _who(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Whose request and message this is about, where that is known."""
    known = {"request_id": context.request_id.get(), "contact_id": context.contact_id.get()}
    return {**{name: value for name, value in known.items() if value is not None}, **event}


def _exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Where it went wrong and by what kind of error. The error's words may be a customer's: they stay out."""
    record: logging.LogRecord = event["_record"]
    found = event.pop("exc_info", None) or record.exc_info
    if isinstance(found, tuple) and found[1] is not None:
        event["exception"] = _lines(found[1])
    if record.name == "asyncio":  # it goes on with the task and all that this holds
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _lines(error: BaseException) -> str:
    """The traceback without the errors' words, the cause first."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [_lines(earlier), "led to"] if earlier else []
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    return "\n".join([*before, "Traceback (most recent call last):", "".join(frames) + type(error).__qualname__])


def _redaction(redact: Redactor) -> structlog.typing.Processor:
    def processor(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {name: value if name in OURS else redact(value) for name, value in event.items()}

    return processor


def _as_it_is(stream: Any, exc_info: Any) -> None:
    """ConsoleRenderer asks for it; our exceptions are text already."""


def _uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("relaystack").critical("not caught: %s", kind.__name__, exc_info=(kind, error, where))
