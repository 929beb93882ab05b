"""Everything that a reader's choices ask for at once: the Reading behind the figures of a page."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection

from ifla_metrics.choices import Choices
from ifla_metrics.framework import Framework
from ifla_metrics.reading import Reading
from ifla_metrics.store.as_of import meetings, state_of, today
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import engine_of, reading, revision, revision_of
from ifla_metrics.store.read_activities import evidence, moved_activities, partners, strategy_years
from ifla_metrics.store.read_cells import Needs, cells, wanted
from ifla_metrics.store.read_changes import amended, newly_logged
from ifla_metrics.store.read_records import READERS as RECORDS
from ifla_metrics.store.read_records import Reader, unreviewed
from ifla_metrics.store.read_request import Request, in_state, request_of

SINCE = {"newly_logged", "amended"}
"""Frames that depend on two states of the log."""
OF_STATUSES = "sent_values"
"""A frame that every figure of statuses needs, and no other."""
READERS: dict[str, Reader] = {
    "activities": moved_activities,
    "amended": amended,
    "evidence": evidence,
    "newly_logged": newly_logged,
    "partners": partners,
    "strategy_years": strategy_years,
    **RECORDS,
}
"""The frames beside those of cells."""


def read(
    connection: Connection,
    choices: Choices,
    needs: Iterable[str],
    previous: Iterable[str] = (),
) -> Reading:
    """Return the frames that `needs` name, as known on the chosen moment.

    Args:
        connection: One transaction, so that all frames show one state of the database.
        choices: What the reader chose.
        needs: Names of frames, those of cells with kinds of scope (`read_cells`).
        previous: Frames wanted as known on what is compared with (the meeting before), too.

    Raises:
        UnknownCode: No such framework, period, known-on date, region or group.
    """
    now, then = wanted(needs), wanted(previous)
    asked = request_of(connection, choices, compared=bool(then) or not SINCE.isdisjoint(now))
    found = _reading(connection, asked, now, then)
    if asked.countries is None or OF_STATUSES not in now:
        return found
    everywhere = _reading(connection, asked.all_regions, now, then)
    compared = found.previous and replace(found.previous, all_regions=everywhere.previous)
    return replace(found, previous=compared, all_regions=everywhere)


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

    Raises:
        NotAllowed: A choice that the public does not have.
    """
    if hide_small:
        choices.require_public()
    number = revision_of(url)
    return _cached(url, number, today(), choices, tuple(needs), tuple(previous), hide_small)


@lru_cache(maxsize=16)
def _cached(
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


def known_framework(connection: Connection, code: str, known_on: str) -> Framework:
    """Return a framework as it was known on a chosen moment: what its figures are made from.

    Raises:
        UnknownCode: No such framework or known-on date.
    """
    state = state_of(known_on, meetings(connection))
    return catalogue(connection).framework_at(code, state.until)


def _reading(connection: Connection, asked: Request, now: Needs, then: Needs) -> Reading:
    previous = None
    if asked.previous and then:
        asked_then = in_state(connection, replace(asked, previous=None), asked.previous)
        previous = _in_one_state(connection, asked_then, then)
    found = _in_one_state(connection, asked, now)
    waiting = unreviewed(connection, asked, changes=not SINCE.isdisjoint(now))
    return replace(found, previous=previous, unreviewed=waiting)


def _in_one_state(connection: Connection, asked: Request, needs: Needs) -> Reading:
    known, group = catalogue(connection), asked.choices.group
    setting = known.settings[asked.framework.id]
    found = cells(connection, needs, asked)
    found |= {name: READERS[name](connection, asked) for name in needs if name in READERS}
    return Reading(
        choices=asked.choices,
        framework=asked.framework,
        period=asked.period,
        moment=asked.state.moment,
        revision=revision(connection),
        frames=found,
        counts=asked.counts,
        due_days=setting.due_days,
        asked_from=setting.asked_from,
        region_title=asked.region_title,
        group_title=known.groups[group].short if group else "",
    )
