"""The page of people: who may do what, one form for one person, and the personal link."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people import Person, people
from ifla_metrics.ui import auth, shell
from ifla_metrics.ui.auth import Mode
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.people import form
from ifla_metrics.ui.people.words import role_words, signs_in_by


def draw(t: Translate) -> None:
    """Show the page: title, table, form."""
    with reading(engine_of(database_url())) as connection:
        everybody = people(connection)
    st.html(_head(everybody, t))
    groups = dict(lists(t).groups)
    wide, narrow = shell.columns(3, 2)
    with wide:
        st.html(_table(everybody, groups, t) if everybody else _nobody(t))
        if auth.mode() is Mode.LOCAL and everybody:
            st.html(_act_as(everybody, t))
    with narrow, st.container(key="people_form"):
        form.draw(everybody, groups, t)


def _head(everybody: list[Person], t: Translate) -> Html:
    active = [p.draft for p in everybody if p.draft.active]
    editors = [d for d in active if d.role == "editor"]
    groups = {group for d in editors for group in d.groups}
    reporting = t.plural("{n} person reports", "{n} people report", len(editors))
    title = t.plural(
        "{reporting} for {n} working group",
        "{reporting} for {n} working groups",
        len(groups),
        reporting=reporting,
    )
    if not everybody:
        title = t("Nobody has been added yet")
    lede = t(
        "Whoever signs in may read. An editor writes for the own groups, the secretariat for all. "
        "What you take away here is gone at once, also from a page that is open."
    )
    return Html(tag("h1", title) + tag("p", lede, class_="im-lede"))


def _nobody(t: Translate) -> Html:
    return tag(
        "p",
        t("Begin with somebody of the secretariat."),
        class_="im-empty",
    )


def _table(everybody: list[Person], groups: dict[str, str], t: Translate) -> Html:
    heads = (t("Name"), t("May"), t("Signs in by"))
    rows = [
        tag(
            "tr",
            tag("th", p.draft.name, scope="row"),
            tag("td", role_words(p.draft, groups, t)),
            tag("td", signs_in_by(p, t)),
            class_=None if p.draft.active else "im-none",
        )
        for p in everybody
    ]
    return tag(
        "table",
        tag("caption", t("People"), class_="im-unseen"),
        tag("thead", tag("tr", join(tag("th", head, scope="col") for head in heads))),
        tag("tbody", join(rows)),
        class_="im-table im-people",
    )


def _act_as(everybody: list[Person], t: Translate) -> Html:
    """Return the choice of a person to act as: on this computer there is no sign-in to prove it."""
    options = [tag("option", p.draft.name, value=p.code) for p in everybody if p.draft.active]
    return tag(
        "form",
        tag("h3", t("See it as somebody else does")),
        tag(
            "p",
            t("On this computer nobody signs in. You may act as a person, with the same rights."),
            class_="im-sub",
        ),
        tag("select", join(options), name_="person", aria_label=t("Person")),
        tag("button", t("Act as this person"), type="submit", class_="im-link"),
        method="post",
        action="/sign-in/act",
        class_="im-act",
    )
