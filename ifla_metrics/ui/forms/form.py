"""The form of an entry: its fields with their faults, and the buttons that save it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import streamlit as st

from ifla_metrics.access import Role
from ifla_metrics.errors import n_
from ifla_metrics.figures.words import comma_list
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms import open_form, saving
from ifla_metrics.ui.forms.fields import PEOPLE, Field, fields_of
from ifla_metrics.ui.forms.open_form import OWNER, OpenForm, View
from ifla_metrics.ui.forms.parse import empty_values, parse_form, values_of
from ifla_metrics.ui.forms.widgets import show_faults, show_field, show_unknown_gender
from ifla_metrics.ui.markup import as_markdown

REASON = Field(
    "reason", n_("Why is it changed?"), n_("A few words for the history"), "line", required=True
)


def begin(
    kind: str, framework: str, base: Version[Any] | None = None, **prefilled: Any
) -> OpenForm:
    """Open a form to amend `base`, or for a new entry with some values prefilled.

    The group of an editor is prefilled, too: their only one, or that of a report that is due.
    """
    if base:
        return open_form.new(kind, values_of(kind, base.draft), framework=framework, base=base)
    reader, values = actor(), empty_values(kind) | prefilled
    groups = {st.query_params.pop(OWNER, "")} & reader.groups or reader.groups
    if reader.role is Role.EDITOR and len(groups) == 1:
        values |= {"groups": list(groups)} if kind == ACTIVITY else {"group": min(groups)}
    return open_form.new(kind, values, framework=framework)


def show(form: OpenForm, code_book: FormCodeBook, *, button: str) -> None:
    """Show an open form with a save button.

    Saving comes last, because the click on the button can bring the value typed just before it.
    """
    t = code_book.t
    saving.offer_unfinished(form.kind, form.uid, t, other_than=form.key)
    if form.base and form.base.returned_at:
        saving.show_returned(form.base, t)
    view, fields = parse_form(form, code_book), fields_of(form.kind)
    more_fields = [field for field in fields if field.more]
    with st.container(key="form", gap="small"):
        _show_fields(view, [field for field in fields if not field.more])
        # It stays open while a field in it is filled, also after its fault is corrected.
        is_open = form.base is not None or any(
            form.values[field.name] != form.initial[field.name] or view.shown_faults(field.name)
            for field in more_fields
        )
        with st.expander(t("More, if you have it"), expanded=is_open):
            _show_fields(view, more_fields)
        if form.base:
            show_field(view, REASON)
    with st.container(key="form_foot"):
        show_faults(view.shown_faults(""), form.key_of(""))
        with st.container():
            if form.duplicates and _show_duplicates(view):
                saving.save(view, is_another=True)
                st.rerun()
        with st.container():
            if form.is_merged:
                saving.show_merge(view)
            if form.base and form.base.withdrawn:
                st.warning(t("This is withdrawn. Saving the form restores it."))
            if error := form.autosave_error:
                why = error.translate(t)
                text = t("What you typed is not kept until you save it. {why}", why=why)
                st.warning(as_markdown(text))
            if form.error:
                st.error(as_markdown(form.error))
            if form.is_submitted and view.faults:
                summary = t.plural(
                    "Please correct {n} field. Nothing you typed is lost.",
                    "Please correct {n} fields. Nothing you typed is lost.",
                    len(view.faults),
                )
                faulty = (field for field in (*fields, REASON) if field.name in view.faults)
                names = "".join(f"\n- {as_markdown(t(field.label))}" for field in faulty)
                st.error(as_markdown(summary) + names)
        with st.container(horizontal=True, vertical_alignment="center"):
            if shell.button_after_edits(button, key=form.key_of("save")):
                saving.save(view)
                st.rerun()
            may_withdraw = form.base is not None and not form.base.withdrawn
            if may_withdraw and st.button(t("Withdraw"), key=form.key_of("withdraw")):
                saving.withdraw(view)
                st.rerun()
            saving.show_autosave(view)


def _show_fields(view: View, fields: Iterable[Field]) -> None:
    """Show fields in their order, those of one row side by side.

    The numbers of people are left out if the form has participation lines.
    """
    for row, group in groupby(fields, key=lambda field: field.row):
        row_fields = list(group)
        if not row:
            for field in row_fields:
                show_field(view, field)
            continue
        with st.container(key=row):
            if row == PEOPLE and view.form.values["lines"]:
                continue
            for column, field in zip(st.columns(len(row_fields)), row_fields, strict=True):
                with column:
                    show_field(view, field)
            if row == PEOPLE:
                show_unknown_gender(view)


def _show_duplicates(view: View) -> bool:
    """Show activities that may be the same; return whether the reader says this is another one."""
    form, code_book, t = view.form, view.code_book, view.t
    with st.container(key="doubles", border=True):
        st.header(t("Is it the same?"), anchor=False)
        st.markdown(t("The log already has this, from about the same days and places."))
        for activity in form.duplicates:
            navigation.link(activity.title, "activity", uid=activity.uid)
            day = t.day(activity.started_on, activity.date_precision, activity.date_as_stated)
            groups = comma_list((code_book.group(code) for code in activity.groups), t, limit=3)
            st.caption(as_markdown(f"{day} · {groups}"))
        return st.button(t("No, save mine as a new one"), key=form.key_of("apart"))
