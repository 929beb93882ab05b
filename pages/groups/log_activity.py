"""Log an activity: one form, under a minute, also on a telephone; then where it counts."""

import streamlit as st

from ifla_metrics.access import Right, Role
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.ui import navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import form, open_form
from ifla_metrics.ui.forms.fields import empty_values
from ifla_metrics.ui.forms.open_form import OpenForm
from ifla_metrics.ui.forms.read import read_form


def open_new() -> OpenForm:
    """Open an empty form, for the group of an editor who has one."""
    reader, values = actor(), empty_values(ACTIVITY)
    own = tuple(code for code in code_book.groups if code in reader.groups)
    if reader.role is Role.EDITOR and len(own) == 1:
        values["groups"] = own
    return open_form.new(ACTIVITY, values, framework=choices.framework)


def show_receipt(opened: OpenForm) -> None:
    """Show that the activity is in the log, and the figures in which it counts."""
    read = read_form(opened, code_book, t)
    with st.container(key="receipt"):
        shell.title(t("It is in the log"))
        uid = opened.saved.uid if opened.saved else ""
        navigation.link(opened.values["title"], "activity", choices, uid=uid)
        st.header(t("Counted in"), anchor=False)
        if read.draft:
            form.show_counts(read.draft, read.framework, code_book, t)
        st.button(
            t("Log another activity"),
            type="primary",
            key=f"another_{opened.key}",
            on_click=open_form.close,
            args=(opened,),
        )
        navigation.link(t("Tell the Board what changed for whom"), "records", choices, kind="story")


shell.require(Right.RECORD)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
opened = open_form.current(open_form.session_key_of(ACTIVITY)) or open_new()
if opened.saved:
    show_receipt(opened)
else:
    shell.title(t("Log an activity"), lede=t("Fields with * are required. The rest can wait."))
    form.show_sheet(opened, code_book, t, button=t("Log it"))
