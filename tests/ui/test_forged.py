"""What a page never offers is sent over its websocket; the store takes none of it (P9)."""

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
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.people import add_person
from ifla_metrics.store.sessions import issue_link, use_link
from tests import databases
from tests.store.conftest import close
from tests.ui import server
from tests.ui.websocket import session

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
VISITS = 46 if NIGHT else 3
"""At night each page twice and more than 5,000 forged values, in about two minutes."""
MESSAGES_A_VISIT = 4
BY_DAY = ("log", "activity", "records", "table", "workbook", "review", "people", "coverage")
"""Pages that write, and one that does not; at night all."""
OWN = "ALP"
GROUPS = (OWN, "Open access taskforce", "CR-WG")
WORDS = ("", "-1", "all", "p-none", "CR-WG", "' OR 1=1 --", "\x00", "\x0b", "9" * 400, "2010-2015")
FIELDS = ("direction", "element", "indicator", "country", "region", "group", "activity", "x")
COLUMNS = ("id", "version", "title", "Working groups", "groups", "Id", "_index", "0", "5")
RECORDS = "remark cohort_count resource_stage story association_outcome milestone observation"
KINDS_OF_RECORD = RECORDS.split()
OF_A_GROUP = (*KINDS_OF_RECORD, "nil_return", "evidence_file", "applied_import", "import_mapping")
FOLLOWS = ("revision", "summary_cell")
"""What a version brings with it."""


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


def test_no_forged_message_writes_what_its_sender_may_not(installation):
    address, file, people = installation
    chance = random.Random(2026)
    _, secretariat = people.pop(Role.SECRETARIAT)
    with session(address, secretariat) as wire:
        pages = wire.ask().pages
        seen = {name: wire.ask(page=pages[name]).widgets for name in (pages if NIGHT else BY_DAY)}
    for role, (code, cookie) in people.items():
        before = content(file)
        traces = Forger(seen, pages, entries(file), chance).send(address, cookie)
        changed = {name: rows ^ before[name] for name, rows in content(file).items()}
        assert not traces, traces[:3]
        assert not (written(changed) if role is Role.VIEWER else outside(changed, file, code))


def said(widget, value):
    if isinstance(value, str):
        return WidgetState(id=widget, string_value=value)
    return WidgetState(id=widget, string_array_value={"data": value})


