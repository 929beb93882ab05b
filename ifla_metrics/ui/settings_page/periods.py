"""The reporting periods of a strategy: their days, when reports are due, what is locked."""

from __future__ import annotations

from datetime import date, timedelta

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.periods import finest
from ifla_metrics.store.as_of import today
from ifla_metrics.store.catalogue import Setting
from ifla_metrics.store.periods import Lock
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.markup import Html
from ifla_metrics.ui.tables import plain


def table(framework: Framework, setting: Setting, held: list[Lock], t: Translate) -> Html:
    """Return the table of all periods, in the order of their days."""
    locked = {lock.period: lock for lock in held}
    asked = {p.code for p in finest(framework.periods) if _asked(p.ends_on, setting)}
    heads = (t("Period"), t("Days"), t("Reports on activities are due"), t("State"))
    rows = []
    for period in sorted(framework.periods, key=lambda p: (p.starts_on, -p.ends_on.toordinal())):
        due = period.ends_on + timedelta(days=setting.due_days)
        span = t(
            "{first} to {last}",
            first=t.date(period.starts_on, "medium"),
            last=t.date(period.ends_on, "medium"),
        )
        rows.append(
            (
                period.title,
                span,
                t.date(due, "medium") if period.code in asked else "–",
                _state(locked.get(period.code), t),
            )
        )
    return plain(heads, rows, caption=t("Reporting periods"))


def _asked(ends_on: date, setting: Setting) -> bool:
    return setting.asked_from is None or ends_on >= setting.asked_from


def _state(lock: Lock | None, t: Translate) -> str:
    if lock is None:
        return t("open")
    names = lists(t).groups
    said = [t("locked: {reason}", reason=lock.reason)]
    said += [
        t(
            "open for {group} until {day}",
            group=names.get(o.group, o.group),
            day=t.date(o.until, "medium"),
        )
        for o in lock.openings
        if o.until >= today()
    ]
    return t("; ").join(said)
