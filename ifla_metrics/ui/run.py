"""One run for a reader: who reads, in which language, with which choices; then the page."""

import streamlit as st

from ifla_metrics.access import ANONYMOUS, Right, allowed
from ifla_metrics.errors import IflaMetricsError, NotReady
from ifla_metrics.ui import auth, errors, filters, menu, shell, sources


def run() -> None:
    """Show the page that was asked for, or the sign-in."""
    try:
        _show()
    except Exception:
        shell.forget_press()
        raise
    else:
        shell.forget_press()
    finally:
        auth.end_run()


def _show() -> None:
    fault: NotReady | None = None
    try:
        reader = auth.begin_run()
    except NotReady as reason:
        reader, fault = ANONYMOUS, reason
    known = allowed(reader, Right.READ)
    t = shell.t()
    page = st.navigation(menu.pages(reader, t), position="top" if known else "hidden")
    title = page.title if known else t("Sign in")
    st.set_page_config(page_title=f"{title} · {auth.NAME}", layout="wide")
    try:
        if fault is not None:
            raise fault
        if known:
            sources.begin_run()
            available = sources.available_choices()
            filters.read(available)
            t = shell.t()  # In the language of the address.
            with st.container(horizontal=True, key="reader"):
                shell.languages()
                auth.show_reader(reader, t)
            names = menu.BY_ADDRESS[page.url_path].filters
            filters.show(available, names)
            shell.demonstration_banner(reader, names, t)  # Before what it warns of.
            page.run()
        else:
            auth.show_sign_in(shell.t())
    except IflaMetricsError as error:
        errors.show(error, shell.t())
