"""What was read last, held in the process until the revision moves: any reading in microseconds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Engine

from ifla_metrics.choices import Choices
from ifla_metrics.reading import Reading
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.known import today
from ifla_metrics.store.queries.reading import read
from ifla_metrics.store.revisions import watch

HELD = 64
Key = tuple[Any, ...]


class Snapshot:
    """Readings of one database; shared by all sessions of a process, changed by none of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._watch = watch(engine.url.render_as_string(hide_password=False))
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, Reading] = OrderedDict()

    def revision(self) -> int:
        """Return the revision of the database now."""
        return self._watch.number()

    def close(self) -> None:
        """Let the connection go that asks for the revision; the next question opens it again."""
        self._watch.close()

    def read(
        self,
        choices: Choices,
        needs: Iterable[str],
        previous: Iterable[str] = (),
        *,
        hide_small: bool = False,
    ) -> Reading:
        """Return a reading as `queries.read` does, from memory when nothing has changed.

        A reading that began before a commit is never taken for one after it: it carries the
        revision of its own transaction. With `hide_small` it is marked as one for the public.
        """
        asked = tuple(needs), tuple(previous)
        key = _key(choices, *asked, today(), hide_small)
        number = self._watch.number()
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.revision == number:
                self._held.move_to_end(key)
                return _for(held, choices)
        with reading(self._engine) as connection:
            found = replace(read(connection, choices, *asked), hide_small=hide_small)
        with self._lock:
            self._held[key] = found
            self._held.move_to_end(key)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return found


@cache
def snapshot(url: str) -> Snapshot:
    """Return the snapshot of a database, one for each URL in a process."""
    return Snapshot(engine_of(url))


def _key(
    choices: Choices,
    needs: tuple[str, ...],
    previous: tuple[str, ...],
    day: date,
    hide_small: bool,
) -> Key:
    """Return what the frames of a reading depend on; counting and language are not among it."""
    return (
        choices.framework,
        choices.period,
        choices.known_on,
        choices.since,
        choices.direction,
        choices.documented_only,
        day,
        hide_small,
        needs,
        previous,
    )


def _for(held: Reading, choices: Choices) -> Reading:
    if held.choices == choices:
        return held
    before = held.previous and replace(held.previous, choices=choices)
    return replace(held, choices=choices, previous=before)
