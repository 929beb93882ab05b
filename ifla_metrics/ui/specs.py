"""Finished figures, kept ready: a page that is drawn again asks no database and builds no chart.

The key is everything that a figure depends on: the database, its name, all choices, the revision
of the log, the day, the reader's right, whether the tool is public, light or dark. A hit imports
neither pandas nor Altair. Streamlit has readers who ask for one figure at once wait for the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.choices import Choices
from ifla_metrics.settings import database_url, read_only
from ifla_metrics.ui import sources
from ifla_metrics.ui.loading import load

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Finished:
    """One figure as it is sent: words and HTML."""

    name: str
    title: str
    subtitle: str
    lede: str
    """A sentence for under the page's title where the figure gives one, else the subtitle."""
    head: str
    body: str
    """The place of a chart, cards, a table, or the words that nothing is there."""
    foot: str
    position: str = ""
    """The line above a page: the day that its figures speak of."""
    without_activities: bool = False
    """Nothing is drawn because no activity is logged: who may log is led to the form."""

    @property
    def untitled(self) -> Finished:
        """The same without its head: for the page whose title it is."""
        return replace(self, head="")


def figure(
    name: str, choices: Choices, *, mode: Mode = "light", right: Right = Right.READ
) -> Finished:
    """Return the figure of `name`, from what is kept when nothing has changed since.

    `right` is what its links may ask of the reader: the page of a record is open to who may record.
    """
    # The day, because "now" moves on without a write.
    day = datetime.now(UTC).toordinal()
    state = database_url(), sources.revision(), day, read_only()
    return _finished(name, choices, mode, right, state)


@st.cache_data(max_entries=512, show_spinner=False)
def _finished(
    name: str,
    choices: Choices,
    mode: Mode,
    right: Right,
    state: tuple[str, int, int, bool],
) -> Finished:
    """Return a figure; `state` only keeps apart what is made in another state of the server."""
    load()
    from ifla_metrics.ui import finishing

    return finishing.finish(*sources.figure(name, choices), mode=mode, right=right)
