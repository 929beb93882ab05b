"""Metrics: pure functions from readings and frames to frames, without SQL, Streamlit or text."""
