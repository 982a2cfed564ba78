"""Which settings there are: `environment.py` reads them, `values.py` each, `problems.py` says what does not fit."""

from .environment import from_env, load
from .settings import Settings
from .values import ROOT

__all__ = ["ROOT", "Settings", "from_env", "load"]
