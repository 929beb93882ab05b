"""The figures in which an activity counts, beside its form and on its page."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.figures.counted_in import PAGES, counted_in
from ifla_metrics.figures.words import capital
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.ui import navigation, shell
from ifla_metrics.ui.codes import CodeNames
from ifla_metrics.ui.forms import form, kept
from ifla_metrics.ui.forms.open_form import OpenForm
from ifla_metrics.ui.markup import as_markdown


def show_sheet(opened: OpenForm, known: CodeNames, t: Translate, *, button: str) -> None:
    """Show the open form of an activity, and beside it what the Board will see."""
    kept.offer_unfinished(opened, t)
    with st.container(key="form_page"):
        left, right = shell.columns(5, 3)
        with left:
            read = form.show(opened, known, t, button=button)
        with right, st.container(key="form_preview"):
            st.header(t("What the Board will see"), anchor=False)
            if read.draft is None:
                st.caption(t("Complete the form to see the figures in which it counts."))
            else:
                show_counts(read.draft, read.framework, known, t)


def show_counts(draft: ActivityDraft, framework: Framework, known: CodeNames, t: Translate) -> None:
    """Show the figures in which an activity counts, with links; or why there are none."""
    found = counted_in(
        draft,
        framework,
        t,
        roles=known.counting_roles,
        country=lambda code: known.country(code, t),
        listed=known.listed,
    )
    if not found:
        st.caption(t(_why_not(draft)))
    for page, counts in groupby(found, lambda one: one.page):
        of_page = list(counts)
        path = navigation.path(page)
        st.page_link(path, label=t(PAGES[page]), query_params=of_page[0].query)
        st.caption(as_markdown("; ".join(capital(one.what) for one in of_page)))


def _why_not(draft: ActivityDraft) -> str:
    if draft.lifecycle is Lifecycle.PLANNED:
        return n_("It counts in no figure yet: it is planned, and counts once it is done.")
    if draft.lifecycle in (Lifecycle.SUSPENDED, Lifecycle.CANCELLED):
        return n_("It counts in no figure: it is suspended or cancelled.")
    return n_("It counts in no figure: its dates lie outside the periods of the strategy.")
