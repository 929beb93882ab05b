"""Whatever statement fails, nothing is left; whoever writes at the same time, nothing is lost."""

from contextlib import contextmanager, suppress
from dataclasses import replace

import sqlalchemy as sa
from pydantic import ValidationError

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.audit import AuditFilters, entries
from ifla_metrics.store.database import read_transaction, revision
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.periods import lock_period
from ifla_metrics.store.read import read
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.search import find_activities
from tests.store.conftest import draft, people, verify
from tests.store.test_records import RECORDS


class PlannedFailure(Exception):
    """The statement that was chosen to fail."""


@contextmanager
def fail_statement(engine, number):
    done = 0

    def tick(*_):
        nonlocal done
        done += 1
        if done == number:
            raise PlannedFailure

    def before(_connection, _cursor, statement, parameters, _context, many):
        tick()
        return statement, (tick() or row for row in parameters) if many else parameters

    sa.event.listen(engine, "before_cursor_execute", before, retval=True)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", before)


def state(engine):
    with read_transaction(engine) as connection:
        counts = [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            for table in METADATA.tables.values()
        ]
        return revision(connection), counts


def fail_each_statement(engine, write, *, every=1):
    before, number, failed = state(engine), 1, 0
    while True:
        try:
            with fail_statement(engine, number):
                write()
        except PlannedFailure:
            assert state(engine) == before, f"statement {number} left something"
            number, failed = number + every, failed + 1
        else:
            assert state(engine) != before
            return failed


def test_a_write_that_fails_at_any_statement_leaves_nothing(engine):
    said = draft(participation=(people(5), people(3, country="ZAF")), associations=("bwa-bla",))
    uid, _ = record(engine, said, actor=LOCAL)
    story, _ = record(engine, RECORDS["story"], actor=LOCAL)
    why = {"base_version": 1, "reason": "x", "actor": LOCAL}
    writes = (
        lambda: record(engine, said, actor=LOCAL, key="k"),
        lambda: amend(engine, uid, draft(countries=("ZAF",)), **why),
        lambda: amend(engine, story, RECORDS["story"], **why),
        lambda: decide(engine, [Decision("story", story, 2, "returned", "x")], actor=LOCAL),
    )
    for write in writes:
        assert fail_each_statement(engine, write) > 5
        assert verify(engine) == []


PLAIN = ("workshop", "图书", "nothing", "")
"""Words of an honest reader: one that is found, two that are not, none."""
PAYLOADS = (
    "x'; DROP TABLE activity; --",
    "书馆' OR 1=1",
    "%_\\",
    "title:workshop* NEAR(a b)",
    "$1 :asked ?",
)
OVERVIEW = Choices("2010-2015", "2012")
INPUTS = {
    "search of a group": lambda c, s: find_activities(c, s, groups={s}),
    "filters of the audit": lambda c, s: entries(c, AuditFilters(s, s), actor=LOCAL, limit=5),
    "a new activity": lambda c, s: record(
        c, draft(title=s, description=s, source=s, note=s, language=s), actor=LOCAL
    ),
    "likely doubles": lambda c, s: likely_duplicates(c, [draft(title=s)]),
    "filters of a reading": lambda c, s: read(
        c, replace(OVERVIEW, region=s, group=s), ["month_cells"]
    ),
    "a new record": lambda c, s: record(
        c,
        RECORDS["story"].model_copy(update={"title": s, "change": s, "note": s}),
        actor=LOCAL,
    ),
    "a lock": lambda c, s: lock_period(c, s, s, reason=s, actor=LOCAL),
}


def statements(engine, ask, texts):
    sent = set()

    def hear(_connection, _cursor, statement, *_):
        sent.add(statement)

    sa.event.listen(engine, "before_cursor_execute", hear)
    for text in texts:
        with engine.begin() as connection, suppress(IflaMetricsError, ValidationError, LookupError):
            ask(connection, text)
    sa.event.remove(engine, "before_cursor_execute", hear)
    return sent


def test_no_typed_text_changes_a_statement(engine):
    record(engine, draft(), actor=LOCAL)
    for name, ask in INPUTS.items():
        # What has been said before is held: a second honest reader says what is asked then.
        honest = statements(engine, ask, PLAIN * 2)
        assert honest, name
        for payload in PAYLOADS:
            assert not statements(engine, ask, [payload]) - honest, (name, payload)
