"""The menu: every page with its URL path and the right it requires."""

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
OWN = STRATEGY | {"group"}
DUE = OWN | {"period", "known_on"}


@dataclass(frozen=True)
class Item:
    """A page of the menu: its file below `pages/`, its title, URL path and required right."""

    file: str
    title: str
    url_path: str
    right: Right = Right.READ
    listed: bool = True
    """Whether the menu lists it; other pages are opened by links."""
    filters: frozenset[str] = EVERY_FILTER
    """The choices that its content depends on."""

    @property
    def script(self) -> str:
        """The path of the file, for st.page_link and st.switch_page."""
        return str(FOLDER / self.file)


MENU = (
    Item("board/overview.py", n_("Overview"), "overview"),
    Item("board/since_last_meeting.py", n_("Since last meeting"), "since-last-meeting"),
    Item("board/participation.py", n_("Participation"), "participation"),
    Item("board/coverage.py", n_("Coverage"), "coverage"),
    Item("board/progress.py", n_("Progress"), "progress"),
    Item("board/stories.py", n_("Stories"), "stories"),
    Item("framework.py", n_("Strategy"), "framework"),
    Item("groups/our_work.py", n_("Our work"), "our-work", Right.RECORD, filters=DUE),
    Item("groups/log_activity.py", n_("Log an activity"), "log", Right.RECORD, filters=STRATEGY),
    Item(
        "groups/activity.py",
        n_("Activity"),
        "activity",
        Right.READ_ENTRY,
        listed=False,
        filters=NO_FILTER,
    ),
    Item("groups/entries.py", n_("Activities counted"), "entries", Right.READ_ENTRY, listed=False),
    Item(
        "groups/records.py", n_("Results and milestones"), "records", Right.RECORD, filters=STRATEGY
    ),
    Item("groups/table.py", n_("Edit in a table"), "table", Right.IMPORT, filters=OWN),
    Item("groups/workbook.py", n_("Workbook"), "workbook", Right.IMPORT, filters=OWN),
    Item("editors/figures.py", n_("Figures"), "figures"),
    Item("editors/annual_report.py", n_("Annual report"), "annual-report"),
    Item("editors/editions.py", n_("Editions"), "editions", Right.READ_ENTRY),
    Item("secretariat/review.py", n_("Review"), "review", Right.REVIEW, filters=DUE),
    Item("secretariat/quality.py", n_("Data quality"), "quality", Right.REVIEW, filters=NO_FILTER),
    Item("secretariat/people.py", n_("People"), "people", Right.MANAGE_PEOPLE, filters=NO_FILTER),
    Item(
        "secretariat/settings.py",
        n_("Settings and backup"),
        "settings",
        Right.CHANGE_SETTINGS,
        filters=STRATEGY,
    ),
    Item(
        "secretariat/audit.py", n_("Who changed what"), "audit", Right.READ_AUDIT, filters=NO_FILTER
    ),
)

SECTIONS = {
    "groups": n_("Working groups"),
    "editors": n_("Print and data"),
    "secretariat": n_("Secretariat"),
}
"""Titles of the menu's sections by folder of `pages/`; the other pages are on the top level."""
BY_URL_PATH = {"": MENU[0]} | {item.url_path: item for item in MENU}


def pages(reader: Actor, t: Translate) -> dict[str, list[st.Page]]:
    """Return the pages that the reader may open, by section; the first is the front page.

    A stranger, who may open none, gets all of them, so that the requested URL survives the sign-in.
    """
    menu = [item for item in MENU if allowed(reader, item.right, reader.groups)] or MENU
    # Copies, because Streamlit writes into a page whether this session may run it.
    return {
        section: [copy(page) for page in pages]
        for section, pages in _pages_by_section(tuple(menu), t.language).items()
    }


@lru_cache(maxsize=32)
def _pages_by_section(menu: Sequence[Item], language: str) -> dict[str, list[st.Page]]:
    """Return the pages of a menu by section. Cached, because st.Page looks for each file."""
    t = translate(language)
    # Streamlit serves the default page at "/" only, so the first page is in the menu twice.
    front = st.Page(
        menu[0].script, title=t(menu[0].title), url_path="front", default=True, visibility="hidden"
    )
    sections: dict[str, list[st.Page]] = {"": [front]}
    sections |= {t(title): [] for title in SECTIONS.values()}
    for item in menu:
        page = st.Page(
            item.script,
            title=t(item.title),
            url_path=item.url_path,
            visibility="visible" if item.listed else "hidden",
        )
        sections[t(SECTIONS.get(item.file.partition("/")[0], ""))].append(page)
    return {section: pages for section, pages in sections.items() if pages}


def script(url_path: str) -> str:
    """Return the script of a page, for st.page_link and st.switch_page."""
    return BY_URL_PATH[url_path].script
