"""The launcher: `streamlit run app.py`. No page lies beside the script that it names.

Streamlit would otherwise serve a page without what stands before it (who reads, in which language,
on which day) until somebody has opened the front door.
"""

import streamlit as st

from ifla_metrics.ui import components
from ifla_metrics.ui.answering import ANSWERING
from ifla_metrics.ui.gate import GATE
from ifla_metrics.ui.lifespan import lifespan
from ifla_metrics.ui.middleware import MIDDLEWARE
from ifla_metrics.ui.routes import ROUTES
from ifla_metrics.ui.trouble import on_script_error
from ifla_metrics.ui.uploads import UPLOADS

components.leave_out()
app = st.App(
    "ifla_metrics/ui/main.py",
    routes=ROUTES,
    middleware=[*GATE, *MIDDLEWARE, *UPLOADS, *ANSWERING],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
