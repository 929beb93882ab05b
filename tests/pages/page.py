"""Open a page by its address, read its text, fill in its form and press its buttons."""

import re
from html import escape

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from ifla_metrics.settings import ROOT
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.versions import versions_of
from ifla_metrics.ui import menu

MAIN_SCRIPT = str(ROOT / "ifla_metrics" / "ui" / "main.py")
ENTRIES = {entry.url_path: entry for entry in menu.MENU}
FIRST = menu.MENU[0].url_path
WIDGETS = (
    *("text_input", "text_area", "multiselect", "selectbox", "button_group", "button", "toggle"),
    *("radio", "date_input", "number_input"),
)
TEXTS = (
    *("title", "header", "subheader", "caption", "markdown", "text"),
    *("error", "info", "success"),
)
ACTIVITY = {
    "title": "Course for new members of boards",
    "kind": "meeting",
    "lifecycle": "completed",
    "when": "14-16 June 2011",
    "countries": ["ZMB"],
    "groups": ["ALP"],
    "participants": "25",
    "outcomes": ["2010-2015 KI2.A.1"],
}


def open_page(url_path=FIRST, **query):
    app = AppTest.from_file(MAIN_SCRIPT, default_timeout=120)
    app.query_params.update(query)
    if url_path != FIRST:
        # AppTest cannot switch pages before a first run, which would build the whole Overview.
        app._page_hash = calc_hash(url_path)
    return app.run()


class Page:
    """A page in a session of its own; each step fails if the page raises an exception."""

    def __init__(self, url_path, **query):
        self.app = open_page(url_path, **query)
        assert not self.app.exception, self.app.exception

    def run(self):
        self.app.run()
        assert not self.app.exception, self.app.exception
        return self

    def field(self, name):
        keyed = [widget for kind in WIDGETS for widget in self.app.get(kind) if widget.key]
        matches = [widget for widget in keyed if widget.key.endswith(f"_{name}")]
        assert matches, (name, [widget.key for widget in keyed])
        return next((w for w in matches if w.key.startswith("form_")), matches[0])

    def fill(self, **values):
        for name, value in values.items():
            widget = self.field(name)
            (widget.set_value if hasattr(widget, "set_value") else widget.input)(value)
            self.run()
        return self

    def click(self, name):
        self.field(name).click()
        return self.run()

    def press(self, label):
        [button] = [b for b in self.app.button if b.label == label]
        button.click()
        return self.run()

    def select(self, row=0):
        select_rows(self.app, row)
        assert not self.app.exception, self.app.exception
        return self

    @property
    def buttons(self):
        return {button.label for button in self.app.button}

    @property
    def text(self):
        return text(self.app)


def log_form(**values):
    """Fill in the page "Log an activity" with a complete activity, changed by `values`."""
    return Page("log", framework="2010-2015").fill(**{**ACTIVITY, **values})


def select_rows(app, *rows):
    """Select rows of the first list, by default its first row."""
    key = next(frame.key for frame in app.dataframe if frame.key)
    app.session_state[key] = {"selection": {"rows": rows or (0,), "columns": [], "cells": []}}
    return app.run()


def unescape(markdown):
    return re.sub(r"\\(.)", r"\1", markdown)


def html(app):
    """Return the HTML of a page and its warnings as if they were HTML too."""
    warnings = [escape(unescape(warning.value)) for warning in app.warning]
    return "".join([*(element.proto.body for element in app.get("html")), *warnings])


def text(app):
    """Return the HTML, texts, tables and links of a page."""
    texts = [unescape(element.value) for kind in TEXTS for element in app.get(kind)]
    for table in app.table:
        cells = (*table.value.to_numpy().flat, *table.value.index)
        texts += [unescape(str(cell)) for cell in cells]
    for link in (element.proto for element in app.get("page_link")):
        texts.append(f"{unescape(link.label)} {link.page}?{link.query_string}")
    return "\n".join([html(app), *texts])


def title(app):
    if app.title:
        return unescape(app.title[0].value)
    return re.search(r"<h1[^>]*>(.*?)</h1>", html(app)).group(1)


def query_value(app, name):
    """Return a choice in the URL: a list if the page was opened with it, else text."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def uids_of(url, title):
    with read_transaction(engine_of(url)) as connection:
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT uid FROM activity_version WHERE title = ?", (title,)
        )
        return [uid for (uid,) in rows]


def versions(url, uid):
    with read_transaction(engine_of(url)) as connection:
        return versions_of(connection, "activity", uid)
