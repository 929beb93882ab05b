"""What an activity adds to the Board's figures: said to the group that logs it.

The rules are those of the cells: an activity counts when it is under way or completed, in every
period that contains its first day, in each outcome's row and up, in each of its directions.
"""

from collections.abc import Callable

from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import ActivityDraft


def counted_in(
    draft: ActivityDraft,
    framework: Framework,
    t: Translate,
    *,
    roles: frozenset[str] = frozenset(),
    country: Callable[[str], str] = str,
) -> list[str]:
    """Return in which directions and outcomes `draft` counts, with whom and where.

    Args:
        framework: The strategy whose figures are meant; none of them counts what began outside it.
        roles: The roles whose attendances are participations (terms, list `role`).
        country: Gives the name of a country.
    """
    inside = any(draft.started_on in period for period in framework.periods)
    if not inside or draft.lifecycle not in (Lifecycle.COMPLETED, Lifecycle.UNDER_WAY):
        return []
    people = draft.participations(roles)
    served = {a.direction for a in draft.alignments if a.framework == framework.id}
    served |= {c.outcome for c in draft.contributions if c.framework == framework.id}
    counts = t("One activity")
    if people is not None:
        counts = t.plural("{n} participation", "{n} participations", people)
    parts = (words.node_name(node, framework) for node in framework.nodes if node.code in served)
    return [counts, *filter(None, [words.listed(map(country, draft.countries), t)]), *parts]
