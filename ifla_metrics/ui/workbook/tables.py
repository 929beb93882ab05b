"""The preview as HTML: faults, and what would be added, changed, withdrawn, kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ifla_metrics.exchange.faults import Place, shown
from ifla_metrics.exchange.merge import WITHDRAWN, Clash, Planned, Said
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.differences import Names, differences, field_texts
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.tables import plain

if TYPE_CHECKING:
    from ifla_metrics.exchange.faults import Fault

SHOWN = 100
"""Entries of a list that are shown; the rest is counted."""


def faults(found: Sequence[Fault], t: Translate) -> Html:
    """Return all faults with place, value, reason and nearest right value."""
    hinted = any(fault.nearest for fault in found[:SHOWN])
    titles = (t("Place"), t("Value"), t("Reason"), *((t("Did you mean"),) if hinted else ()))
    rows = (
        (
            fault.place.words(t),
            shown(fault.value),
            fault.reason.words(t),
            *((fault.nearest,) if hinted else ()),
        )
        for fault in found[:SHOWN]
    )
    return plain(titles, rows, caption=t("Faults"), below=_rest(len(found), t))


def added(found: Sequence[Planned], names: Names, t: Translate) -> Html:
    """Return new entries with all that they say."""
    return _entries(found, lambda p: _lines(_said(p.draft, names, t)), t)


def changed(found: Sequence[Planned], names: Names, t: Translate) -> Html:
    """Return changed entries, field by field: what stands, what will stand."""
    return _entries(found, lambda p: join((_changes(p, names, t), _kept(p, t))), t)


def bare(found: Sequence[Planned], t: Translate) -> Html:
    """Return entries by their names alone: withdrawn ones, and those that stay the same."""
    return _entries(found, lambda p: _kept(p, t), t)


def conflict_head(planned: Planned, t: Translate) -> Html:
    """Return which entry a conflict is about, and who changed it."""
    return tag("h4", name_of(planned), tag("small", _place(planned, t), class_="im-small"))


def clash(planned: Planned, one: Clash, names: Names, t: Translate) -> Html:
    """Return both sides of a conflict beside what stood before."""
    if one.unit == WITHDRAWN:
        return _withdrawal(planned, names, t)
    stored, mine, base = planned.stored, planned.draft, planned.base
    if stored is None or mine is None or base is None:
        return Html()
    here = differences(stored.draft, mine, t, names=names)
    before = {d.field: d.before for d in differences(base, stored.draft, t, names=names)}
    rows = [
        (d.title, before.get(d.field, d.before) or "–", d.before or "–", d.after or "–")
        for d in here
        if d.field in one.fields
    ]
    titles = (t("Field"), t("Before"), t("{who} wrote", who=stored.by), t("Your file"))
    return plain(titles, rows, caption=t("Conflict"))


def name_of(planned: Planned) -> str:
    """Return what an entry is called."""
    draft = planned.draft or planned.row.draft or (planned.stored and planned.stored.draft)
    values = dict(draft) if draft else {}
    for field in ("title", "why", "indicator", "cohort"):
        if values.get(field):
            day = values.get("as_of")
            return f"{values[field]}, {day}" if field == "indicator" and day else str(values[field])
    return planned.uid


def _withdrawal(planned: Planned, names: Names, t: Translate) -> Html:
    stored = planned.stored
    if stored is None:
        return Html()
    if stored.withdrawn:
        words = t("{who} withdrew this entry; your file changes it.", who=stored.by)
        return join((tag("p", words), _changes(planned, names, t)))
    words = t("Your file withdraws this entry; {who} changed it.", who=stored.by)
    if planned.base is None:
        return tag("p", words)
    found = differences(planned.base, stored.draft, t, names=names)
    return join((tag("p", words), _lines((d.title, _arrow(d.before, d.after)) for d in found)))


def _entries(found: Sequence[Planned], inside: Callable[[Planned], Html], t: Translate) -> Html:
    items = (
        tag(
            "li",
            tag("b", name_of(planned)),
            tag("small", _place(planned, t), class_="im-small"),
            inside(planned),
        )
        for planned in found[:SHOWN]
    )
    return join((tag("ul", *items, class_="im-plan"), _rest(len(found), t)))


def _place(planned: Planned, t: Translate) -> str:
    return Place(*planned.place).words(t)


def _said(draft: Said | None, names: Names, t: Translate) -> list[tuple[str, str]]:
    return field_texts(draft, t, names=names) if draft is not None else []


def _changes(planned: Planned, names: Names, t: Translate) -> Html:
    if planned.stored is None or planned.draft is None:
        return Html()
    found = differences(planned.stored.draft, planned.draft, t, names=names)
    return _lines((d.title, _arrow(d.before, d.after)) for d in found)


def _kept(planned: Planned, t: Translate) -> Html:
    if not planned.kept or planned.stored is None:
        return Html()
    return tag(
        "p", t("What {who} changed meanwhile stays.", who=planned.stored.by), class_="im-small"
    )


def _arrow(before: str, after: str) -> Html:
    return join((tag("del", before or "–"), tag("ins", after or "–")), " → ")


def _lines(pairs: Iterable[tuple[str, str]]) -> Html:
    return tag(
        "dl",
        *(tag("div", tag("dt", title), tag("dd", text)) for title, text in pairs),
        class_="im-facts",
    )


def _rest(number: int, t: Translate) -> Html:
    if number <= SHOWN:
        return Html()
    return tag("p", t.plural("and {n} more", "and {n} more", number - SHOWN), class_="im-sub")
