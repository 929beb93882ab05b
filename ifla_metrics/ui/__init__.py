"""The Streamlit user interface. Only this package and `pages/` import streamlit."""
