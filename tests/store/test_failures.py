"""Whatever statement fails, nothing is left; whoever writes at the same time, nothing is lost."""

from contextlib import contextmanager

import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import reading, revision
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import draft, people, verify
from tests.store.test_records import SAID


class PlannedFailure(Exception):
    """The statement that was chosen to fail."""


@contextmanager
def failing(engine, number):
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
    with reading(engine) as connection:
        counts = [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            for table in METADATA.tables.values()
        ]
        return revision(connection), counts


def fail_each(engine, write, *, every=1):
    before, number, failed = state(engine), 1, 0
    while True:
        try:
            with failing(engine, number):
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
    story, _ = record(engine, SAID["story"], actor=LOCAL)
    why = {"base_version": 1, "reason": "x", "actor": LOCAL}
    writes = (
        lambda: record(engine, said, actor=LOCAL, key="k"),
        lambda: amend(engine, uid, draft(countries=("ZAF",)), **why),
        lambda: amend(engine, story, SAID["story"], **why),
        lambda: decide(engine, [Decision("story", story, 2, "returned", "x")], actor=LOCAL),
    )
    for write in writes:
        assert fail_each(engine, write) > 5
        assert verify(engine) == []
