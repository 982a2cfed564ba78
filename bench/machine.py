"""On which machine was it measured?"""

import os
import platform
from pathlib import Path


def describe(postgresql: str) -> str:
    """One line for the head of the tables."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return (
        f"Machine: {cores} cores for every part together, {_cpu()}; Python {platform.python_version()}, "
        f"PostgreSQL {postgresql}; load average at the end {load:.1f}."
    )


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
