"""The app as `app.py` starts it, around a script that notes its own time."""

from pathlib import Path

import streamlit as st

from ifla_metrics.ui.errors import on_script_error
from ifla_metrics.ui.lifespan import lifespan
from ifla_metrics.ui.web.middleware import MIDDLEWARE
from ifla_metrics.ui.web.routes import ROUTES

app = st.App(
    str(Path(__file__).with_name("timed.py")),
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=on_script_error,
)
