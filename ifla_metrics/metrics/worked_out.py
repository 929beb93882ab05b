"""What was worked out from a frame, kept as long as the frame is: frames are never changed.

Several figures of a page ask the same of one frame, and a frame that a write did not touch (a
closed meeting's, another quarter's) is the same object after it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import pandas as pd

Value = TypeVar("Value")
HELD = 96

_held: OrderedDict[tuple[Hashable, ...], tuple[pd.DataFrame, object]] = OrderedDict()
_lock = threading.Lock()


def once(frame: pd.DataFrame, key: tuple[Hashable, ...], make: Callable[[], Value]) -> Value:
    """Return what `make` returned the first time for this frame and key.

    The key names the question and everything it depends on besides the frame. What is returned is
    shared: nobody changes it.
    """
    place = (id(frame), *key)
    with _lock:
        found = _held.get(place)
        if found is not None and found[0] is frame:
            _held.move_to_end(place)
            return cast("Value", found[1])
    value = make()
    with _lock:
        _held[place] = (frame, value)
        while len(_held) > HELD:
            _held.popitem(last=False)
    return value
