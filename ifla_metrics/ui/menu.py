"""The menu: the pages that each reader may open, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ifla_metrics.access import Actor, Right, allowed
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate

PAGES = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class MenuPage:
    """A page of the menu: its file below `pages/`, its name, its address, the right it needs."""

    file: str
    title: str
    address: str
    right: Right = Right.READ
    listed: bool = True
    """False: reached by links alone, from what it is about."""


ENTRIES = (
    MenuPage("board/overview.py", n_("Overview"), "overview"),
    MenuPage("board/since_last_meeting.py", n_("Since last meeting"), "since-last-meeting"),
    MenuPage("board/participation.py", n_("Participation"), "participation"),
    MenuPage("board/coverage.py", n_("Coverage"), "coverage"),
    MenuPage("board/progress.py", n_("Progress"), "progress"),
    MenuPage("board/stories.py", n_("Stories"), "stories"),
    MenuPage("editors/figures.py", n_("Figures"), "figures"),
    MenuPage("editors/annual_report.py", n_("Annual report"), "annual-report"),
    MenuPage("framework.py", n_("Strategy"), "framework"),
    MenuPage("groups/our_work.py", n_("Our work"), "our-work", Right.LOG_ACTIVITY),
    MenuPage("groups/log_activity.py", n_("Log an activity"), "log", Right.LOG_ACTIVITY),
    MenuPage("groups/activity.py", n_("Activity"), "activity", Right.READ_ENTRY, listed=False),
    MenuPage(
        "groups/entries.py", n_("Activities counted"), "entries", Right.READ_ENTRY, listed=False
    ),
    MenuPage("groups/records.py", n_("Results and milestones"), "records", Right.RECORD),
    MenuPage("groups/table.py", n_("Edit in a table"), "table", Right.IMPORT),
    MenuPage("groups/workbook.py", n_("Workbook"), "workbook", Right.IMPORT),
    MenuPage("editors/editions.py", n_("Editions"), "editions", Right.READ_ENTRY),
    MenuPage("secretariat/review.py", n_("Review"), "review", Right.REVIEW),
    MenuPage("secretariat/quality.py", n_("Data quality"), "quality", Right.REVIEW),
    MenuPage("secretariat/people.py", n_("People"), "people", Right.MANAGE_PEOPLE),
    MenuPage("secretariat/settings.py", n_("Settings and backup"), "settings", Right.SET_FRAMEWORK),
    MenuPage("secretariat/audit.py", n_("Who changed what"), "audit", Right.READ_AUDIT),
)


SECTIONS = {
    "groups": n_("Working groups"),
    "editors": n_("Print and data"),
    "secretariat": n_("Secretariat"),
}
"""Names of the folders of `pages/` that the menu folds away; the Board's pages stand open."""

Menu = dict[str, list[st.Page]]


def pages(reader: Actor, t: Translate) -> Menu:
    """Return the pages that `reader` may open, by section; the first is the front page."""
    return _menu([e for e in ENTRIES if allowed(reader, e.right, reader.groups)], t)


def addresses(t: Translate) -> Menu:
    """Return every page, for who may open none: an address that was asked is kept, not refused."""
    return _menu(ENTRIES, t)


def by_address(address: str) -> MenuPage | None:
    """Return the page of an address; the first of all for an empty one."""
    first = ENTRIES[0]
    return first if not address else next((e for e in ENTRIES if e.address == address), None)


def _menu(entries: Sequence[MenuPage], t: Translate) -> Menu:
    first = entries[0]
    # Streamlit serves the default page at "/" alone: Overview has its own address as well.
    front = st.Page(
        path_of(first), title=t(first.title), url_path="front", default=True, visibility="hidden"
    )
    menu: Menu = {"": [front], **{t(section): [] for section in SECTIONS.values()}}
    for entry in entries:
        page = st.Page(
            path_of(entry),
            title=t(entry.title),
            url_path=entry.address,
            visibility="visible" if entry.listed else "hidden",
        )
        menu[t(SECTIONS.get(entry.file.partition("/")[0], ""))].append(page)
    return {section: listed for section, listed in menu.items() if listed}


def path_of(entry: MenuPage) -> Path:
    """Return the file of a page."""
    return PAGES / entry.file
