"""The form of an entry; beside that of an activity, the figures in which it will count."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from itertools import groupby
from typing import Any

import streamlit as st

from ifla_metrics.access import Role, protected_owners
from ifla_metrics.errors import n_
from ifla_metrics.figures.words import comma_list, node_name
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import menu, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms import days, directions, open_form, people, saving
from ifla_metrics.ui.forms.fields import PEOPLE, Field, empty_values, fields_of
from ifla_metrics.ui.forms.open_form import OpenForm, ReadForm
from ifla_metrics.ui.forms.read import read_form, values_of
from ifla_metrics.ui.forms.widgets import View, ask_evidence, read_back
from ifla_metrics.ui.markup import as_markdown

ASK: Mapping[str, Callable[[View, Field], None]] = {
    "evidence": ask_evidence,
    "when": days.ask,
    "outcomes": directions.ask_outcomes,
    "directions": directions.ask,
    "partners": people.ask,
    "lines": people.ask,
}
"""How fields are asked that are more than a plain widget."""
REASON = Field("reason", n_("Why is it changed?"), n_("A few words for the history"), required=True)


def begin(kind: str, framework: str, base: Version[Any] | None = None) -> OpenForm:
    """Open a form, to amend `base` or for a new entry: of their group, if an editor has one."""
    if base:
        return open_form.new(kind, values_of(kind, base.draft), framework=framework, base=base)
    reader, values = actor(), empty_values(kind)
    if reader.role is Role.EDITOR and len(reader.groups) == 1:
        [group] = reader.groups
        values |= {"groups": (group,)} if kind == ACTIVITY else {"group": group}
    return open_form.new(kind, values, framework=framework)


def show(form: OpenForm, code_book: FormCodeBook, t: Translate, *, button: str) -> ReadForm:
    """Show an open form with the button that saves it; return how it is read.

    The button saves after all fields were read: what was typed last arrives with its click.
    """
    saving.offer_unfinished(form, t)
    form = open_form.collect(form)
    read = read_form(form, code_book, t)
    view, fields = View(form, read, code_book, t), fields_of(form.kind)
    more = [one for one in fields if one.more]
    with st.container(key="form", gap="small"):
        _show_fields(view, [one for one in fields if not one.more])
        is_open = form.base is not None or any(view.faults(one.name) for one in more)
        with st.expander(t("More, if you have it"), expanded=is_open):
            _show_fields(view, more)
        if form.base:
            view.ask(REASON)
    form = saving.autosave(form, t)
    with st.container(key="form_foot"):
        view.show_faults("")
        with st.container():
            if form.likely and _ask_doubles(form, code_book, t):
                saving.save(form, code_book, t, is_another=True)
                st.rerun()
        with st.container():
            if form.is_combined and form.base and read.draft:
                saving.show_combined(form, form.base.draft, read.draft, code_book, t)
            if form.base and form.base.withdrawn:
                st.warning(t("This is withdrawn. Saving the form restores it."))
            _show_summary(form, read, t)
        with st.container(horizontal=True, vertical_alignment="center"):
            if shell.button_after_edits(button, key=form.widget("save")):
                saving.save(form, code_book, t)
                st.rerun()
            if _may_withdraw(form) and st.button(t("Withdraw"), key=form.widget("withdraw")):
                saving.withdraw(form, code_book, t)
                st.rerun()
            saving.show_kept(form, t)
    return read


def _show_fields(view: View, fields: Iterable[Field]) -> None:
    """Show fields in their order; those of one row stand side by side.

    Where lines of people say how many, their numbers are not asked.
    """
    for row, group in groupby(fields, key=lambda one: one.row):
        found = list(group)
        if row:
            with st.container(key=row):
                if row == PEOPLE and view.form.values["lines"]:
                    read_back(view.t("People by country, role or association"))
                    continue
                columns = st.columns(len(found))
        for place, one in enumerate(found):
            with columns[place] if row else nullcontext():
                ASK.get(one.name, View.ask)(view, one)


def _may_withdraw(form: OpenForm) -> bool:
    """Say whether to offer it: an entry that other groups own too, the secretariat withdraws."""
    base = form.base
    return bool(base and not base.withdrawn and not protected_owners(actor(), base.draft.owners))


def _show_summary(form: OpenForm, read: ReadForm, t: Translate) -> None:
    """Say how many fields are to be corrected, and what the store refused."""
    if form.refusal:
        st.error(as_markdown(form.refusal))
    if form.tried and read.faults:
        words = t.plural(
            "Please correct {n} field. Nothing you typed is lost.",
            "Please correct {n} fields. Nothing you typed is lost.",
            len(read.faults),
        )
        st.error(as_markdown(words))


def _ask_doubles(form: OpenForm, code_book: FormCodeBook, t: Translate) -> bool:
    """Show activities that may be the same; return whether the reader calls them different."""
    with st.container(key="doubles", border=True):
        st.header(t("Is it the same?"), anchor=False)
        st.markdown(t("The log already has this, from about the same days and places."))
        for likely in form.likely:
            navigation.link(likely.title, "activity", uid=likely.uid)
            day = t.day(likely.started_on, likely.date_precision, likely.date_as_stated)
            groups = comma_list((code_book.group(code) for code in likely.groups), t, limit=3)
            st.caption(as_markdown(f"{day} · {groups}"))
        return st.button(t("No, save mine as a new one"), key=form.widget("apart"))


# Beside the form of an activity


def show_activity_form(
    opened: OpenForm, code_book: FormCodeBook, t: Translate, *, button: str
) -> None:
    """Show the open form of an activity, and beside it what the Board will see."""
    with st.container(key="form_page"):
        left, right = st.columns([5, 3], gap="large")
        with left:
            read = show(opened, code_book, t, button=button)
        with right, st.container(key="form_preview"):
            st.header(t("What the Board will see"), anchor=False)
            if read.draft is None:
                st.caption(t("Complete the form to see the figures in which it counts."))
            else:
                show_counts(read.draft, read.framework, code_book, t)


def show_counts(
    draft: ActivityDraft, framework: Framework, code_book: FormCodeBook, t: Translate
) -> None:
    """Show what an activity adds to the figures; or why it is in none."""
    found = counted_in(draft, framework, code_book, t)
    if not found:
        st.caption(
            t(
                "It counts in no figure. An activity counts when it is under way or completed, "
                "and began within the periods of the strategy."
            )
        )
    for what in found:
        st.markdown(as_markdown(what))
    if found:
        query = {"framework": framework.id, "language": t.language}
        path = menu.script("participation")
        st.page_link(path, label=t("Participation"), query_params=query)


def counted_in(
    draft: ActivityDraft, framework: Framework, code_book: FormCodeBook, t: Translate
) -> list[str]:
    """Return with whom, where, and in which directions and outcomes of a strategy it counts.

    As in the cells, an activity counts when it is under way or completed, in every period that
    contains its first day, in each outcome's row and up, in each of its directions.
    """
    inside = any(draft.started_on in period for period in framework.periods)
    if not inside or draft.lifecycle not in ("completed", "under_way"):
        return []
    people = draft.participations(code_book.counting_roles)
    served = {a.direction for a in draft.alignments if a.framework == framework.id}
    served |= {c.outcome for c in draft.contributions if c.framework == framework.id}
    counts = t("One activity")
    if people is not None:
        counts = t.plural("{n} participation", "{n} participations", people)
    places = comma_list(map(code_book.country, draft.countries), t)
    parts = (node_name(node, framework) for node in framework.nodes if node.code in served)
    return [counts, *filter(None, [places]), *parts]
