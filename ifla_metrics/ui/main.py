"""The front door: who reads, in which language, with which choices; then the page that was asked.

Streamlit runs this file from top to bottom for every reader and every change.
"""

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.ui import frame, lifespan, menu, shell, sources, trouble
from ifla_metrics.ui.reader import actor

page = st.navigation(menu.pages(actor(), shell.t()), position="top")
frame.set_up(page.title)
try:
    shell.choose(sources.plan())
    page.run()
except IflaMetricsError as error:
    trouble.say(error, shell.t())
lifespan.settle()
