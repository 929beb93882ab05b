"""The main script: Streamlit runs it from top to bottom for every reader and every change."""

from ifla_metrics.ui.lifespan import loaded

loaded("run").run()
