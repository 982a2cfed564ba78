"""Which settings there are: `values.py` reads each, `problems.py` says what does not fit, `files.py` knows `.env`."""

from .settings import Settings
from .values import ROOT

__all__ = ["ROOT", "Settings"]
