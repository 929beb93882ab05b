"""In which of the Board's figures an activity counts: said to the group that logged it.

The rules are those of the cells: an activity counts when it is under way or completed, in every
period that contains its first day, in each outcome's row and up, in each of its directions.
"""

from collections.abc import Callable
from typing import NamedTuple

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import ActivityDraft

PAGES = {
    "overview": n_("Overview"),
    "participation": n_("Participation"),
    "coverage": n_("Coverage"),
}
"""Pages of the Board by address."""


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
    periods = [period for period in framework.periods if draft.started_on in period]
    if not periods or draft.lifecycle not in (Lifecycle.COMPLETED, Lifecycle.UNDER_WAY):
        return []
    usual = [period for period in periods if period.code == framework.default_period]
    period = usual[0] if usual else min(periods, key=lambda p: p.ends_on - p.starts_on)
    query = {"framework": framework.id, "period": period.code, "language": t.language}
    people = draft.participations(roles)
    directions = {a.direction for a in draft.alignments if a.framework == framework.id}
    claimed = {c.outcome for c in draft.contributions if c.framework == framework.id}
    what = {
        "overview": [d.short_title for d in framework.directions if d.code in directions],
        "participation": [
            t("one activity, {period}", period=period.title)
            if people is None
            else t.plural(
                "{n} participation, {period}",
                "{n} participations, {period}",
                people,
                period=period.title,
            )
        ],
        "coverage": [
            *filter(None, [words.listed(map(country, draft.countries), t, most=4)]),
            *(
                t("outcome {code} {outcome}", code=node.code, outcome=node.short_title)
                for node in framework.nodes
                if node.code in claimed and node not in framework.directions
            ),
        ],
    }
    return [Counts(page, query, found) for page, found in what.items() if found]
