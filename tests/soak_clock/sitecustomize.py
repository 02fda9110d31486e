"""Puts off the clock of a Python process by the seconds in the file that SOAK_CLOCK names, read anew at every look.

Python imports this by its name where its folder is on PYTHONPATH. `date.today` goes by `time.time`; the monotonic clock
stays, as it does when a machine's clock is set.
"""

import os
import time
from pathlib import Path

_file, _true = Path(os.environ["SOAK_CLOCK"]), time.time


def _off() -> float:
    return _true() + float(_file.read_text())


time.time = _off
