"""The HTTP side: routes, middleware, downloads, uploads and sign-in beside Streamlit's pages."""
