"""Is what a check works out in a process of its own what it would have worked out here?"""

import subprocess
import sys

from relaystack.settings import ROOT

SCRIPT = """
import os, threading
from relaystack.content.check.side_by_side import Beside, can_fork
assert can_fork()
first, second = Beside(lambda: (os.getpid(), "a" * 200_000)), Beside(os.getpid)
assert first.result()[0] not in (second.result(), os.getpid())
assert len(Beside(lambda: "a" * 200_000).result()) == 200_000
here = os.getpid()
assert Beside(lambda: os.getpid() if os.getpid() == here else os._exit(1)).result() == here
waits = threading.Thread(target=threading.Event().wait, daemon=True)
waits.start()
assert not can_fork()
"""


def test_what_is_worked_out_beside_comes_back_whole_and_a_copy_that_fails_is_done_without() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
