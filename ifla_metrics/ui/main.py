"""The front door: who reads, in which language, with which choices; then the page that was asked.

Streamlit runs this file from top to bottom for every reader and every change.
"""

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import NO_DATABASE, IflaMetricsError, NotReady
from ifla_metrics.ui import (
    banner,
    filters,
    frame,
    menu,
    shell,
    sign_in,
    sources,
    trouble,
)
from ifla_metrics.ui.auth import STRANGER, actor

fault: NotReady | None = None
try:
    reader = actor()
except NotReady as reason:
    reader, fault = STRANGER, reason
known = allowed(reader, Right.READ)
# A stranger's address stays as it is, so that the sign-in can come back to it.
asked = menu.pages(reader, shell.t()) if known else menu.addresses(shell.t())
page = st.navigation(asked, position="top" if known else "hidden")
frame.set_up(page.title if known else shell.t()("Sign in"))
try:
    if fault is not None:
        raise fault
    if known:
        frame.keep_language(reader)
        plan = sources.plan()
        filters.read(plan)
        st.html(frame.languages(filters.choices(), reader) + sign_in.control(reader, shell.t()))
        filters.show(plan)
        banner.draw(reader)
        with st.spinner(shell.t()("Working out the figures of this page …")):
            page.run()
    else:
        sign_in.draw(shell.t())
except IflaMetricsError as error:
    trouble.say(error, shell.t())
except Exception as error:
    if not trouble.of_database(error):
        raise
    trouble.log_error(error)
    trouble.notice(shell.t()(NO_DATABASE))
