"""What stands in the place of a form that was saved: that it was, and what it became."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms import effect, opened, story_fields
from ifla_metrics.ui.forms.checking import read_form
from ifla_metrics.ui.forms.doubles import link
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.markup import tag


def draw(form: Opened, lists: Lists, t: Translate) -> None:
    """Show that the activity is in the log, and the figures in which it counts."""
    read = read_form(form.typed, lists, t, basis=form.basis, usual=form.usual)
    if form.saved is None or read.draft is None:
        return
    found = effect.counts(read.draft, read.framework, lists, t)
    with st.container(key="receipt"):
        st.html(
            tag("h1", t("It is in the log"))
            + tag(
                "p",
                tag("a", read.draft.title, href=link(form.saved.uid)),
                class_="im-lede",
            )
            + tag("h2", t("Counted in") if found else t("Not counted yet"))
            + effect.listing(read.draft, found, t)
        )
        if read.story is not None:
            story_fields.kept(t)
        st.button(
            t("Log another activity"),
            type="primary",
            key=f"another_{form.key}",
            on_click=opened.close,
            args=(form.subject,),
        )
