"""What the organisation decides about a strategy: which items count, when reports are due."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.choices import COUNTS
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.models.review_tables import FrameworkSettingRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.audit import audit
from ifla_metrics.store.catalogue import Setting, catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.revision_row import touch_reference
from ifla_metrics.store.summary_cells import refill_all

MOST_DUE_DAYS = 366
_SETTING = table_of(FrameworkSettingRow)


def setting_of(connection: Connection, framework: str) -> Setting:
    """Return what is decided about a framework; raises UnknownCode when there is none."""
    known = catalogue(connection)
    return known.settings[known.framework(framework).id]


@refusals_audited(Right.SET_FRAMEWORK, "framework", "framework")
def set_framework(
    target: Target,
    framework: str,
    *,
    actor: Actor,
    counts: str | None = None,
    due_days: int | None = None,
    asked_from: date | None = None,
    asked_from_start: bool = False,
) -> Setting:
    """Decide about a framework; what is not given stays. The setting that stands then.

    A change of what counts recomputes the cells of the framework in the same transaction, those of
    frozen meetings too: two dates are compared by one rule, and every figure says by which.

    Args:
        target: An engine or a connection.
        framework: The strategy.
        actor: One of the secretariat.
        counts: `sent` (all that was not returned) or `approved` (that alone).
        due_days: Days after the end of a period by which a report on activities is due.
        asked_from: Reports are asked for from periods that end on this day or later.
        asked_from_start: Ask from the first period on again.

    Raises:
        NotAllowed, UnknownCode, InvalidRecord: Nothing was written.
    """
    require(actor, Right.SET_FRAMEWORK)
    if counts is not None and counts not in COUNTS:
        raise UnknownCode("way of counting", counts, COUNTS)
    if due_days is not None and not 0 <= due_days <= MOST_DUE_DAYS:
        raise InvalidRecord(n_("Reports are due 0 to {most} days after."), most=MOST_DUE_DAYS)
    with writing(target, actor=actor) as connection:
        before = setting_of(connection, framework)
        after = Setting(
            counts if counts is not None else before.counts,
            due_days if due_days is not None else before.due_days,
            None if asked_from_start else asked_from or before.asked_from,
        )
        if after == before:
            return before
        connection.execute(sa.delete(_SETTING).where(_SETTING.c.framework == framework))
        connection.execute(
            sa.insert(_SETTING).values(
                framework=framework,
                counts=after.counts,
                due_days=after.due_days,
                asked_from=after.asked_from,
            )
        )
        touch_reference(connection)
        if after.counts != before.counts:
            rules = catalogue(connection).rules
            refill_all(connection, [rule for rule in rules if rule.framework == framework])
        audit(connection, actor, Right.SET_FRAMEWORK, "framework", framework, reason=_told(after))
        return after


def _told(setting: Setting) -> str:
    since = setting.asked_from.isoformat() if setting.asked_from else "-"
    return f"counts={setting.counts} due_days={setting.due_days} asked_from={since}"
