"""What changed since the last meeting leads to what its reader may open."""

from datetime import date

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.store.activities import withdraw_activity
from ifla_metrics.store.database import reading
from ifla_metrics.store.kinds import kind_of
from ifla_metrics.store.records import amend_record, withdraw_record
from ifla_metrics.store.versions import activity, record_versions
from ifla_metrics.ui.since_corrections import ROWS
from tests.pages.doors import opened

READERS = {
    "viewer": (Actor("v", Role.VIEWER), False),
    "editor": (Actor("e", Role.EDITOR, frozenset({"ALP"})), True),
    "secretariat": (Actor("s", Role.SECRETARIAT), True),
}


@pytest.mark.parametrize("kind", ["story", "cohort_count", "observation", "activity"])
def test_a_corrected_entry_leads_to_what_its_reader_may_open(own_history, monkeypatch, kind):
    """The page of a record is a form; a viewer is led to its rows, whoever read before.

    The story was withdrawn and stands in no row.
    """
    correct(own_history, kind)
    for role in ("secretariat", "viewer", "editor", "viewer"):
        reader, records = READERS[role]
        monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda *_, who=reader: who)
        app = opened("since-last-meeting", known_on="now", since="2012-12")
        found = next(h for h in (e.proto.body for e in app.get("html")) if "Recounted" in h)
        told = found[: found.index("Recounted")].rsplit("<li>", 1)[1]

        to_itself = kind == "activity" or records
        assert ('href="activity?' in told) == (kind == "activity"), role
        assert ('href="records?' in told) == (to_itself and kind != "activity"), role
        assert (f"#{ROWS.get(kind, ('', ''))[1]}" in told) == (not to_itself and kind != "story"), (
            role
        )


def correct(engine, kind):
    """Amend an entry that was known at the last meeting."""
    if kind == "activity":
        with reading(engine) as connection:
            version = activity(connection, "act-s-039").version
        withdraw_activity(
            engine, "act-s-039", base_version=version, reason="Recounted", actor=LOCAL
        )
        return
    with reading(engine) as connection:
        table = kind_of(kind).table
        uid, version = connection.execute(
            sa.select(table.c.uid, table.c.version).where(
                table.c.superseded_at.is_(None),
                table.c.framework == "2010-2015",
                table.c.as_of < date(2012, 12, 1),
                table.c.as_of >= date(2011, 1, 1),
            )
        ).first()
        held = record_versions(connection, kind, uid)[-1].draft
    said = {"base_version": version, "reason": "Recounted", "actor": LOCAL}
    if kind == "story":
        withdraw_record(engine, kind, uid, **said)
        return
    change = {"count": held.count + 1} if kind == "cohort_count" else {"value": 98765.0}
    amend_record(engine, uid, held.model_copy(update=change), **said)
