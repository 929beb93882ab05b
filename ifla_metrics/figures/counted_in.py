"""In which of the Board's figures an activity counts: said to the group that logged it.

The rules are those of the cells: an activity counts when it is under way or completed, in every
period that contains its first day, in each outcome's row and up, in each of its directions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
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
    """One figure: page and what is counted there in words, the address, its choices as a query."""

    text: str
    page: str
    query: dict[str, str]
    what: str
    """What is counted, without the name of the page."""


def counted_in(
    draft: ActivityDraft,
    framework: Framework,
    t: Translate,
    *,
    roles: frozenset[str] = frozenset(),
    country: Callable[[str], str] = str,
    listed: Lists | None = None,
) -> list[Counts]:
    """Return the figures in which `draft` counts, in the order of the pages; none: in no number.

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
    found = [
        *_figures(draft, framework, t, period=period.title, roles=roles, country=country),
        *_indicators(draft, framework, t, roles=roles, listed=listed or {}),
    ]
    return [
        Counts(t("{page}: {what}", page=t(PAGES[page]), what=what), page, query | further, what)
        for what, page, further in found
    ]


Found = Iterator[tuple[str, str, dict[str, str]]]


def _figures(
    draft: ActivityDraft,
    framework: Framework,
    t: Translate,
    *,
    period: str,
    roles: frozenset[str],
    country: Callable[[str], str],
) -> Found:
    for direction in _directions(draft, framework):
        yield framework.node(direction).short_title, "overview", {}
    people = participations(draft, roles)
    attended = t("one activity, {period}", period=period)
    if people is not None:
        attended = t.plural(
            "{n} participation, {period}", "{n} participations, {period}", people, period=period
        )
    yield attended, "participation", {}
    named = draft.countries if len(draft.countries) <= MOST else draft.countries[: MOST - 1]
    for code in named:
        yield country(code), "coverage", {}
    more = len(draft.countries) - len(named)
    if more:
        yield t.plural("{n} more country", "{n} more countries", more), "coverage", {}
    for code in _outcomes(draft, framework):
        title = framework.node(code).short_title
        yield t("outcome {code} {outcome}", code=code, outcome=title), "coverage", {}


def _indicators(
    draft: ActivityDraft,
    framework: Framework,
    t: Translate,
    *,
    roles: frozenset[str],
    listed: Lists,
) -> Found:
    scopes = {"", *_directions(draft, framework)}
    for claim in _outcomes(draft, framework):
        scopes.update(framework.scopes_of(claim))
    for indicator in framework.indicators:
        if (
            indicator.data_source == "log"
            and indicator.scope in scopes
            and _since_baseline(draft, framework, indicator)
            and _measured(draft, indicator.measure, roles, listed)
        ):
            code, title = indicator.code, indicator.short_title
            said = t("indicator {code} {indicator}", code=code, indicator=title)
            yield said, "progress", {"indicator": code}


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
