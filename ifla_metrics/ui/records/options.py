"""What can be chosen in a field of a record: codes with their names, in their lists' order."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ifla_metrics.exchange.columns import Column
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms.lists import Lists


def options_of(
    column: Column,
    framework: Framework,
    lists: Lists,
    t: Translate,
    *,
    groups: Collection[str] | None = None,
) -> dict[str, str]:
    """Return names by code for a coded column.

    Args:
        column: A column of a record's sheet.
        framework: The strategy whose parts, indicators and periods can be chosen.
        lists: Groups, countries, associations and terms.
        t: The reader's words.
        groups: Only these working groups; None: all.
    """
    parts = {n.code: f"{n.code} {n.short_title}" for n in framework.nodes}
    indicators = {i.code: f"{i.code} {i.short_title}" for i in framework.indicators}
    found: Mapping[str, str]
    match column.codes:
        case "frameworks":
            found = {framework.id: framework.title}
        case "working_groups":
            own = lists.groups if groups is None else groups
            found = {code: name for code, name in lists.groups.items() if code in own}
        case "nodes":
            directions = {d.code for d in framework.directions}
            found = {code: name for code, name in parts.items() if code not in directions}
        case "indicators":
            found = indicators
        case "subjects":
            found = {**parts, **indicators}
        case "periods":
            found = {p.code: p.title for p in framework.periods}
        case "countries":
            named = {code: lists.country(code, t) for code in lists.countries}
            found = dict(sorted(named.items(), key=lambda pair: pair[1]))
        case "associations":
            found = lists.associations
        case name:
            found = {code: t(title) for code, title in lists.terms.get(name, {}).items()}
    return dict(found)
