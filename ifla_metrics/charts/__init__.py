"""Altair charts of metric frames: no arithmetic, no Streamlit, words through `t`."""
