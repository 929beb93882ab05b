"""What a page never offers is sent over its websocket; the store takes none of it (P9).

A client is not a browser: it names pages that its menu lacks, widgets that another reader sees,
choices that are no option, columns that are locked, buttons that are not there.
"""

import os
import random
import sqlite3
from contextlib import closing

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.people import add_person
from ifla_metrics.store.rights import ACTING
from tests.store.conftest import close
from tests.ui import house
from tests.ui.forger import Forger
from tests.ui.wire import session

MESSAGES = 1_000 if os.environ.get("IFLA_NIGHT") else 12
"""How many each of two people sends."""
BY_DAY = (
    *("our-work", "log", "activity", "records", "table", "workbook"),
    *("review", "people", "settings", "coverage"),
)
"""Pages that write, and one that does not; at night all."""
OWN = "ALP"
RECORDS = "remark cohort_count resource_stage story association_outcome milestone observation"
KINDS_OF_RECORD = RECORDS.split()
OF_A_GROUP = (*KINDS_OF_RECORD, "nil_return", "evidence_file", "applied_import", "import_mapping")
FOLLOWS = (
    *("revision", "moved", "summary_cell", "activity", "alignment", "contribution", "evidence"),
    *("participation", "activity_association", "activity_country", "activity_group"),
)
"""What a version brings with it; whose it is, its version says."""


@pytest.fixture
def installation(tmp_path):
    """The URL of a log that may be written to, with a viewer and an editor of one group."""
    url, people = house.copy_of_the_history(tmp_path / "log.db"), {}
    for role, groups in ((Role.VIEWER, set()), (Role.EDITOR, {OWN})):
        draft = PersonDraft(name=role.value, role=role, groups=groups)
        people[role] = add_person(engine_of(url), draft, actor=LOCAL).uid
    close(url)
    return url, people


def test_no_forged_message_writes_what_its_sender_may_not(installation, tmp_path):
    url, people = installation
    chance = random.Random(2026)
    file = tmp_path / "log.db"
    with house.served(url) as address:
        seen, pages = everything_there_is(address)
        for role, code in people.items():
            before = content(file)
            traces = Forger(code, seen, pages, entries(file), chance).send(address, MESSAGES)
            changed = differences(before, content(file))
            assert not traces, traces[:3]
            if role is Role.VIEWER:
                assert not written(changed), changed
            else:
                assert not outside(changed, file, code)


FORM = {"title": "Forged", "when": "3-5 March 2012", "countries": ["Kenya"], "people": "7"}


def test_a_whole_form_is_taken_for_the_own_group_alone(installation, tmp_path):
    url, people = installation
    with house.served(url) as address:
        for group in ("CLM", "Copyright working group", "Nobody", OWN):
            fill_in(address, people[Role.EDITOR], group)
            with closing(sqlite3.connect(tmp_path / "log.db")) as log:
                found = log.execute("SELECT id FROM activity_version WHERE title = 'Forged'")
                assert len(found.fetchall()) == (group == OWN), group


def fill_in(address, person, group):
    """Fill in the form for an activity of `group`, and send it."""
    with session(address, acting=person) as wire:
        page, kept = wire.ask().pages["log"], {}
        for _ in range(3):  # Some fields come with what another says.
            shown = wire.ask(*kept.values(), page=page)
            for widget in shown.widgets:
                field = widget.id.rpartition("_")[2]
                if field in FORM:
                    kept[field] = said(widget.id, FORM[field])
                elif field == "groups":
                    kept[field] = said(widget.id, [group])
                elif "_outcomes_" in widget.id:
                    kept["outcomes"] = said(widget.id, [widget.proto.options[0]])
        save = next(w for w in shown.widgets if w.id.endswith("_save"))
        assert set(kept) == {*FORM, "groups", "outcomes"}
        wire.ask(*kept.values(), WidgetState(id=save.id, trigger_value=True), page=page)


def said(widget, value):
    state = WidgetState(id=widget)
    if isinstance(value, str):
        state.string_value = value
    else:
        state.string_array_value.data.extend(value)
    return state


def everything_there_is(address):
    """Pages with their hash, and the widgets that the secretariat sees there."""
    with session(address) as wire:
        pages = wire.ask().pages
        assert len(pages) >= 20
        if not os.environ.get("IFLA_NIGHT"):
            pages = {name: pages[name] for name in BY_DAY}
        return {name: wire.ask(page=page).widgets for name, page in pages.items()}, pages


def entries(file):
    with closing(sqlite3.connect(file)) as log:
        found = [row[0] for row in log.execute("SELECT uid FROM activity ORDER BY id")]
        for kind in KINDS_OF_RECORD:
            found += [row[0] for row in log.execute(f"SELECT DISTINCT uid FROM {kind}")]
    return found


def content(file):
    """Every row of every table."""
    with closing(sqlite3.connect(file)) as log:
        names = [
            name
            for (name, sql) in log.execute("SELECT name, sql FROM sqlite_master WHERE type='table'")
            if sql and not name.startswith("sqlite_") and "_search" not in name
        ]
        return {name: set(log.execute(f'SELECT * FROM "{name}"')) for name in names}


def differences(before, after):
    """By table: the rows that came, went, or say something else."""
    found = {name: before.get(name, set()) ^ rows for name, rows in after.items()}
    return {name: rows for name, rows in found.items() if rows}


def written(changed):
    """What was changed beside the lines that say what was refused."""
    lines = {name: rows for name, rows in changed.items() if name != "revision"}
    refused = {row for row in lines.pop("audit_entry", ()) if "refused" not in map(str, row)}
    return lines or refused


def outside(changed, file, code):
    """What an editor of one group has changed and may not change."""
    with closing(sqlite3.connect(file)) as log:
        columns = {
            name: [row[1] for row in log.execute(f'PRAGMA table_info("{name}")')]
            for name in changed
        }
        groups = {}
        for version, group in log.execute("SELECT version_id, group_code FROM activity_group"):
            groups.setdefault(version, set()).add(group)
    wrong = []
    for name, rows in changed.items():
        for row in (dict(zip(columns[name], values, strict=True)) for values in rows):
            if name == "activity_version":
                fine = OWN in groups[row["id"]]
            elif name in OF_A_GROUP:
                fine = row["group_code"] == OWN
            elif name == "form_draft":
                fine = row["person"] == ACTING + code
            elif name == "audit_entry":
                fine = row["actor"] == ACTING + code
            else:
                fine = name in FOLLOWS
            if not fine:
                wrong.append((name, row))
    return wrong
