"""In which of the Board's figures an activity counts: said to the group that logged it.

The rules are those of the cells: an activity counts when it is under way or completed, in every
period that contains its first day, in each outcome's row and up, in each of its directions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle, Reach
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.periods import containing

PAGES = {
    "overview": n_("Overview"),
    "participation": n_("Participation"),
    "coverage": n_("Coverage"),
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
) -> list[Counts]:
    """Return the pages on which `draft` counts, in their order; none: it is in no number.

    Args:
        framework: The strategy whose figures are meant.
        roles: The roles whose attendances are participations (terms, list `role`).
        country: Gives the name of a country.
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
