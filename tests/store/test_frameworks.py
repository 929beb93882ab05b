"""A framework goes into the database whole and comes back equal; what changes is shown first."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework_files import folders, read_folder
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.database import reading
from ifla_metrics.store.framework_tables import Change, apply_framework, preview
from ifla_metrics.store.queries import frameworks, read_framework
from ifla_metrics.store.summary_cells import CELL, verify
from tests.store.conftest import DATA, FRAMEWORK, draft

PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)


def stored(engine, framework_id=FRAMEWORK):
    with reading(engine) as connection:
        return read_framework(connection, framework_id)


def previewed(engine, framework):
    with reading(engine) as connection:
        return preview(connection, framework)


def test_every_framework_comes_back_as_it_was_applied(engine):
    for folder in folders(DATA / "frameworks"):
        plan = read_folder(folder)
        assert stored(engine, plan.id) == plan
        assert previewed(engine, plan) == []


def test_frameworks_are_listed_oldest_first(engine):
    with reading(engine) as connection:
        found = [id_ for id_, _ in frameworks(connection)]
        assert found == ["2010-2015", "2016-2021", "2019-2024", "2024-2029"]
        with pytest.raises(UnknownCode, match="Did you mean '2010-2015'"):
            read_framework(connection, "2010-2016")


def test_the_preview_names_what_would_be_added_changed_and_retired(engine):
    revised = replace(PLAN.targets[0], target=7.0, decided_on=date(2011, 12, 7), reason="Raised")
    nodes = tuple(
        replace(n, owner="HQ") if n.code == "KI2.A" else n for n in PLAN.nodes if n.code != "KI5.C"
    )
    plan = replace(
        PLAN,
        title="A new title",
        nodes=nodes,
        targets=(*PLAN.targets, revised),
        links=tuple(link for link in PLAN.links if link.node != "KI5.C"),
    )
    wanted = [
        Change("changed", "framework", FRAMEWORK, "title", PLAN.title, "A new title"),
        Change("changed", "node", "KI2.A", "owner", "ALP", "HQ"),
        Change("retired", "node", "KI5.C", "", PLAN.node("KI5.C").title, ""),
        Change("retired", "link", "KI5.C", "", "", ""),
        Change("added", "target", "A1 2010 2010-12-31 2011-12-07", "", "", "7.0"),
    ]
    before = stored(engine)

    assert previewed(engine, plan) == wanted
    assert stored(engine) == before

    assert apply_framework(engine, plan, actor=LOCAL) == wanted
    assert stored(engine) == plan
    assert previewed(engine, plan) == []

    back = previewed(engine, PLAN)
    assert Change("added", "node", "KI5.C", "", "", PLAN.node("KI5.C").title) in back
    apply_framework(engine, PLAN, actor=LOCAL)
    assert stored(engine) == PLAN


def test_a_retired_row_stays_for_what_refers_to_it(engine):
    log_activity(engine, draft(outcomes=("KI2.A.1", "KI2.A.2")), actor=LOCAL)
    plan = replace(
        PLAN,
        nodes=tuple(n for n in PLAN.nodes if n.code != "KI2.A.2"),
        links=tuple(link for link in PLAN.links if link.node != "KI2.A.2"),
        indicators=tuple(i for i in PLAN.indicators if i.node != "KI2.A.2"),
        targets=tuple(t for t in PLAN.targets if PLAN.indicator(t.indicator).node != "KI2.A.2"),
    )
    apply_framework(engine, plan, actor=LOCAL)

    with reading(engine) as connection:
        claimed = connection.exec_driver_sql("SELECT outcome FROM contribution").scalars().all()
    assert sorted(claimed) == ["KI2.A.1", "KI2.A.2"]
    assert "KI2.A.2" not in scopes(engine)
    assert verify(engine) == []
    with pytest.raises(UnknownCode):
        log_activity(engine, draft(outcomes=("KI2.A.2",)), actor=LOCAL)


def scopes(engine):
    with reading(engine) as connection:
        return set(connection.execute(sa.select(CELL.c.scope)).scalars())


def test_changed_periods_and_levels_are_counted_anew(engine):
    log_activity(engine, draft(), actor=LOCAL)
    moved = tuple(replace(n, parent="KI2.B") if n.code == "KI2.A.1" else n for n in PLAN.nodes)
    apply_framework(engine, replace(PLAN, nodes=moved), actor=LOCAL)

    assert {"KI2.A.1", "KI2.B", "KI2"} <= scopes(engine)
    assert "KI2.A" not in scopes(engine)
    assert verify(engine) == []

    fewer = tuple(p for p in PLAN.periods if p.code != "2011-Q2")
    apply_framework(engine, replace(PLAN, nodes=moved, periods=fewer), actor=LOCAL)
    assert scopes(engine) == set()
    assert verify(engine) == []


def test_applying_a_faulty_framework_leaves_the_old_one(engine):
    broken = replace(PLAN, title="Broken", targets=(replace(PLAN.targets[0], indicator="Z9"),))

    with pytest.raises(sa.exc.IntegrityError):
        apply_framework(engine, broken, actor=LOCAL)
    assert stored(engine) == PLAN


def test_a_framework_that_names_an_unknown_group_or_scheme_is_refused(engine):
    for broken, message in (
        (replace(PLAN, region_scheme="ifla-2010"), "Unknown region scheme 'ifla-2010'"),
        (replace(PLAN, nodes=tuple(replace(n, owner="ALQ") for n in PLAN.nodes)), "'ALQ'"),
    ):
        with pytest.raises(UnknownCode, match=message):
            apply_framework(engine, broken, actor=LOCAL)
    assert stored(engine) == PLAN
