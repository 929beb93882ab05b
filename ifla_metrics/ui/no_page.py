"""What stands at an address where a reader finds no page: in their language, with a way on.

Streamlit serves its one page at every address, and says in English, above a page that nobody asked
for, that there is no such page. The menu knows which addresses are pages, and for whom.
"""

from __future__ import annotations

from typing import NamedTuple

from ifla_metrics.access import Actor, Right, Role, allowed
from ifla_metrics.errors import nearest
from ifla_metrics.i18n import Translate
from ifla_metrics.text import folded
from ifla_metrics.ui import door, menu
from ifla_metrics.ui.markup import Html, join, tag

PAGES = {"": menu.ENTRIES[0]} | {entry.address: entry for entry in menu.ENTRIES}
"""The pages by their address; the first also stands at the front."""
NOT_THERE, CLOSED = 404, 403


class Answer(NamedTuple):
    """A status and a page of HTML."""

    status: int
    page: str


def is_for_all(path: str) -> bool:
    """Say whether a path is a page that everybody finds who finds any."""
    entry = PAGES.get(path.strip("/"))
    return entry is not None and entry.right is Right.READ


def instead(path: str, query: str, reader: Actor, t: Translate, *, name: str) -> Answer | None:
    """Return what to answer in place of a page; None where the reader finds one.

    A stranger to whom a page would be open after the sign-in is asked to sign in, by the page.
    """
    asked = path.strip("/")
    entry = PAGES.get(asked)
    if entry is None:
        known = _names(reader, t)
        near = nearest(_slug(asked.rpartition("/")[2]), known)
        title, ways = t("There is no page at this address"), [known[near]] if near else []
    elif reader.role is Role.STRANGER or allowed(reader, entry.right, reader.groups):
        return None
    else:
        title, ways = t("This page is not open to you"), []
    status = NOT_THERE if entry is None else CLOSED
    return Answer(status, door.page(title, _ways(ways, query, t), name=f"{title} · {name}"))


def _names(reader: Actor, t: Translate) -> dict[str, str]:
    """Return the addresses of the pages open to a reader, by address and by title."""
    mine = [one for one in menu.ENTRIES if allowed(reader, one.right, reader.groups)]
    titles = {_slug(title): one.address for one in mine for title in (one.title, t(one.title))}
    return titles | {one.address: one.address for one in mine}


def _slug(words: str) -> str:
    return "-".join(folded(words).replace("-", " ").split())


def _ways(near: list[str], query: str, t: Translate) -> Html:
    """Return links to the page that was likely meant and to the first one, with the choices."""
    asked = f"?{query}" if query else ""

    def link(address: str) -> Html:
        return tag("a", t(PAGES[address].title), href=f"/{address}{asked}")

    lines = [tag("p", t("Did you mean this one?"), " ", link(one)) for one in near]
    return join([*lines, tag("p", t("To the first page:"), " ", link(""))])
