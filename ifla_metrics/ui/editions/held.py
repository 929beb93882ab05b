"""What was found on this page, held while it is shown: a rerun makes no figure again.

A page runs anew at every touch of a button; a check makes every printed figure, and its causes the
same figures once more for each day. What was found stands until something is written or a day ends.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import TypeVar, cast

import streamlit as st

from ifla_metrics.settings import database_url
from ifla_metrics.ui import sources

Found = TypeVar("Found")
HELD = "edition_held"
"""Session key: by question the last key, and what was found for it."""


def held(question: str, of: Hashable, find: Callable[[], Found]) -> Found:
    """Return what `find` returned for this question of `of`, as long as the log stands as it did.

    One answer a question is held for each reader: that of what is shown. What `find` raises is not
    held.
    """
    key = (database_url(), sources.revision(), datetime.now(UTC).date(), of)
    kept: dict[str, tuple[Hashable, object]] = st.session_state.setdefault(HELD, {})
    if question not in kept or kept[question][0] != key:
        kept[question] = (key, find())
    return cast("Found", kept[question][1])
