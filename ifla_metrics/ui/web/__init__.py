"""HTTP beside Streamlit's pages: routes, middleware, downloads, uploads and sign-in."""
