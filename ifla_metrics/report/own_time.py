"""How long a child may work on an order: its own processor time, which travels with the order.

A busy machine gives a child fewer turns and takes nothing from its time. The system itself ends a
child whose time is up, for a renderer that never returns would not look at a clock.
"""

from __future__ import annotations

import signal
import struct

_SECONDS = struct.Struct(">d")


def limited(order: bytes, seconds: float) -> bytes:
    """Return an order that says how many seconds of the processor it may take."""
    return _SECONDS.pack(seconds) + order


def begun(message: bytes) -> bytes:
    """Return the order of a message and give this process the time that it says, from now on."""
    (seconds,) = _SECONDS.unpack_from(message)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    return message[_SECONDS.size :]


def was_up(returncode: int) -> bool:
    """Whether a process that has ended did so because its time was up."""
    return returncode == -signal.SIGPROF
