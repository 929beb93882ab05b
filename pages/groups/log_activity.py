"""Log an activity in one short form, then show whether it counts."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.ui import menu, navigation, shell
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import form, open_form
from ifla_metrics.ui.forms.open_form import OpenForm
from ifla_metrics.ui.forms.parse import parse_form


def show_receipt(opened: OpenForm) -> None:
    """Show that the activity is in the log, and whether it counts.

    The summary cells have the same rule: an activity counts if it is under way or completed, in
    each period that contains its first day.
    """
    view = parse_form(opened, code_book)
    framework, draft = view.framework, view.draft
    with st.container(key="receipt"):
        shell.title(t("It is in the log"))
        navigation.link(draft.title, "activity", uid=opened.saved.uid if opened.saved else "")
        is_in_period = any(draft.started_on in period for period in framework.periods)
        if not is_in_period or draft.lifecycle not in ("completed", "under_way"):
            st.markdown(
                t(
                    "It counts in no figure. An activity counts when it is under way or completed, "
                    "and began within the periods of the strategy."
                )
            )
        elif framework.id in code_book.approved_only:
            st.markdown(t("This version counts once the secretariat has approved it."))
        else:
            query = {"framework": framework.id, "language": t.language}
            path = menu.script("participation")
            st.page_link(path, label=t("It counts: see Participation"), query_params=query)
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
opened = open_form.current(ACTIVITY)
if opened is None or open_form.OWNER in st.query_params:  # Another form stays unfinished.
    opened = form.begin(ACTIVITY, choices.framework)
if opened.saved:
    show_receipt(opened)
else:
    shell.title(t("Log an activity"), intro=t("Fields with * are required. The rest can wait."))
    form.show(opened, code_book, button=t("Log it"))
