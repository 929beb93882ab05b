"""A whole log, exported and imported into an empty database, has the same history and figures."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import COUNTS, NOW
from ifla_metrics.errors import Conflict, InvalidRecord, NotAllowed
from ifla_metrics.exchange.workbook_history import NAME
from ifla_metrics.i18n import translate
from ifla_metrics.intake.applying import apply
from ifla_metrics.intake.exporting import workbook_of
from ifla_metrics.intake.pasts import history_of
from ifla_metrics.intake.preparing import compare, open_file
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import as_of
from ifla_metrics.store.activities import amend_activity, log_activity, withdraw_activity
from ifla_metrics.store.as_of import meetings
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.frozen_meetings import freeze_meeting
from ifla_metrics.store.import_stored import owned
from ifla_metrics.store.records import amend_record, record, withdraw_record
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.summary_cells import frozen, verify
from tests.intake.test_round_trip import edited
from tests.store.conftest import FRAMEWORK, close, draft, people, prepare_empty
from tests.store.test_records import SAID
from tests.store.whole import behind_figures
from tests.ui import house

EN = translate("en")
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
BEGIN = datetime(2012, 1, 9, 8, 30, 0, 123456, tzinfo=UTC)
EXAMPLES = 40 if os.environ.get("IFLA_NIGHT") else 3
ACTIONS = ("log", "log", "amend", "amend", "withdraw", "approved", "approved", "returned", "freeze")
steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9), st.integers(0, 99), st.integers(1, 30)),
    min_size=4,
    max_size=24,
)
TELLING = [
    ("log", 0, 10, 1),
    ("log", 1, 20, 1),
    ("log", 2, 31, 1),
    ("returned", 0, 0, 1),
    ("approved", 1, 0, 1),
    ("amend", 1, 55, 100),
    ("freeze", 0, 0, 3),
    ("returned", 1, 0, 1),
    ("withdraw", 2, 0, 60),
    ("log", 3, 42, 1),
    ("amend", 0, 77, 30),
    ("approved", 0, 0, 2),
]
"""Returned, approved and amended since, returned again after an approval, withdrawn, frozen."""
KINDS = tuple(SAID)


class Past:
    """Writes at moments of its own choice: the clock of every module is theirs."""

    def __init__(self, engine, monkeypatch):
        self.engine, self.now = engine, BEGIN
        self.entries = []
        monkeypatch.setattr(as_of, "_clock", self.clock)

    def clock(self):
        return self.now

    def play(self, sequence):
        for action, which, drawn, days in sequence:
            self.now += timedelta(days=days, minutes=drawn)
            if action == "log":
                self.log(drawn)
            elif action == "freeze":
                self.freeze()
            elif self.entries:
                self.change(self.entries[which % len(self.entries)], action, drawn)

    def said(self, drawn):
        return draft(
            title=f"Workshop {drawn}",
            started_on=date(2011, 1 + drawn % 12, 3),
            ended_on=date(2012, 1, 5),
            countries=(("BWA", "ZAF", "COG", "KOR")[drawn % 4],),
            directions=(("SD1",), ("SD2", "SD3"), ())[drawn % 3],
            participation=(people(drawn, gender="woman"), people(None, note="\x85 =1+1 \u2028")),
            groups=(("ALP",), ("OA-TF", "ALP"))[drawn % 2],
        )

    def log(self, drawn):
        if drawn % 4 == 3:
            kind = KINDS[drawn // 4 % len(KINDS)]
            done = record(self.engine, SAID[kind], actor=LOCAL)
        else:
            kind, done = "activity", log_activity(self.engine, self.said(drawn), actor=LOCAL)
        self.entries.append([kind, done.uid, 1])

    def change(self, entry, action, drawn):
        kind, uid, version = entry
        form = {"base_version": version, "reason": f"Because\nof {drawn}", "actor": LOCAL}
        try:
            if action in ("approved", "returned"):
                chosen = Decision(kind, uid, version, action, "Which country?" * (drawn % 2 + 1))
                decide(self.engine, [chosen], actor=LOCAL)
                return
            if action == "amend" and kind == "activity":
                amend_activity(self.engine, uid, self.said(drawn), **form)
            elif action == "amend":
                said = SAID[kind].model_copy(update={"note": f"{drawn} «é»"})
                amend_record(self.engine, uid, said, **form)
            elif kind == "activity":
                withdraw_activity(self.engine, uid, **form)
            else:
                withdraw_record(self.engine, kind, uid, **form)
        except (Conflict, InvalidRecord):
            return  # Withdrawn already, or decided otherwise.
        entry[2] += 1

    def freeze(self):
        with reading(self.engine) as connection:
            held = {m.code: m.held_on for m in meetings(connection)}
            closed = frozen(connection)
        for code, day in held.items():
            if day <= self.now.date() and code not in closed:
                freeze_meeting(self.engine, code, actor=LOCAL)


def exported(engine):
    with reading(engine) as connection:
        return workbook_of(connection, "", EN, framework=FRAMEWORK)


def filled(engine, data, actor=LOCAL, *, key="fill"):
    with reading(engine) as connection:
        preview = compare(
            connection,
            open_file(data, "all.xlsx"),
            EN,
            group="",
            framework=FRAMEWORK,
            keeps_names=True,
        )
    assert preview.is_whole, preview.faults
    assert not any("history" in notice for notice in preview.notices(EN))
    apply(engine, preview, EN, actor=actor, reason="Corrected", key=key)
    return preview


def content(engine):
    """Everything that figures are made of, in the order in which it was written."""
    with reading(engine) as connection:
        told = history_of(connection)
        stands = {
            (kind, uid): (one.draft, one.version, one.recorded_at, one.approved, one.returned)
            for kind, entries in owned(connection, None).items()
            for uid, one in entries.items()
        }
    return told.versions, stands, dict(told.frozen)


def cells(engine):
    found = {}
    with reading(engine) as connection:
        for name, table in METADATA.tables.items():
            if name.endswith("_cells"):
                found[name] = sorted(map(tuple, connection.execute(sa.select(table))))
    return found


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(TELLING)
@given(steps)
def test_an_empty_database_has_the_same_history_and_cells_by_both_rules(
    database_from, database_kind, monkeypatch, sequence
):
    first, second = (database_from(prepare_empty) for _ in range(2))
    one, other = engine_of(first), engine_of(second)
    with monkeypatch.context() as patch:
        Past(one, patch).play(sequence)
    filled(other, exported(one))

    before, after = content(one), content(other)
    assert after[:2] == before[:2]
    # A meeting that was held and never closed is closed now, as of the end of its day.
    assert before[2].items() <= after[2].items()
    for code, _day in after[2].items() - before[2].items():
        freeze_meeting(one, code, actor=LOCAL)
    for counts in COUNTS:
        for engine in (one, other):
            set_framework(engine, FRAMEWORK, counts=counts, actor=LOCAL)
            assert verify(engine) == []
        assert cells(other) == cells(one), counts
    close(first)
    close(second)


def figures(engine):
    """What every figure is made from, now, at a meeting and as known on any day."""
    return {day: behind_figures(engine, day) for day in (NOW, "2012-04", "2012-06-30")}


def test_every_figure_is_the_same_by_both_rules(database_from, monkeypatch):
    first, second = (database_from(prepare_empty) for _ in range(2))
    one, other = engine_of(first), engine_of(second)
    with monkeypatch.context() as patch:
        Past(one, patch).play(TELLING)
    filled(other, exported(one))
    for code in frozen_codes(other) - frozen_codes(one):
        freeze_meeting(one, code, actor=LOCAL)

    seen = []
    for counts in COUNTS:
        for engine in (one, other):
            set_framework(engine, FRAMEWORK, counts=counts, actor=LOCAL)
        seen.append(figures(one))
        assert figures(other) == seen[-1], counts
    counted = [[frames for day in told.values() for *_, frames in day] for told in seen]
    assert counted[0] != counted[1]
    close(first)
    close(second)


def frozen_codes(engine):
    with reading(engine) as connection:
        return set(frozen(connection))


@pytest.fixture
def two(tmp_path):
    urls = [house.copy_of_an_empty_log(tmp_path / f"{name}.sqlite3") for name in ("one", "two")]
    yield [engine_of(url) for url in urls]
    for url in urls:
        close(url)


def test_a_changed_row_of_a_whole_log_is_known_by_its_version(two, monkeypatch):
    one, other = two
    with monkeypatch.context() as patch:
        Past(one, patch).play(TELLING)
    data = exported(one)
    filled(other, data)
    [again, changed] = [
        open_file(d, "all.xlsx") for d in (data, edited(data, Activities={(2, "Title"): "Anew"}))
    ]
    with reading(other) as connection:
        same = compare(connection, again, EN, group="", framework=FRAMEWORK)
        found = compare(connection, changed, EN, group="", framework=FRAMEWORK)
    assert same.plan.is_idle
    assert [p.draft.title for p in found.plan.changed] == ["Anew"]


def test_a_log_with_something_in_it_records_rows_as_of_now_and_nothing_withdrawn(two, monkeypatch):
    one, other = two
    with monkeypatch.context() as patch:
        Past(one, patch).play(TELLING)
    log_activity(other, draft(title="Already here"), actor=LOCAL)
    preview = filled(other, exported(one))

    [versions, stands, _] = content(other)
    assert {told.version for _, told in versions} == {1}
    assert not any(told.withdrawn or told.approved_at or told.returned_at for _, told in versions)
    assert len(stands) == len(preview.plan.added) + 1


def test_a_history_that_is_not_whole_is_said_and_its_entry_recorded_as_of_now(two, monkeypatch):
    one, other = two
    with monkeypatch.context() as patch:
        Past(one, patch).play(TELLING)
    data = exported(one)
    versions, stands, meetings = content(one)
    uid = next(u for (k, u), t in versions if t.version == 2 and (k, u) in stands)
    place = next(i for i, ((_, u), t) in enumerate(versions) if u == uid and t.version == 1)
    broken = edited(data, **{NAME: {(place + len(meetings) + 2, "version"): "7"}})
    with reading(other) as connection:
        preview = compare(
            connection,
            open_file(broken, "all.xlsx"),
            EN,
            group="",
            framework=FRAMEWORK,
            keeps_names=True,
        )
    assert any("history of 1 entry" in notice for notice in preview.notices(EN))
    apply(other, preview, EN, actor=LOCAL, key="fill")

    assert [t.version for (_, u), t in content(other)[0] if u == uid] == [1]
    assert verify(other) == []


def test_only_the_secretariat_fills_a_log_with_a_history(two, monkeypatch):
    one, other = two
    with monkeypatch.context() as patch:
        Past(one, patch).play(TELLING)
    with pytest.raises(NotAllowed):
        filled(other, exported(one), actor=ALP)
    assert content(other)[0] == []
