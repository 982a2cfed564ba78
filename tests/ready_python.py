"""A Python that has read the program already: a process that is forked from it begins at once, and not in seconds.

`multiprocessing` forks it from a process that has done nothing but import `ready_program.py`: no thread, no connection,
no setting. Only what the kernel knows is another than that of a command that was begun alone (`/proc/self/environ`):
what depends on that is tested with `subprocess`.
"""

import os
import runpy
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAM = ("app", "relaystack", "metatwin", "migrations", "gunicorn.conf")
_LIBRARIES = [entry for entry in sys.path if entry.startswith((sys.prefix, sys.base_prefix))]


def live(command: Sequence[str], environ: Mapping[str, str], folder: str, output: str, errors: str) -> None:
    """Be the process that this command would begin: `python script`, `python -m module`, `python -c code`, `script`."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    _speak(output, errors)
    words = list(command[1:] if Path(command[0]).name.startswith("python") else command)
    first = folder if words[0] in ("-c", "-m") else str(Path(words[0]).parent.resolve())
    sys.path[:] = [first, *filter(None, environ.get("PYTHONPATH", "").split(os.pathsep)), *_LIBRARIES]
    _read_anew_in(folder)
    _run(words)


def _run(words: list[str]) -> None:
    sys.argv = words if words[0] not in ("-c", "-m") else words[1:]
    if words[0] == "-c":
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
    elif words[0] == "-m":
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(words[0], run_name="__main__")


def _read_anew_in(folder: str) -> None:
    """Where a copy of the program lies, that is meant."""
    program = sys.modules.get("relaystack")
    if (
        program
        and (copy := Path(folder, "relaystack")).is_dir()
        and copy.resolve() != Path(str(program.__file__)).parent
    ):
        for name in [name for name in sys.modules if name.partition(".")[0] in PROGRAM]:
            del sys.modules[name]


def _speak(output: str, errors: str) -> None:
    for number, file in ((1, output), (2, errors)):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1, errors="backslashreplace")  # noqa: SIM115
