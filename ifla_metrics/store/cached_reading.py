"""Readings kept in the process until the revision moves, for all sessions alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ifla_metrics.choices import Choices
from ifla_metrics.reading import Reading
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read
from ifla_metrics.store.revisions import watch


def cached_reading(
    url: str,
    choices: Choices,
    needs: Iterable[str],
    previous: Iterable[str] = (),
    *,
    hide_small: bool = False,
) -> Reading:
    """Return a reading as `read` does, from memory when nothing has changed.

    The revision is asked before the database is read: a reading may be newer than the revision
    that it is kept under, never older. With `hide_small` it is marked as one for the public.
    """
    number = watch(url).number()
    return _read(url, number, today(), choices, tuple(needs), tuple(previous), hide_small)


@lru_cache(maxsize=64)
def _read(
    url: str,
    _revision: int,
    _day: date,
    choices: Choices,
    needs: tuple[str, ...],
    previous: tuple[str, ...],
    hide_small: bool,
) -> Reading:
    with reading(engine_of(url)) as connection:
        return replace(read(connection, choices, needs, previous), hide_small=hide_small)
