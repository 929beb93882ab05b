"""What activities add to the summary cells, in plain Python: the SQL is held against it."""

from collections import Counter, defaultdict
from itertools import product

from ifla_metrics.models.system_tables import MEASURES

WHOLE = 1200
DIRECT = "direct"


def expected_cells(told, rules, only=None):
    """The cells of activities, as (draft, day it was first logged or None) each.

    Of the countries `only` where a region is chosen.
    """
    sums = defaultdict(Counter)
    for draft, logged_on in told:
        for key, amounts in contributions(draft, logged_on, rules, only):
            sums[key].update(amounts)
    rows = {key: tuple(amounts[m] for m in MEASURES) for key, amounts in sums.items()}
    return {key: row for key, row in rows.items() if any(row)}


def contributions(draft, logged_on, rules, only):
    """(key, amounts) of each cell that one activity adds to."""
    quarters = [code for code, first, last in rules.leaves if first <= draft.started_on <= last]
    if not quarters or draft.lifecycle not in ("completed", "under_way"):
        return
    [quarter] = quarters
    provenance = str(draft.provenance)
    weights, primary = aligned(draft, rules)
    named = list(weights) or [""]
    claimed = [c.outcome for c in draft.contributions if c.framework == rules.framework]
    nodes = {scope for outcome, scope in rules.nodes if outcome in claimed}
    rows = {row for outcome, row in rules.rows if outcome in claimed} or {""}
    drawn = [("all", ""), *(("direction", d) for d in named)]
    below = [("node", node) for node in nodes]
    crossed = [("cross", f"{d} {row}") for d, row in product(named, rows)]
    apart = [
        *(("row", row) for row in rows),
        *(("group", group) for group in draft.groups),
        ("level", draft.level),
        ("arena", draft.arena),
    ]
    people = attendance(draft, rules)
    timed = logged_on is not None and draft.lifecycle == "completed"
    whole = {
        "activities": 1,
        **people,
        "timed": int(timed),
        "timely": int(timed and (logged_on - draft.ended_on).days <= 30),
        "alignments": len(weights),
    }
    month = f"{draft.started_on:%Y-%m}"
    for kind, scope in [*drawn, *below, *crossed, *apart]:
        direction = scope.partition(" ")[0] if kind in ("direction", "cross") else ""
        weight = {"weight": weights.get(direction, 0), "primaries": int(direction == primary != "")}
        yield ("total", kind, scope, month, provenance, ""), {**whole, **weight}
    for country, amounts in countries(draft, rules).items():
        if only is not None and country not in only:
            continue
        for kind, scope in [*drawn, *below, *crossed]:
            yield ("country", kind, scope, quarter, provenance, country), amounts
    associations = {*draft.associations, *(p.association for p in draft.participation)} - {""}
    for association, (kind, scope) in product(associations, drawn):
        yield ("association", kind, scope, quarter, provenance, association), {"activities": 1}
    for p in draft.participation:
        known = p.count is not None
        amounts = {
            "participations": p.count or 0,
            "uncounted": int(not known),
            "inexact": int(known and p.qualifier != "exact"),
            "lines": 1,
        }
        code = "|".join((p.role, p.mode, str(p.reach), str(p.gender)))
        for kind, scope in drawn:
            yield ("people", kind, scope, quarter, provenance, code), amounts


def aligned(draft, rules):
    """Weights by direction, and the main one ("" when there is none)."""
    mine = [
        a
        for a in draft.alignments
        if a.framework == rules.framework and a.direction in rules.directions
    ]
    primary = next((a.direction for a in mine if a.is_primary), "")
    return {a.direction: a.weight for a in mine}, primary


def counted_lines(draft, rules):
    return [
        p for p in draft.participation if p.count is not None and p.role in rules.counting_roles
    ]


def attendance(draft, rules):
    lines = counted_lines(draft, rules)
    direct = [p for p in lines if p.reach == DIRECT]
    return {
        "participations": sum(p.count for p in direct),
        "cascade": sum(p.count for p in lines if p.reach != DIRECT),
        "women": sum(p.count for p in direct if p.gender == "woman"),
        "gender_known": sum(p.count for p in direct if p.gender != "not_stated"),
        "uncounted": int(not direct),
        "inexact": sum(p.qualifier != "exact" for p in direct),
    }


def countries(draft, rules):
    """What each country has of it; people of no country are from the only one there is."""
    only = draft.countries[0] if len(draft.countries) == 1 else ""
    found = defaultdict(Counter)
    for country in draft.countries or ("",):
        found[country]["activities"] = 1
    for p in counted_lines(draft, rules):
        if p.reach == DIRECT:
            found[p.country or only].update(
                participations=p.count,
                women=p.count * (p.gender == "woman"),
                gender_known=p.count * (p.gender != "not_stated"),
            )
    return found
