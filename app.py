"""The server: `streamlit run app.py`.

The main script is in `ui/`, not next to `pages/`, so Streamlit's legacy multipage mode stays off.
That mode would serve a page without its checks until somebody had opened the front page.
"""

import streamlit as st

from ifla_metrics.ui.errors import on_script_error
from ifla_metrics.ui.lifespan import lifespan
from ifla_metrics.ui.web.middleware import MIDDLEWARE
from ifla_metrics.ui.web.routes import ROUTES

app = st.App(
    "ifla_metrics/ui/main.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=on_script_error,
)
