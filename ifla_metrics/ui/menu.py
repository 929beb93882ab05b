"""The menu: the pages of each reader, in reading order, with plain names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

from ifla_metrics.access import Actor, Right, allowed
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate

PAGES = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class Entry:
    """A page of the menu: its file below `pages/`, its name, its address, the right it needs."""

    file: str
    title: str
    address: str
    right: Right = Right.READ


ENTRIES = (
    Entry("board/overview.py", n_("Overview"), "overview"),
    Entry("board/participation.py", n_("Participation"), "participation"),
    Entry("board/coverage.py", n_("Coverage"), "coverage"),
    Entry("board/progress.py", n_("Progress"), "progress"),
    Entry("board/stories.py", n_("Stories and evidence"), "stories"),
    Entry("framework.py", n_("Framework"), "framework"),
)


def pages(reader: Actor, t: Translate) -> list[st.Page]:
    """Return the pages that `reader` may open; the first is the front page."""
    mine = [entry for entry in ENTRIES if allowed(reader, entry.right, reader.groups)]
    return [
        st.Page(path_of(entry), title=t(entry.title), url_path=entry.address, default=place == 0)
        for place, entry in enumerate(mine)
    ]


@cache
def path_of(entry: Entry) -> Path:
    """Return the file of a page."""
    return PAGES / entry.file
