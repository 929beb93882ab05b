"""The hall: the only floor, with the pages, that knows Streamlit."""
