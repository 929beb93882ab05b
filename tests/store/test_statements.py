"""What somebody typed is a value: it never changes a statement that the database is sent (P19)."""

from contextlib import contextmanager, suppress

import sqlalchemy as sa
from pydantic import ValidationError

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.audit_query import Wanted, entries
from ifla_metrics.store.database import reading
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.editions import remove_template, save_template, template_text
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.evidence_files import facts
from ifla_metrics.store.people import add_person
from ifla_metrics.store.periods import lock_period, report_nothing
from ifla_metrics.store.read import read
from ifla_metrics.store.search import find
from ifla_metrics.store.sessions import actor_of_session, is_open
from ifla_metrics.store.versions import activity, record_versions
from tests.store.conftest import draft
from tests.store.test_records import SAID

PLAIN = ("workshop", "nothing", "")
"""Words of an honest reader: one that is found, one that is not, none."""
PAYLOADS = (
    "x' OR '1'='1",
    "x'; DROP TABLE activity; --",
    '" OR 1=1',
    "%",
    "_",
    "\\",
    "x) UNION SELECT 1",
    "workshop* NEAR(a b)",
    "title:workshop",
    "-workshop OR a",
    "$1 :asked ?",
    "{{7*7}}${7*7}%(x)s",
)


def _asked(question):
    def ask(engine, text):
        with reading(engine) as connection:
            question(connection, text)

    return ask


def _amend(engine, text):
    uid, _ = record(engine, draft(), actor=LOCAL)
    amend(engine, uid, draft(title=text), base_version=1, reason=text, actor=LOCAL)


INPUTS = {
    "search": find,
    "search of a group": lambda e, s: find(e, s, groups={s}),
    "filters of the audit": _asked(
        lambda c, s: entries(c, Wanted(person=s, group=s, kind=s), actor=LOCAL, limit=5)
    ),
    "a new activity": lambda e, s: record(
        e, draft(title=s, description=s, source=s, note=s, language=s), actor=LOCAL
    ),
    "a changed activity": _amend,
    "codes of an activity": lambda e, s: record(
        e, draft(groups=(s,), associations=(s,)), actor=LOCAL
    ),
    "likely doubles": _asked(lambda c, s: likely_duplicates(c, [draft(title=s)], key=s)),
    "filters of a reading": _asked(
        lambda c, s: read(c, Choices("2010-2015", "2012", region=s, group=s), ["month_cells"])
    ),
    "an entry": _asked(activity),
    "a record": _asked(lambda c, s: record_versions(c, "story", s)),
    "a nil return": lambda e, s: report_nothing(e, s, s, group=s, actor=LOCAL),
    "a lock": lambda e, s: lock_period(e, s, s, reason=s, actor=LOCAL),
    "a person": lambda e, s: add_person(
        e,
        PersonDraft(name=s, email=f"{s}@example.org", role=Role.EDITOR, groups=frozenset({s})),
        actor=LOCAL,
    ),
    "a template": lambda e, s: save_template(e, s, s, actor=LOCAL),
    "the words of a template": _asked(template_text),
    "a template to be removed": lambda e, s: remove_template(e, s, actor=LOCAL),
    "an address of evidence": _asked(lambda c, s: facts(c, (s,))),
    "a session": actor_of_session,
    "a link": _asked(is_open),
    **{
        f"a new {kind}": lambda e, s, said=said: record(
            e,
            said.model_copy(
                update={
                    name: s
                    for name in ("note", "source", "title", "change", "why", "ask", "reason")
                    if name in type(said).model_fields
                }
            ),
            actor=LOCAL,
        )
        for kind, said in SAID.items()
    },
}


@contextmanager
def listening(engine):
    """Gives the texts of the statements that are sent meanwhile."""
    told = set()

    def hear(_connection, _cursor, statement, *_):
        told.add(statement)

    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield told
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)


def statements(engine, ask, text):
    # What is refused may have been asked about first: what was asked counts.
    with listening(engine) as told, suppress(IflaMetricsError, ValidationError, LookupError):
        ask(engine, text)
    return told


def test_no_typed_text_changes_a_statement(engine):
    record(engine, draft(), actor=LOCAL)
    compared = 0
    for name, ask in INPUTS.items():
        # What has been said before is held: a second honest reader says what is asked then.
        honest = set().union(*(statements(engine, ask, text) for text in (*PLAIN, *PLAIN)))
        assert honest, name
        for payload in PAYLOADS:
            new = statements(engine, ask, payload) - honest
            assert not new, (name, payload, new)
            compared += 1
    with reading(engine) as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM activity")).scalar()
    print(f"{compared} inputs with what they should not contain, 0 statements changed")
