"""The menu: every page with its address and the right that it needs."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from ifla_metrics.access import Actor, Right, allowed
from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate, translate

FOLDER = Path(__file__).resolve().parents[2] / "pages"
NO_FILTER = frozenset[str]()
EVERY_FILTER = frozenset(Choices.__dataclass_fields__)
STRATEGY = frozenset({"framework"})


@dataclass(frozen=True)
class MenuPage:
    """A page of the menu: its file below `pages/`, its name, its address, the right it needs."""

    file: str
    title: str
    address: str
    right: Right = Right.READ
    listed: bool = True
    """False: reached by links alone, from what it is about."""
    filters: frozenset[str] = EVERY_FILTER
    """The choices that what it shows depends on."""

    @property
    def path(self) -> str:
        """The file, for st.page_link and st.switch_page."""
        return str(FOLDER / self.file)


MENU = (
    MenuPage("board/overview.py", n_("Overview"), "overview"),
    MenuPage("board/since_last_meeting.py", n_("Since last meeting"), "since-last-meeting"),
    MenuPage("board/participation.py", n_("Participation"), "participation"),
    MenuPage("board/coverage.py", n_("Coverage"), "coverage"),
    MenuPage("board/progress.py", n_("Progress"), "progress"),
    MenuPage("board/stories.py", n_("Stories"), "stories"),
    MenuPage("editors/figures.py", n_("Figures"), "figures"),
    MenuPage("editors/annual_report.py", n_("Annual report"), "annual-report"),
    MenuPage("framework.py", n_("Strategy"), "framework"),
    MenuPage("groups/our_work.py", n_("Our work"), "our-work", Right.RECORD),
    MenuPage(
        "groups/log_activity.py", n_("Log an activity"), "log", Right.RECORD, filters=STRATEGY
    ),
    MenuPage(
        "groups/activity.py",
        n_("Activity"),
        "activity",
        Right.READ_ENTRY,
        listed=False,
        filters=STRATEGY,
    ),
    MenuPage(
        "groups/entries.py", n_("Activities counted"), "entries", Right.READ_ENTRY, listed=False
    ),
    MenuPage("groups/records.py", n_("Results and milestones"), "records", Right.RECORD),
    MenuPage("groups/table.py", n_("Edit in a table"), "table", Right.IMPORT),
    MenuPage("groups/workbook.py", n_("Workbook"), "workbook", Right.IMPORT),
    MenuPage("editors/editions.py", n_("Editions"), "editions", Right.READ_ENTRY),
    MenuPage("secretariat/review.py", n_("Review"), "review", Right.REVIEW),
    MenuPage(
        "secretariat/quality.py", n_("Data quality"), "quality", Right.REVIEW, filters=NO_FILTER
    ),
    MenuPage(
        "secretariat/people.py", n_("People"), "people", Right.MANAGE_PEOPLE, filters=NO_FILTER
    ),
    MenuPage(
        "secretariat/settings.py",
        n_("Settings and backup"),
        "settings",
        Right.SET_FRAMEWORK,
        filters=STRATEGY,
    ),
    MenuPage(
        "secretariat/audit.py", n_("Who changed what"), "audit", Right.READ_AUDIT, filters=NO_FILTER
    ),
)


SECTIONS = {
    "groups": n_("Working groups"),
    "editors": n_("Print and data"),
    "secretariat": n_("Secretariat"),
}
"""Names of the folders of `pages/` that the menu folds away; the Board's pages stand open."""
BY_ADDRESS = {"": MENU[0]} | {entry.address: entry for entry in MENU}


def pages(reader: Actor, t: Translate) -> dict[str, list[st.Page]]:
    """Return the pages that `reader` may open, by section; the first is the front page.

    A stranger, who may open none, gets all: the address that was asked is kept for the sign-in.
    """
    entries = [e for e in MENU if allowed(reader, e.right, reader.groups)] or MENU
    # Copies: Streamlit notes in a page that it may run, and sessions run at the same time.
    return {
        section: [copy(page) for page in listed]
        for section, listed in _pages_of(tuple(entries), t.language).items()
    }


@lru_cache(maxsize=32)
def _pages_of(entries: Sequence[MenuPage], language: str) -> dict[str, list[st.Page]]:
    """Return the pages of a menu by section: Streamlit looks for the file of each one."""
    t, first = translate(language), entries[0]
    # Streamlit serves the default page at "/" alone: Overview has its own address as well.
    front = st.Page(
        first.path, title=t(first.title), url_path="front", default=True, visibility="hidden"
    )
    menu: dict[str, list[st.Page]] = {"": [front]}
    menu |= {t(section): [] for section in SECTIONS.values()}
    for entry in entries:
        page = st.Page(
            entry.path,
            title=t(entry.title),
            url_path=entry.address,
            visibility="visible" if entry.listed else "hidden",
        )
        menu[t(SECTIONS.get(entry.file.partition("/")[0], ""))].append(page)
    return {section: listed for section, listed in menu.items() if listed}


def path(page: str) -> str:
    """Return the file of a page by its address, for st.page_link and st.switch_page."""
    return BY_ADDRESS[page].path
