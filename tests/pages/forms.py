"""A form as its reader sees it, and what was saved by it."""

from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.versions import versions_of
from tests.pages.doors import html, opened, plain

WIDGETS = (
    *("text_input", "text_area", "multiselect", "selectbox", "button_group", "button", "toggle"),
    *("radio", "date_input", "number_input"),
)
WORDS = ("title", "header", "subheader", "caption", "markdown", "error", "info", "success")


class Reader:
    """Somebody at a page, in a session of their own."""

    def __init__(self, page, **query):
        self.app = opened(page, **query)
        assert not self.app.exception, self.app.exception

    def run(self):
        self.app.run()
        assert not self.app.exception, self.app.exception
        return self

    def field(self, name):
        every = [widget for kind in WIDGETS for widget in self.app.get(kind)]
        found = [w for w in every if w.key and w.key.endswith(f"_{name}")]
        assert found, (name, [w.key for w in every])
        return next((w for w in found if w.key.startswith("form_")), found[0])

    def fill(self, **said):
        for name, value in said.items():
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

    @property
    def buttons(self):
        return {button.label for button in self.app.button}

    @property
    def html(self):
        return words(self.app)


def words(app):
    found = [plain(one.value) for kind in WORDS for one in app.get(kind)]
    for table in app.table:
        found += [plain(str(one)) for one in (*table.value.to_numpy().flat, *table.value.index)]
    for link in (one.proto for one in app.get("page_link")):
        found.append(f"{plain(link.label)} {link.page}?{link.query_string}")
    return "\n".join([html(app), *found])


def log(**said):
    return Reader("log", framework="2010-2015").fill(**{**WHOLE, **said})


WHOLE = {
    "title": "Course for new members of boards",
    "kind": "meeting",
    "lifecycle": "completed",
    "when": "14-16 June 2011",
    "countries": ["ZMB"],
    "groups": ["ALP"],
    "participants": "25",
    "outcomes": ["2010-2015 KI2.A.1"],
}


def titled(url, title):
    with read_transaction(engine_of(url)) as connection:
        found = connection.exec_driver_sql(
            "SELECT DISTINCT uid FROM activity_version WHERE title = ?", (title,)
        )
        return [uid for (uid,) in found]


def versions(url, uid):
    with read_transaction(engine_of(url)) as connection:
        return versions_of(connection, "activity", uid)
