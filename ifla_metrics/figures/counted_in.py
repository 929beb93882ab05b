"""In which of the Board's figures an activity counts: said to the group that logged it.

The rules are those of the cells: an activity counts when it is under way or completed, in every
period that contains its first day, in each outcome's row and up, in each of its directions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Gender, Lifecycle, Reach
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.periods import containing

COUNTRY_LISTS = {"priority_coverage": "priority_countries", "member_coverage": "member_countries"}
"""Measures of a list of countries, with the list."""
Lists = Mapping[str, Collection[str]]
PAGES = {
    "overview": n_("Overview"),
    "participation": n_("Participation"),
    "coverage": n_("Coverage"),
    "progress": n_("Progress"),
}
"""Pages of the Board by address."""
MOST = 4
"""Countries named one by one; more are counted."""


class Counts(NamedTuple):
    """What counts on one page, in words, and the choices that show it there, as a query."""

    page: str
    query: dict[str, str]
    what: list[str]


def counted_in(
    draft: ActivityDraft,
    framework: Framework,
    t: Translate,
    *,
    roles: frozenset[str] = frozenset(),
    country: Callable[[str], str] = str,
    listed: Lists | None = None,
) -> list[Counts]:
    """Return the pages on which `draft` counts, in their order; none: it is in no number.

    Args:
        framework: The strategy whose figures are meant.
        roles: The roles whose attendances are participations (terms, list `role`).
        country: Gives the name of a country.
        listed: Countries (alpha-3) by list; an indicator of a list that is not given is left out.
    """
    periods = containing(framework.periods, draft.started_on)
    if not periods or draft.lifecycle not in (Lifecycle.COMPLETED, Lifecycle.UNDER_WAY):
        return []
    usual = [period for period in periods if period.code == framework.default_period]
    period = usual[0] if usual else min(periods, key=lambda p: p.ends_on - p.starts_on)
    query = {"framework": framework.id, "period": period.code, "language": t.language}
    what = {
        "overview": [framework.node(code).short_title for code in _directions(draft, framework)],
        "participation": [_attended(participations(draft, roles), period.title, t)],
        "coverage": [*_places(draft, country, t), *_claims(draft, framework, t)],
        "progress": _indicators(draft, framework, t, roles=roles, listed=listed or {}),
    }
    return [Counts(page, query, found) for page, found in what.items() if found]


def _attended(people: int | None, period: str, t: Translate) -> str:
    if people is None:
        return t("one activity, {period}", period=period)
    return t.plural(
        "{n} participation, {period}", "{n} participations, {period}", people, period=period
    )


def _places(draft: ActivityDraft, country: Callable[[str], str], t: Translate) -> list[str]:
    named = draft.countries if len(draft.countries) <= MOST else draft.countries[: MOST - 1]
    more = len(draft.countries) - len(named)
    rest = [t.plural("{n} more country", "{n} more countries", more)] if more else []
    return [*map(country, named), *rest]


def _claims(draft: ActivityDraft, framework: Framework, t: Translate) -> list[str]:
    return [
        t("outcome {code} {outcome}", code=code, outcome=framework.node(code).short_title)
        for code in _outcomes(draft, framework)
    ]


def _indicators(
    draft: ActivityDraft,
    framework: Framework,
    t: Translate,
    *,
    roles: frozenset[str],
    listed: Lists,
) -> list[str]:
    scopes = {"", *_directions(draft, framework)}
    for claim in _outcomes(draft, framework):
        scopes.update(framework.scopes_of(claim))
    return [
        t("indicator {code} {indicator}", code=found.code, indicator=found.short_title)
        for found in framework.indicators
        if found.data_source == "log"
        and found.scope in scopes
        and _since_baseline(draft, framework, found)
        and _measured(draft, found.measure, roles, listed)
    ]


def participations(draft: ActivityDraft, roles: frozenset[str]) -> int | None:
    """Return the direct attendances in roles that count; None when no number is known."""
    known = [
        line.count
        for line in draft.participation
        if line.count is not None and line.reach is Reach.DIRECT and line.role in roles
    ]
    return sum(known) if known else None


def _directions(draft: ActivityDraft, framework: Framework) -> list[str]:
    served = {a.direction for a in draft.alignments if a.framework == framework.id}
    return [d.code for d in framework.directions if d.code in served]


def _outcomes(draft: ActivityDraft, framework: Framework) -> list[str]:
    known = {node.code for node in framework.nodes} - {d.code for d in framework.directions}
    claims = (c.outcome for c in draft.contributions if c.framework == framework.id)
    return [code for code in claims if code in known]


def _measured(draft: ActivityDraft, measure: str, roles: frozenset[str], listed: Lists) -> bool:
    """Say whether the activity has what the measure is made of."""
    known = [line for line in draft.participation if line.count is not None and line.role in roles]
    direct = [line for line in known if line.reach is Reach.DIRECT]
    if measure in COUNTRY_LISTS:
        return not set(draft.countries).isdisjoint(listed.get(COUNTRY_LISTS[measure], ()))
    return {
        "countries": bool(draft.countries),
        "participations": bool(direct),
        "women_share": any(line.gender is not Gender.NOT_STATED for line in direct),
        "cascade_ratio": bool(known),
        "timely_share": draft.lifecycle is Lifecycle.COMPLETED,
    }.get(measure, True)


def _since_baseline(draft: ActivityDraft, framework: Framework, indicator: Indicator) -> bool:
    """Say whether the activity's quarter ends after the indicator's baseline."""
    quarters = [p for p in containing(framework.periods, draft.started_on) if p.kind == "quarter"]
    baseline = indicator.baseline_on
    return baseline is None or any(quarter.ends_on > baseline for quarter in quarters)
