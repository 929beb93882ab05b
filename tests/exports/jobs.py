"""Jobs for worker processes, good and bad ones."""

import os
import signal
import time

from ifla_metrics.errors import UnknownCode


def double(number: int) -> int:
    return 2 * number


def process_id() -> int:
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    time.sleep(60)


def fail() -> None:
    raise ValueError("nothing to divide")


def refuse() -> None:
    raise UnknownCode("part", "9", ["1", "2"])


def is_there(path: str) -> bool:
    """Die the first time: until the file is there."""
    if not os.path.exists(path):
        open(path, "w").close()
        die()
    return True


def hoard() -> int:
    return len(bytes(4 * 2**30))
