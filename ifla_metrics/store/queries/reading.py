"""Everything that a reader's choices ask for at once: the Reading behind the figures of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from ifla_metrics.choices import Choices
from ifla_metrics.frames import AMENDED, NEWLY_LOGGED, UNREVIEWED, empty
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading
from ifla_metrics.store.as_of import State, meetings, state_before, state_of
from ifla_metrics.store.catalogue import catalogue, framework_known, read_framework
from ifla_metrics.store.queries.activities import activities
from ifla_metrics.store.queries.cells import DIMENSION, AskedCells, cells
from ifla_metrics.store.queries.changes import Comparison, amended, newly_logged
from ifla_metrics.store.queries.needs import Need, wanted
from ifla_metrics.store.queries.nil_returns import FRAME as NIL_RETURNS
from ifla_metrics.store.queries.nil_returns import nil_returns
from ifla_metrics.store.queries.records import KIND_OF, records
from ifla_metrics.store.queries.reference import Asked, reference
from ifla_metrics.store.queries.unreviewed import Asked as AskedEntries
from ifla_metrics.store.queries.unreviewed import unreviewed
from ifla_metrics.store.revision_row import revision

SINCE = {"newly_logged": (newly_logged, NEWLY_LOGGED), "amended": (amended, AMENDED)}
"""Frames that depend on two states of the log."""
NOT_REVIEWED = "unreviewed"
"""Read beside the frames that are asked for, whatever these are."""


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
        needs: Names of frames (`reading.NEEDS`), cells narrowed as `queries.needs` says.
        previous: Frames wanted as known on what is compared with (the meeting before), too.

    Raises:
        UnknownCode: No such framework, period, known-on date or frame.
    """
    held = meetings(connection)
    state = state_of(choices.known_on, held)
    plan = read_framework(connection, choices.framework)
    period = plan.period(choices.period)
    scene = _Scene(
        connection,
        choices,
        _known(connection, choices.framework, state, period),
        period,
        state,
        revision(connection),
    )
    earlier = wanted(previous)
    since = earlier or any(name in SINCE for name in wanted(needs))
    past = state_before(state, held, choices.since, begun=plan.starts_on) if since else None
    before = None
    if past and earlier:
        then = _known(connection, choices.framework, past, period)
        before = _reading(replace(scene, state=past, framework=then), earlier)
    scene = replace(scene, before=past)
    found = _reading(scene, wanted(needs), previous=before)
    return replace(found, unreviewed=_read(scene, Need(NOT_REVIEWED)))


def known_framework(connection: Connection, code: str, known_on: str) -> Framework:
    """Return a framework as it was known on a chosen moment: what its figures are made from.

    Raises:
        UnknownCode: No such framework or known-on date.
    """
    state = state_of(known_on, meetings(connection))
    return framework_known(connection, code, state.until)


def _known(connection: Connection, code: str, state: State, period: Period) -> Framework:
    """Return a framework as it was known, with the links in force on the evaluation day."""
    then = framework_known(connection, code, state.until)
    return then.on(min(state.moment.known_on, period.ends_on))


@dataclass(frozen=True)
class _Scene:
    """What is read: the choices resolved, in one transaction."""

    connection: Connection
    choices: Choices
    framework: Framework
    period: Period
    state: State
    number: int
    before: State | None = None
    """What it is compared with."""

    @property
    def on(self) -> date:
        return min(self.state.moment.known_on, self.period.ends_on)


def _reading(scene: _Scene, needs: dict[str, Need], *, previous: Reading | None = None) -> Reading:
    setting = catalogue(scene.connection).settings[scene.framework.id]
    choices = scene.choices
    asked = AskedCells(
        scene.framework, scene.period, scene.state, choices.direction, choices.documented_only
    )
    of_cells = [need for name, need in needs.items() if name in DIMENSION]
    found = cells(scene.connection, of_cells, asked)
    return Reading(
        choices=choices,
        framework=scene.framework,
        period=scene.period,
        moment=scene.state.moment,
        revision=scene.number,
        frames={n: found[n] if n in found else _read(scene, need) for n, need in needs.items()},
        previous=previous,
        counts=setting.counts,
        due_days=setting.due_days,
        asked_from=setting.asked_from,
    )


def _comparison(scene: _Scene, before: State) -> Comparison:
    return Comparison(
        framework=scene.framework,
        period=scene.period,
        before=before,
        now=scene.state,
        on=scene.on,
        counts=catalogue(scene.connection).settings[scene.framework.id].counts,
        direction=scene.choices.direction,
        documented_only=scene.choices.documented_only,
    )


def _read(scene: _Scene, need: Need) -> pd.DataFrame:
    choices, framework, state = scene.choices, scene.framework, scene.state
    documented_only = choices.documented_only
    if need.frame in KIND_OF:
        return records(
            scene.connection,
            need.frame,
            framework=framework,
            state=state,
            on=scene.on,
            documented_only=documented_only,
        )
    if need.frame == NIL_RETURNS:
        return nil_returns(scene.connection, framework=framework, state=state, on=scene.on)
    if need.frame == NOT_REVIEWED:
        if catalogue(scene.connection).settings[framework.id].counts == "approved":
            return empty(UNREVIEWED)
        return unreviewed(
            scene.connection,
            AskedEntries(
                framework,
                scene.period,
                state,
                scene.on,
                choices.direction,
                documented_only,
                scene.before,
            ),
        )
    if need.frame in SINCE:
        if scene.before is None:
            return empty(SINCE[need.frame][1])
        return SINCE[need.frame][0](scene.connection, _comparison(scene, scene.before))
    if need.frame == "activities":
        return activities(
            scene.connection,
            framework=framework.id,
            days=(scene.period.starts_on, scene.period.ends_on),
            direction=choices.direction,
            known_on=state.moment.meeting or choices.known_on,
            documented_only=documented_only,
            moved_only=True,
            limit=None,
        )
    asked = Asked(framework.region_scheme, scene.on, documented_only, state.until)
    return reference(scene.connection, need.frame, asked)
