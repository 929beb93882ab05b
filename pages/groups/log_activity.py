"""Log an activity in one short form, then show the figures that count it."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.ui import navigation, shell
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import form, open_form
from ifla_metrics.ui.forms.open_form import OpenForm
from ifla_metrics.ui.forms.parse import parse_form


def show_receipt(opened: OpenForm) -> None:
    """Show that the activity is in the log, and the figures that count it."""
    parsed = parse_form(opened, code_book, t)
    with st.container(key="receipt"):
        shell.title(t("It is in the log"))
        uid = opened.saved.uid if opened.saved else ""
        navigation.link(opened.values["title"], "activity", uid=uid)
        st.header(t("Counted in"), anchor=False)
        if parsed.draft:
            form.show_counts(parsed.draft, parsed.framework, code_book, t)
        st.button(
            t("Log another activity"),
            type="primary",
            key=f"another_{opened.key}",
            on_click=open_form.close,
            args=(opened,),
        )


shell.require(Right.RECORD)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
opened = open_form.current(open_form.session_key_of(ACTIVITY))
opened = opened or form.begin(ACTIVITY, choices.framework)
if opened.saved:
    show_receipt(opened)
else:
    shell.title(t("Log an activity"), intro=t("Fields with * are required. The rest can wait."))
    form.show_activity_form(opened, code_book, t, button=t("Log it"))
