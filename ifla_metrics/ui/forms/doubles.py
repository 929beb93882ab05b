"""Asks about activities of the log that may be the same, before a further one is saved."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Precision
from ifla_metrics.store.duplicates import Likely
from ifla_metrics.ui.forms.days import span
from ifla_metrics.ui.forms.fields import names
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.markup import Html, tag


def ask(form: Opened, lists: Lists, t: Translate) -> bool:
    """Show the likely doubles with a link to each; say whether the reader calls them others."""
    with st.container(key="doubles"):
        st.html(
            tag("h2", t("Is it the same?"))
            + tag("p", t("The log has this already, from about the same days and places."))
            + tag("ul", *(_one(likely, lists, t) for likely in form.likely), class_="im-doubles")
        )
        return st.button(t("No, save mine as a new one"), key=form.widget("apart"))


def _one(likely: Likely, lists: Lists, t: Translate) -> Html:
    days = span(likely.started_on, likely.ended_on, Precision.DAY, t)
    places = names((lists.country(code, t) for code in likely.countries), t, most=3)
    groups = names((lists.groups.get(code, code) for code in likely.groups), t, most=3)
    kind = lists.term("kind", likely.kind, t)
    return tag(
        "li",
        tag("a", likely.title, href=link(likely.uid)),
        tag("small", " · ".join(filter(None, (kind, days, places, groups)))),
    )


def link(uid: str) -> str:
    """Return the address of an activity's page."""
    return f"activity?uid={uid}"
