"""What the server answers beside the pages that Streamlit runs."""
