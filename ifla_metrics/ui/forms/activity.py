"""The form of an activity: what, when, where, who, which outcomes; the rest is optional."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from ifla_metrics.access import Role, others_removed
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.text import clean_line
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import days, fields, opened, outcomes, people, story_fields, where
from ifla_metrics.ui.forms.checking import Form, read_form
from ifla_metrics.ui.forms.evidence import attach
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.typed import Typed
from ifla_metrics.ui.markup import tag

SAID = ("", "\u2013")
"""An optional choice that was not made, and how it is shown."""


def draw(form: Opened, lists: Lists, t: Translate) -> tuple[Opened, Form, Form]:
    """Show the form; return it with what stands in it now, as it was read and as it reads now."""
    shown = read = read_form(form.typed, lists, t, basis=form.basis, usual=form.usual)
    with st.container(key="form"):
        typed = _first(form, read, lists, t)
        typed = _more(form, typed, read, lists, t)
        if form.subject:
            typed = _reason(form, typed, t)
    if typed != form.typed:
        form = opened.put(replace(form, typed=typed, trouble="", likely=()))
        read = read_form(typed, lists, t, basis=form.basis, usual=form.usual)
    return form, shown, read


def _first(form: Opened, read: Form, lists: Lists, t: Translate) -> Typed:
    typed = form.typed
    title = fields.text(form, "title", t("What was it?"), placeholder=t("Title of the activity"))
    fields.faults(form, read, "title")
    with st.container(key="kinds"):
        left, right = st.columns(2)
    with left:
        kinds = {c: t(w) for c, w in lists.terms["activity_kind"].items()}
        kind = fields.one(form, "kind", t("What kind?"), kinds)
    with right:
        states = {c.value: lists.term("lifecycle", c.value, t) for c in _STATES}
        lifecycle = fields.one(form, "lifecycle", t("Is it done?"), states)
    when = fields.text(
        form,
        "when",
        t("When?"),
        placeholder=t("3-5 March 2012, or March 2012, or Q3 2012"),
    )
    reading = _which_days(form, read, t)
    fields.faults(form, read, "when")
    countries, asked = where.draw(form, read, lists, t)
    groups = fields.several(
        form,
        "groups",
        t("Which working groups?"),
        _groups(lists),
        placeholder=t("Yours first; others if you did it together"),
    )
    if form.basis and (told := joint(form.basis.draft.groups, lists, t)):
        st.html(tag("p", told, class_="im-sub"))
    fields.faults(form, read, "groups")
    typed = replace(
        typed,
        title=title,
        kind=kind,
        lifecycle=lifecycle,
        when=when,
        reading=reading,
        countries=countries,
        asked=asked,
        groups=groups,
    )
    typed = people.draw(form, typed, read, t)
    return outcomes.draw(form, typed, read, lists, t)


_STATES = (
    Lifecycle.COMPLETED,
    Lifecycle.UNDER_WAY,
    Lifecycle.PLANNED,
    Lifecycle.SUSPENDED,
    Lifecycle.CANCELLED,
)


def _which_days(form: Opened, read: Form, t: Translate) -> str:
    """Say how the date was read, or ask which of its readings was meant."""
    chosen = form.typed.reading
    if read.when.readings:
        options = {days.key_of(d): days.in_words(d, t) for d in read.when.readings}
        key = fields.seed(form, "reading", chosen if chosen in options else None)
        if st.session_state[key] not in options:
            st.session_state[key] = None
        picked = st.pills(
            t("Which days do you mean?"), list(options), format_func=options.__getitem__, key=key
        )
        chosen = picked or ""
    if read.when.days and not read.when.readings:
        fields.read_back(t("That is {days}.", days=days.in_words(read.when.days, t)))
    return chosen


def _groups(lists: Lists) -> dict[str, str]:
    """Return the working groups, the reader's own ones first."""
    reader = actor()
    own = reader.groups if reader.role is Role.EDITOR else frozenset()
    ordered = sorted(lists.groups, key=lambda code: code not in own)
    return {code: lists.groups[code] for code in ordered}


def joint(owners: Iterable[str], lists: Lists, t: Translate) -> str:
    """Say what the reader cannot do because other groups own it too; "" when nothing is barred."""
    others = others_removed(actor(), owners)
    if not others:
        return ""
    return t(
        "Joint activity with {groups}. "
        "Only the secretariat can remove another group or withdraw it.",
        groups=fields.names((lists.groups.get(code, code) for code in others), t),
    )


def _more(form: Opened, typed: Typed, read: Form, lists: Lists, t: Translate) -> Typed:
    told = any(
        getattr(typed, name)
        for name in (
            "level",
            "arena",
            "mode",
            "associations",
            "description",
            "evidence",
            "lines",
            "story",
        )
    )
    with st.expander(t("More, if you have it"), expanded=told and form.turn > 0):
        columns = st.columns(3)
        chosen = {}
        labels = {
            "level": t("Level"),
            "arena": t("Arena"),
            "mode": t("On site or remote"),
        }
        for column, (name, label) in zip(columns, labels.items(), strict=True):
            with column:
                known = {
                    code: t(words)
                    for code, words in lists.terms[name].items()
                    if code != "not_stated"
                }
                chosen[name] = fields.one(form, name, label, dict([SAID], **known))
        associations = fields.several(
            form,
            "associations",
            t("Which library associations took part?"),
            dict(lists.associations),
            placeholder=t("Type a name"),
        )
        description = fields.area(
            form,
            "description",
            t("What happened, and what changed?"),
            placeholder=t("A few sentences. Please name no private person."),
        )
        fields.faults(form, read, "description")
        evidence = fields.area(
            form,
            "evidence",
            t("Where can it be read or seen?"),
            placeholder=t("One web address a line"),
            lines=2,
        )
        fields.faults(form, read, "evidence")
        attach(form.widget("evidence"), next(iter(typed.groups), ""), t)
        typed = replace(
            typed,
            level=chosen["level"],
            arena=chosen["arena"],
            mode=chosen["mode"],
            associations=associations,
            description=description,
            evidence=evidence,
        )
        typed = story_fields.draw(form, typed, read, t)
        return people.detailed(form, typed, read, lists, t)


def _reason(form: Opened, typed: Typed, t: Translate) -> Typed:
    """Ask why it is changed: the history shows it."""
    with st.container(key="form_reason"):
        reason = fields.text(
            form, "reason", t("Why is it changed?"), placeholder=t("A few words for the history")
        )
        if form.tried and not clean_line(reason):
            st.html(tag("p", t("A change needs a reason."), class_="im-fault"))
    return replace(typed, reason=reason)