class Forger:
    def __init__(self, seen, pages, entries, chance):
        self.seen, self.pages, self.entries, self.chance = seen, pages, entries, chance
        self.words = (*WORDS, *entries[:20], None)

    def send(self, address, cookie):
        traces, names = [], self.chance.sample(list(self.seen), len(self.seen))
        with session(address, cookie) as wire:
            for visit in range(VISITS):
                traces += self.visit(wire, names[visit % len(names)])
                if visit % 5 == 0:  # What would end a developer's server.
                    wire.send(BackMsg(debug_shutdown_runtime=True))
            return traces + list(wire.ask().traces)  # It still answers.

    def visit(self, wire, name):
        chance = self.chance
        entry = chance.choice(self.entries)
        query = f"activity={entry}&record={entry}&group={chance.choice(GROUPS)}"
        page = chance.choice((self.pages[name], self.pages[name], "0" * 32))
        own, kept, traces = (), {}, []
        for _ in range(MESSAGES_A_VISIT):
            widgets = {w.id: w for w in (*self.seen[name], *own)}.values()
            for widget in widgets:
                # Menus of figures are left out: two at once open two dialogs, one too many.
                alone = widget.kind in {"button", "download_button"} or "-menu_" in widget.id
                if not alone and chance.random() < 0.7:
                    kept[widget.id] = self.value(widget)
            buttons = [w.id for w in widgets if w.kind == "button" and "-sign_out" not in w.id]
            pressed = chance.sample(buttons, min(len(buttons), chance.choice((1, 1, 2))))
            states = (WidgetState(id=one, trigger_value=True) for one in pressed)
            shown = wire.ask(*kept.values(), *states, page=page, query=query)
            own = shown.widgets
            traces += shown.traces
        return traces

    def value(self, widget):
        chance, kind = self.chance, widget.kind
        of_a_group = widget.id.endswith(("_group", "_groups"))
        word = chance.choice(GROUPS if of_a_group else WORDS)
        if kind == "checkbox":
            return WidgetState(id=widget.id, bool_value=chance.random() < 0.5)
        if kind == "number_input":
            # Not NaN: there Streamlit itself gives the run up, before any line of ours.
            return WidgetState(id=widget.id, double_value=chance.choice((-1, 0, 1e15, 2.5)))
        if kind in {"multiselect", "button_group", "date_input"}:
            offered = list(getattr(widget.proto, "options", ()))
            some = [getattr(o, "content", o) for o in chance.sample(offered, min(2, len(offered)))]
            return said(widget.id, some if chance.random() < 0.5 else [*some, word])
        if kind == "file_uploader":
            return WidgetState(id=widget.id)
        if kind == "dataframe":
            edited = [self.edited() for _ in range(4)]
            rows = {str(chance.choice((0, 1, 50, 10**6))): row for row in edited[:3]}
            gone = chance.sample(range(60), chance.randrange(3))
            table = {"edited_rows": rows, "added_rows": edited[3:], "deleted_rows": gone}
            return said(widget.id, json.dumps(table))
        if kind.endswith("vega_lite_chart"):
            # Always JSON: at anything else Streamlit itself gives the run up, as at NaN.
            mark = {name: chance.choice((*self.words, 99)) for name in chance.sample(FIELDS, 3)}
            return said(widget.id, json.dumps({"selection": {"pick": [mark]}}))
        if kind in {"selectbox", "radio", "menu_button"} and chance.random() < 0.5:
            word = chance.choice(list(widget.proto.options) or [""])
        if kind == "menu_button":
            return WidgetState(id=widget.id, string_trigger_value={"data": word})
        return said(widget.id, word)

    def edited(self):
        column = self.chance.choice(COLUMNS)
        # Words for an index are left out: Streamlit logs a trace of its own for them.
        return {column: self.chance.choice((99, None) if column == "_index" else self.words)}


def entries(file):
    with closing(sqlite3.connect(file)) as log:
        found = [row[0] for row in log.execute("SELECT uid FROM activity_version ORDER BY id")]
        for kind in KINDS_OF_RECORD:
            found += [row[0] for row in log.execute(f"SELECT DISTINCT uid FROM {kind}")]
    return found


def content(file):
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_search%'"
    with closing(sqlite3.connect(file)) as log:
        names = [name for (name,) in log.execute(listed)]
        return {name: set(log.execute(f'SELECT * FROM "{name}"')) for name in names}


def written(changed):
    lines = {name: rows for name, rows in changed.items() if rows and name != "revision"}
    refused = {row for row in lines.pop("audit_entry", ()) if "refused" not in map(str, row)}
    return lines or refused


def outside(changed, file, code):
    with closing(sqlite3.connect(file)) as log:
        log.row_factory = sqlite3.Row
        columns = {
            name: [row["name"] for row in log.execute(f'PRAGMA table_info("{name}")')]
            for name in changed
        }
        found = log.execute("SELECT version_id FROM activity_group WHERE group_code = ?", (OWN,))
        own = {row["version_id"] for row in found}

    def fine(name, row):
        if name == "activity_version":
            return row["id"] in own
        if "version_id" in row:
            return row["version_id"] in own
        if name in OF_A_GROUP:
            return row["group_code"] == OWN
        if name in {"form_draft", "audit_entry"}:
            return row["person" if name == "form_draft" else "actor"] == code
        return name in FOLLOWS

    return [
        (name, values)
        for name, rows in changed.items()
        for values in rows
        if not fine(name, dict(zip(columns[name], values, strict=True)))
    ]
