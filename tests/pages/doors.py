"""A page that is opened by its address, as a browser asks for it first of all."""

import re
from html import escape

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from ifla_metrics.settings import ROOT
from ifla_metrics.ui import menu

DOOR = str(ROOT / "ifla_metrics" / "ui" / "main.py")
ENTRIES = {entry.url_path: entry for entry in menu.MENU}
FIRST = menu.MENU[0].url_path


def opened(page=FIRST, *, patience=60, **query):
    app = AppTest.from_file(DOOR, default_timeout=patience)
    app.query_params.update(query)
    if page != FIRST:
        # AppTest itself knows no page before a first run, which would be one of the Overview: on a
        # database of a test's own all its figures would be made for nothing.
        app._page_hash = calc_hash(ENTRIES[page].url_path)
    return app.run()


def plain(words):
    return re.sub(r"\\(.)", lambda found: found[1], words)


def html(app):
    """The HTML of a page and, as if they stood in it, its notices."""
    notices = [escape(plain(one.value)) for one in app.warning]
    return "".join([*(element.proto.body for element in app.get("html")), *notices])
