"""How are the parts started and stopped, and how much CPU has each used?"""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from relaystack.settings import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
CORES = 2
START_WITHIN = 60.0
STOP_WITHIN = 60.0


def use_cores(count: int = CORES) -> None:
    """Let this process and all that it starts share so many cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody speaks HTTP there, whatever they say."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def environment(values: Mapping[str, str]) -> dict[str, str]:
    """Nothing of this machine's environment but what programs need to run."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)} | dict(values)


@contextmanager
def running(command: Sequence[str], values: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in the repository's root, ended with SIGTERM."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(values), stdout=output, stderr=output)  # noqa: S603
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, gently at first."""
    process.terminate()
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_served(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the process answers."""
    end = time.monotonic() + START_WITHIN
    while not answers(port):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"it does not serve; {log} says:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process and all its descendants, those that have ended included."""
    usage, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with_parent = _stat(entry)
            if with_parent:
                usage[int(entry.name)], parents[int(entry.name)] = with_parent
    return sum(ticks for one, ticks in usage.items() if _descends(one, pid, parents)) / TICKS


def _stat(entry: Path) -> tuple[int, int] | None:
    """Ticks used (own and of children that have ended), and the parent; see proc(5)."""
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return None
    return sum(map(int, fields[11:15])), int(fields[1])


def _descends(pid: int, ancestor: int, parents: Mapping[int, int]) -> bool:
    while pid and pid != ancestor:
        pid = parents.get(pid, 0)
    return pid == ancestor
