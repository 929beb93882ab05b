"""Forge messages with values, buttons and pages that no page offers (P9)."""

import json
import os
import random
import sqlite3
from contextlib import closing

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.accounts.people import add_person
from ifla_metrics.store.accounts.sessions import issue_link, use_link
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.kinds import RECORD_KINDS
from ifla_metrics.ui.menu import MENU
from tests import databases
from tests.store.conftest import close
from tests.ui import server
from tests.ui.websocket import connect_session

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
BY_DAY = ("log", "activity", "records", "table", "workbook", "review", "people", "coverage")
"""The pages that write, and one that does not."""
PAGES = [entry.url_path for entry in MENU] if NIGHT else BY_DAY
MESSAGES_PER_VISIT = 4
OWN = "ALP"
GROUPS = (OWN, "Open access taskforce", "Copyright working group")
WORDS = ("", "-1", "all", "p-none", "CR-WG", "' OR 1=1 --", "\x00", "\x0b", "9" * 400, "2010-2015")
HEADER = ("-sign_out", "-language_fr", "-real_only")
"""Buttons that end the session or compute other figures."""
INVALID = ("", "-1", "\x00", "p-none")
FIELDS = ("direction", "element", "indicator", "country", "region", "group", "activity", "x")
COLUMNS = ("id", "version", "title", "Working groups", "groups", "Id", "_index", "0", "5")
GROUP_TABLES = {*RECORD_KINDS, "nil_return", "evidence_file", "applied_import", "import_mapping"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    file, people = tmp_path_factory.mktemp("forged") / "log.db", {}
    url = databases.copy_history(file)
    engine = engine_of(url)
    for role, groups in ((Role.SECRETARIAT, set()), (Role.VIEWER, set()), (Role.EDITOR, {OWN})):
        draft = PersonDraft(name=role.value, role=role, groups=groups)
        code = add_person(engine, draft, actor=LOCAL).uid
        link = issue_link(engine, code, actor=LOCAL)
        people[role] = code, use_link(engine, link.secret).secret
    close(url)
    with server.serve(url, environment={"IFLA_SIGN_IN": "links"}) as address:
        yield address, file, people


def test_forged_messages_write_nothing_that_their_sender_may_not_write(installation):
    address, file, people = installation
    rng, queries = random.Random(2026), queries_of_others(file)
    uids = [query.split("=")[-1] for page in queries.values() for query in page]
    _, secretariat = people.pop(Role.SECRETARIAT)
    with connect_session(address, secretariat) as session:
        addresses = [(page, rng.choice(queries.get(page, [""]))) for page in PAGES]
        visits = [(page, query, session.run(page=page, query=query)) for page, query in addresses]
    for role, (code, cookie) in people.items():
        before = table_rows(file)
        traces = Forger(rng, uids).send(visits, address, cookie)
        changes = {table: rows ^ before[table] for table, rows in table_rows(file).items()}
        assert not traces, traces[:3]
        assert not (
            rows_written(changes) if role is Role.VIEWER else rows_of_others(changes, file, code)
        )


class Forger:
    def __init__(self, rng, uids):
        self.rng = rng
        self.words = (*WORDS, *uids[:20], None)

    def send(self, visits, address, cookie):
        """Forge messages on each page; return the tracebacks that the server showed."""
        traces = []
        with connect_session(address, cookie) as session:
            for page, query, response in self.rng.sample(visits, len(visits)):
                for share in (0.1, 0.7):
                    traces += self.visit(session, page, query, response.widgets, share)
            session.send(BackMsg(debug_shutdown_runtime=True))  # Ends a development server.
            return traces + session.run(page="no-page").traces

    def visit(self, session, page, query, widgets_of_secretariat, share):
        """Open a page and forge this share of its values, and a reason, in each message."""
        rng = self.rng
        own, values, clicked, traces = session.run(page=page, query=query).widgets, {}, set(), []
        for _ in range(MESSAGES_PER_VISIT):
            widgets = {widget.id: widget for widget in (*widgets_of_secretariat, *own)}.values()
            for widget in widgets:
                # Menus of figures are left out: two at once open two dialogs, which fails.
                is_clicked = widget.kind in {"button", "download_button"} or "-menu_" in widget.id
                if not is_clicked and rng.random() < share:
                    values[widget.id] = self.value(widget)
                if widget.id.endswith("_reason"):
                    values[widget.id] = string_state(widget.id, "Forged")
            clicks = [
                rng.choice(sorted(buttons - clicked) or sorted(buttons))
                for buttons in map(buttons_of, (own, widgets))
                if buttons
            ]
            clicked.update(clicks)
            states = (WidgetState(id=button, trigger_value=True) for button in clicks)
            response = session.run(*values.values(), *states, page=page, query=query)
            own = response.widgets
            traces += response.traces
        return traces

    def value(self, widget):
        rng, kind = self.rng, widget.kind
        is_group = widget.id.endswith(("_group", "_groups"))
        word = rng.choice(GROUPS if is_group else WORDS)
        if kind == "checkbox":
            return WidgetState(id=widget.id, bool_value=rng.random() < 0.5)
        if kind == "menu_button":
            # No choice that a menu offers: the server would compute the figures of each.
            return WidgetState(id=widget.id, string_trigger_value={"data": rng.choice(INVALID)})
        if kind == "number_input":
            # Not NaN, which fails in Streamlit before the page runs.
            return WidgetState(id=widget.id, double_value=rng.choice((-1, 0, 1e15, 2.5)))
        if kind in {"multiselect", "button_group", "date_input"}:
            options = list(getattr(widget.proto, "options", ()))
            some = [getattr(o, "content", o) for o in rng.sample(options, min(2, len(options)))]
            return string_state(widget.id, some if rng.random() < 0.5 else [*some, word])
        if kind == "file_uploader":
            return WidgetState(id=widget.id)
        if kind == "dataframe":
            edited = [self.edited_row() for _ in range(4)]
            rows = {str(rng.choice((0, 1, 50, 10**6))): row for row in edited[:3]}
            deleted = rng.sample(range(60), rng.randrange(3))
            table = {"edited_rows": rows, "added_rows": edited[3:], "deleted_rows": deleted}
            return string_state(widget.id, json.dumps(table))
        if kind.endswith("vega_lite_chart"):
            # Always JSON: anything else fails in Streamlit, like NaN.
            mark = {name: rng.choice((*self.words, 99)) for name in rng.sample(FIELDS, 3)}
            return string_state(widget.id, json.dumps({"selection": {"pick": [mark]}}))
        if kind in {"selectbox", "radio"} and rng.random() < 0.5:
            word = rng.choice(list(widget.proto.options) or [""])
        return string_state(widget.id, word)

    def edited_row(self):
        column = self.rng.choice(COLUMNS)
        # No words for an index: Streamlit logs a traceback for them.
        return {column: self.rng.choice((99, None) if column == "_index" else self.words)}


def string_state(widget_id, value):
    if isinstance(value, str):
        return WidgetState(id=widget_id, string_value=value)
    return WidgetState(id=widget_id, string_array_value={"data": value})


def buttons_of(widgets):
    return {w.id for w in widgets if w.kind == "button" and not w.id.endswith(HEADER)}


def queries_of_others(file):
    """Return the query of each entry that the editor's group does not own, by page."""
    activities = """
        SELECT DISTINCT 'uid=' || uid FROM activity_version
        WHERE id NOT IN (SELECT version_id FROM activity_group WHERE group_code = ?)
    """
    records = " UNION ".join(
        f"SELECT 'kind={kind}&record=' || uid FROM {kind} WHERE group_code <> ?1"
        for kind in RECORD_KINDS
    )
    with closing(sqlite3.connect(file)) as log:
        return {
            page: [query for (query,) in log.execute(statement, (OWN,))]
            for page, statement in (("activity", activities), ("records", records))
        }


def table_rows(file):
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_search%'"
    with closing(sqlite3.connect(file)) as log:
        names = [name for (name,) in log.execute(tables)]
        return {name: set(log.execute(f'SELECT * FROM "{name}"')) for name in names}


def rows_written(changes):
    """Return the changed rows, except for refusals in the audit log."""
    tables = {table: rows for table, rows in changes.items() if rows and table != "revision"}
    audit = {row for row in tables.pop("audit_entry", ()) if "refused" not in map(str, row)}
    return tables or audit


def rows_of_others(changes, file, code):
    """Return the changed rows that neither the editor nor the editor's group owns."""
    with closing(sqlite3.connect(file)) as log:
        columns = {
            table: [name for _, name, *_ in log.execute(f'PRAGMA table_info("{table}")')]
            for table in changes
        }
        versions = log.execute("SELECT version_id FROM activity_group WHERE group_code = ?", (OWN,))
        own_versions = {version for (version,) in versions}

    def is_own(table, row):
        if table == "activity_version":
            return row["id"] in own_versions
        if "version_id" in row:
            return row["version_id"] in own_versions
        if table in GROUP_TABLES:
            return row["group_code"] == OWN
        if table in {"form_draft", "audit_entry"}:
            return row["person" if table == "form_draft" else "actor"] == code
        return table in {"revision", "summary_cell"}  # They change with every version.

    return [
        (table, row)
        for table, rows in changes.items()
        for row in rows
        if not is_own(table, dict(zip(columns[table], row, strict=True)))
    ]
