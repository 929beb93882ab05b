"""Streamlit's components of others: none are used, so none are looked for when the server starts.

Streamlit reads what every installed package says of itself to find components that packages bring,
before it answers: a fifth of what a start takes.
"""

from __future__ import annotations

from streamlit.components.v2.component_manager import BidiComponentManager

SEARCH = "discover_and_register_components"


def leave_out() -> None:
    """Start without the search; components that a page declares itself still work."""
    setattr(BidiComponentManager, SEARCH, _none)


def _none(_manager: BidiComponentManager, *, start_file_watching: bool = True) -> None:
    """Find nothing."""
