"""Metrics: pure functions from frames to frames; no database, no words, no Streamlit."""
