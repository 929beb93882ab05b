"""One script run: find the reader, language and choices, then show the page."""

import streamlit as st

from ifla_metrics.access import ANONYMOUS, Right, allowed
from ifla_metrics.errors import IflaMetricsError, NotReady
from ifla_metrics.ui import auth, errors, filters, menu, page_data, shell
from ifla_metrics.ui.forms import saving


def run() -> None:
    """Show the requested page, or the sign-in."""
    try:
        saving.autosave()
        _show()
    except Exception:
        shell.forget_press()  # Not in `finally`: a rerun (a BaseException) keeps the press.
        raise
    else:
        shell.forget_press()
    finally:
        auth.end_run()


def _show() -> None:
    not_ready: NotReady | None = None
    try:
        reader = auth.begin_run()
    except NotReady as error:
        reader, not_ready = ANONYMOUS, error
    can_read = allowed(reader, Right.READ)
    t = shell.t()
    page = st.navigation(menu.pages(reader, t), position="top" if can_read else "hidden")
    title = page.title if can_read else t("Sign in")
    st.set_page_config(page_title=f"{title} · {auth.NAME}", layout="wide")
    try:
        if not_ready is not None:
            raise not_ready
        if can_read:
            page_data.begin_run()
            catalogue = page_data.catalogue()
            filters.read_url(catalogue)
            t = shell.t()  # The URL may have changed the language.
            with st.container(horizontal=True, vertical_alignment="center", key="reader"):
                shell.language_buttons()
                auth.show_reader(reader, t)
            names = menu.BY_URL_PATH[page.url_path].filters
            filters.show(catalogue, names)
            shell.demonstration_banner(reader, names, t)
            page.run()
        else:
            auth.show_sign_in(shell.t())
    except IflaMetricsError as error:
        errors.show(error, t)
        if isinstance(error, NotReady):  # Reloading would end the session, with an upload in it.
            st.button(t("Try again"))
