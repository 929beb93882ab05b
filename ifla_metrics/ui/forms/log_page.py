"""The page "Log an activity": the form, what it will count in, and a receipt when it is saved."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.access import Role
from ifla_metrics.i18n import Translate
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import activity, effect, opened, receipt, saving, unfinished
from ifla_metrics.ui.forms import lists as lists_of
from ifla_metrics.ui.forms.checking import Form
from ifla_metrics.ui.forms.doubles import ask
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.times import moment
from ifla_metrics.ui.forms.typed import Typed
from ifla_metrics.ui.markup import tag

NEW = ""
"""The subject of a form that is about a new activity."""


def draw(t: Translate, *, strategy: str) -> None:
    """Show the page; `strategy` is the one that the reader looks at."""
    lists = lists_of.lists(t)
    form = opened.current(NEW) or opened.put(
        Opened(opened.new_key(), _empty(lists), usual=strategy)
    )
    if form.saved:
        receipt.draw(form, lists, t)
        return
    st.html(
        tag("h1", t("Log an activity"))
        + tag("p", t("Six fields, and it counts. The rest can wait."), class_="im-lede")
    )
    unfinished.offer(form, t)
    sheet(form, lists, t, button=t("Log it"))


def sheet(form: Opened, lists: Lists, t: Translate, *, button: str) -> None:
    """Show the open form with its button, and beside it what the Board will see.

    What was typed is kept. Once more from the top when the page as drawn no longer says how the
    form is read: only after the button, whose click would be lost otherwise.
    """
    with st.container(key="form_page"):
        wide, narrow = st.columns([5, 3], gap="large")
        with wide:
            form, shown, read = activity.draw(form, lists, t)
            form = unfinished.keep(form)
            foot(form, read, lists, t, label=button)
        with narrow:
            preview(read, lists, t)
    if (shown.faults, shown.when, shown.places, shown.framework.id) != (
        read.faults,
        read.when,
        read.places,
        read.framework.id,
    ) or shown.directions != read.directions:
        st.rerun()


def _empty(lists: Lists) -> Typed:
    reader = actor()
    own = [code for code in lists.groups if code in reader.groups]
    only = tuple(own) if reader.role is Role.EDITOR and len(own) == 1 else ()
    return Typed(groups=only)


def foot(form: Opened, read: Form, lists: Lists, t: Translate, *, label: str) -> None:
    """Close the form: what is still wrong, likely doubles, the button, and when it was kept.

    The button saves after all fields were read, because what was typed last arrives with its click.
    """
    with st.container(key="form_foot"):
        if form.likely and ask(form, lists, t):
            saving.not_the_same(form, t)
            st.rerun()
        if form.tried and read.faults:
            number = sum(map(len, read.faults.values()))
            said = t.plural(
                "{n} thing is to be put right above. Nothing you typed is lost.",
                "{n} things are to be put right above. Nothing you typed is lost.",
                number,
            )
            st.html(tag("p", said, class_="im-fault", role="alert"))
        if form.trouble:
            st.html(tag("p", form.trouble, class_="im-fault", role="alert"))
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(label, type="primary", key=form.widget("save")):
                saving.save(form, t)
                st.rerun()
            if form.kept_at:
                st.html(
                    tag(
                        "p",
                        t("Kept as you type: {time}", time=moment(form.kept_at, t)),
                        class_="im-small",
                    )
                )
                st.button(
                    t("Discard"),
                    type="tertiary",
                    key=form.widget("discard"),
                    on_click=discard,
                    args=(form.subject, form.key),
                )


def discard(subject: str, key: str) -> None:
    """Throw the open form away."""
    unfinished.forget(key)
    opened.close(subject)


def preview(read: Form, lists: Lists, t: Translate) -> None:
    """Say what the Board will see of it, while it is typed."""
    with st.container(key="form_preview"):
        st.html(tag("h2", t("What the Board will see")))
        if read.draft is None:
            words = t("As soon as the form is complete, the figures in which it counts stand here.")
            st.html(tag("p", words, class_="im-sub"))
            return
        found = effect.counts(read.draft, read.framework, lists, t)
        st.html(effect.listing(read.draft, found, t))
