"""Which of the Board's figures an activity counts in, with a link to each."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

from ifla_metrics.errors import n_
from ifla_metrics.figures.counted_in import PAGES, Counts, counted_in
from ifla_metrics.figures.words import capital
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.markup import Html, join, tag

FRONT = "overview"
"""The page that stands at the address without a name."""


def counts(draft: ActivityDraft, framework: Framework, lists: Lists, t: Translate) -> list[Counts]:
    """Return the figures in which an activity counts, with everything that the rules need."""
    return counted_in(
        draft,
        framework,
        t,
        roles=lists.counting_roles,
        country=lambda code: lists.country(code, t),
        listed=lists.listed,
    )


def listing(draft: ActivityDraft, found: list[Counts], t: Translate) -> Html:
    """Return the figures as a list with links; in words when the activity is in no number."""
    if not found:
        return tag("p", t(_why_not(draft)), class_="im-sub")
    return tag(
        "ul",
        join(
            tag(
                "li",
                tag("a", t(PAGES[page]), href=address(page, of_page[0].query)),
                *(tag("small", capital(one.what)) for one in of_page),
            )
            for page, of_page in ((p, list(g)) for p, g in groupby(found, lambda c: c.page))
        ),
        class_="im-counts",
    )


def address(page: str, query: dict[str, str]) -> str:
    """Return the address of a page, as seen from another page."""
    return f"{'./' if page == FRONT else page}?{urlencode(query)}"


def _why_not(draft: ActivityDraft) -> str:
    if draft.lifecycle is Lifecycle.PLANNED:
        return n_("It counts in no figure yet: it is planned, and counts once it is done.")
    if draft.lifecycle in (Lifecycle.SUSPENDED, Lifecycle.CANCELLED):
        return n_("It counts in no figure: it is suspended or cancelled.")
    return n_("It counts in no figure: its dates lie outside the periods of the strategy.")
