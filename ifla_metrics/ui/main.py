"""The main script, which Streamlit runs from top to bottom for every reader and every change."""

from ifla_metrics.ui.lifespan import import_ui

import_ui("run").run()
