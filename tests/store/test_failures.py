"""Failing statements leave no partial write; typed text never changes a statement."""

from contextlib import contextmanager, suppress

import sqlalchemy as sa
from pydantic import ValidationError

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.audit import AuditFilters, entries
from ifla_metrics.store.database import revision, translate_errors
from ifla_metrics.store.read.duplicates import likely_duplicates
from ifla_metrics.store.read.reading import read
from ifla_metrics.store.read.search import find_activities
from ifla_metrics.store.write.entries import amend, record
from ifla_metrics.store.write.periods import lock_period
from ifla_metrics.store.write.review import Decision, decide
from tests.store.conftest import draft, people
from tests.store.queries import query, verify
from tests.store.test_records import RECORDS

STORY = RECORDS["story"]


class PlannedFailure(Exception):
    """Raised instead of executing the chosen statement."""


@contextmanager
def fail_statement(engine, number):
    """Raise at the statement with this number; each row of a bulk insert counts as one."""
    count = 0

    def tick(*_):
        nonlocal count
        count += 1
        if count == number:
            raise PlannedFailure

    def before(_connection, _cursor, statement, parameters, _context, many):
        tick()
        return statement, (tick() or row for row in parameters) if many else parameters

    sa.event.listen(engine, "before_cursor_execute", before, retval=True)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", before)


def state(connection):
    return revision(connection), [
        connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
        for table in METADATA.tables.values()
    ]


def fail_each_statement(engine, write, *, every=1):
    """Fail the statements of a write in turn until it succeeds; return the number of failures."""
    before, number, failures = query(engine, state), 1, 0
    while True:
        try:
            with fail_statement(engine, number):
                write()
        except PlannedFailure:
            assert query(engine, state) == before, f"statement {number} left a partial write"
            number, failures = number + every, failures + 1
        else:
            assert query(engine, state) != before
            return failures


def test_a_write_that_fails_at_any_statement_changes_nothing(engine):
    activity = draft(participation=(people(5), people(3, country="ZAF")), associations=("bwa-bla",))
    uid, _ = record(engine, activity, actor=LOCAL)
    story, _ = record(engine, STORY, actor=LOCAL)
    change = {"base_version": 1, "reason": "x", "actor": LOCAL}
    writes = (
        lambda: record(engine, activity, actor=LOCAL, key="k"),
        lambda: amend(engine, uid, draft(countries=("ZAF",)), **change),
        lambda: amend(engine, story, STORY, **change),
        lambda: decide(engine, [Decision("story", story, 2, "returned", "x")], actor=LOCAL),
    )
    for write in writes:
        assert fail_each_statement(engine, write) > 5
        assert verify(engine) == []


HARMLESS = ("workshop", "图书", "nothing", "")
PAYLOADS = (
    "x'; DROP TABLE activity; --",
    "书馆' OR 1=1",
    "%_\\",
    "title:workshop* NEAR(a b)",
    "$1 :asked ?\0",
)
INPUTS = {
    "search in a group": lambda c, s: find_activities(c, s, groups={s}),
    "audit filters": lambda c, s: entries(c, AuditFilters(s, s), actor=LOCAL, limit=5),
    "a new activity": lambda c, s: record(
        c, draft(title=s, description=s, source=s, note=s, language=s), actor=LOCAL
    ),
    "likely duplicates": lambda c, s: likely_duplicates(c, [draft(title=s)]),
    "filters of figures": lambda c, s: read(
        c, Choices("2010-2015", "2012", region=s, group=s), ["month_cells"]
    ),
    "a new record": lambda c, s: record(
        c, STORY.model_copy(update={"title": s, "change": s, "note": s}), actor=LOCAL
    ),
    "a lock": lambda c, s: lock_period(c, s, s, reason=s, actor=LOCAL),
}


def statements(engine, use, texts):
    executed = set()

    def listen(_connection, _cursor, statement, *_):
        executed.add(statement)

    sa.event.listen(engine, "before_cursor_execute", listen)
    for text in texts:
        refusals = suppress(IflaMetricsError, ValidationError, LookupError)
        with refusals, translate_errors(), engine.begin() as connection:
            use(connection, text)
    sa.event.remove(engine, "before_cursor_execute", listen)
    return executed


def test_typed_text_never_changes_a_statement(engine):
    record(engine, draft(), actor=LOCAL)
    for name, use in INPUTS.items():
        expected = statements(engine, use, HARMLESS * 2)  # The second time with warm caches.
        assert expected, name
        for payload in PAYLOADS:
            assert not statements(engine, use, [payload]) - expected, (name, payload)
