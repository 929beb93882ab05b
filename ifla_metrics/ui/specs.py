"""Finished figures, kept ready: a page that is drawn again asks no database and builds no chart.

The key is everything that a figure depends on: the database, its name, all choices, the revision
of the log, the reader's right, light or dark. A hit imports neither pandas nor Altair. What is
kept is text, because the interpreter's collector looks through everything else after every run.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

from ifla_metrics.access import Right
from ifla_metrics.choices import Choices
from ifla_metrics.settings import database_url
from ifla_metrics.ui import sources
from ifla_metrics.ui.loading import load

KEPT = 512
Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Finished:
    """One figure as it is sent: words and HTML."""

    name: str
    title: str
    subtitle: str
    lede: str
    """A sentence for under the page's title where the figure gives one, else the subtitle."""
    head: str
    body: str
    """The place of a chart, cards, a table, or the words that nothing is there."""
    foot: str
    position: str = ""
    """The line above a page: the day that its figures speak of."""
    without_activities: bool = False
    """Nothing is drawn because no activity is logged: who may log is led to the form."""

    @property
    def untitled(self) -> Finished:
        """The same without its head: for the page whose title it is."""
        return replace(self, head="")


@dataclass(eq=False)
class _Turn:
    """A figure that one run makes while others wait for what comes of it.

    Neither a figure nor a fault is left when that run was stopped.
    """

    over: threading.Event = field(default_factory=threading.Event)
    made: Finished | None = None
    fault: Exception | None = None
    trace: TracebackType | None = None


Key = tuple[str, str, Choices, int, int, Right, str]
_kept: OrderedDict[Key, Finished] = OrderedDict()
_turns: dict[Key, _Turn] = {}
_lock = threading.Lock()


def figure(
    name: str, choices: Choices, *, mode: Mode = "light", right: Right = Right.READ
) -> Finished:
    """Return the figure of `name`, from what is kept when nothing has changed since.

    Of readers who ask at once for what is not kept, as all do after a commit and after midnight,
    one has it made and the others wait: to make it twice at once takes each twice as long. When it
    fails they are told the same at once, and only who asks later tries again. When the run that
    makes it is stopped, one of the others makes it.

    `right` is what its links may ask of the reader: the page of a record is open to who may record.
    """
    # The day, because "now" moves on without a write.
    day = datetime.now(UTC).toordinal()
    key = (database_url(), name, choices, sources.revision(), day, right, mode)
    while True:
        with _lock:
            if (found := _found(key)) is not None:
                return found
            turn = _turns.get(key)
            if turn is None:
                turn = _turns[key] = _Turn()
                break
        turn.over.wait()
        if turn.fault is not None:
            # From where it was made: each reader who raises it would make its trace longer.
            raise turn.fault.with_traceback(turn.trace)
        if turn.made is not None:
            return turn.made
    try:
        made = turn.made = _finished(name, choices, mode, right)
    except Exception as fault:
        turn.fault, turn.trace = fault, fault.__traceback__
        raise
    finally:
        with _lock:
            del _turns[key]
            if turn.made is not None:
                _keep(key, turn.made)
        turn.over.set()
    return made


def _keep(key: Key, made: Finished) -> None:
    _kept[key] = made
    while len(_kept) > KEPT:
        _kept.popitem(last=False)


def _found(key: Key) -> Finished | None:
    """Return what is kept, as what was asked for last."""
    found = _kept.get(key)
    if found is not None:
        _kept.move_to_end(key)
    return found


def _finished(name: str, choices: Choices, mode: Mode, right: Right) -> Finished:
    load()
    from ifla_metrics.ui import finishing

    return finishing.finish(*sources.figure(name, choices), mode=mode, right=right)
