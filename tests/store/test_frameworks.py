"""Frameworks: preview, applied as a whole, past versions and retired rows."""

from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework.files import read_folder
from ifla_metrics.framework.model import Translation
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.write.entries import amend, record
from ifla_metrics.store.write.frameworks import Change, apply_framework, preview_changes
from tests.store.conftest import DATA, FRAMEWORK, draft
from tests.store.queries import query, sql, verify

PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)


def current(engine):
    return query(engine, read_catalogue).framework(FRAMEWORK)


def past(engine):
    return [plan for _ended, plan in query(engine, read_catalogue).past[FRAMEWORK]]


def test_the_preview_lists_added_changed_and_retired_rows(engine):
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
    changes = [
        Change("changed", "framework", FRAMEWORK, "title", PLAN.title, "A new title"),
        Change("changed", "nodes", "KI2.A", "owner", "ALP", "HQ"),
        Change("retired", "nodes", "KI5.C", "", PLAN.node("KI5.C").title, ""),
        Change("retired", "links", "KI5.C", "", "", ""),
        Change("added", "targets", "A1 2010 2010-12-31 2011-12-07", "", "", "7"),
    ]

    assert query(engine, preview_changes, plan) == changes
    assert current(engine) == PLAN
    assert apply_framework(engine, plan, actor=LOCAL) == changes
    assert current(engine) == plan
    assert query(engine, preview_changes, plan) == []
    assert past(engine) == [PLAN]

    added = Change("added", "nodes", "KI5.C", "", "", PLAN.node("KI5.C").title)
    assert added in query(engine, preview_changes, PLAN)
    apply_framework(engine, PLAN, actor=LOCAL)
    assert current(engine) == PLAN


def test_a_past_version_has_the_current_translations(engine):
    for version, title in (("1", "Plan"), ("2", "Stratégie")):
        texts = (Translation("fr", PLAN.title, title, "unofficial"),)
        apply_framework(engine, replace(PLAN, version=version, texts=texts), actor=LOCAL)

    plan = past(engine)[-1]
    assert (plan.version, plan.in_language("fr").title) == ("1", "Stratégie")


def test_a_framework_with_an_unknown_code_is_not_applied(engine):
    for fault in (
        {"nodes": tuple(replace(n, owner="ALQ") for n in PLAN.nodes)},
        {"region_scheme": "nowhere"},
    ):
        with pytest.raises(UnknownCode):
            apply_framework(engine, replace(PLAN, title="Broken", **fault), actor=LOCAL)
    assert current(engine) == PLAN


def test_a_retired_row_stays_for_existing_references(engine):
    activity = draft(outcomes=("KI2.A.1", "KI2.A.2"))
    uid = record(engine, activity, actor=LOCAL).uid
    plan = replace(
        PLAN,
        nodes=tuple(n for n in PLAN.nodes if n.code != "KI2.A.2"),
        links=tuple(link for link in PLAN.links if link.node != "KI2.A.2"),
        indicators=tuple(i for i in PLAN.indicators if i.node != "KI2.A.2"),
        targets=tuple(t for t in PLAN.targets if PLAN.indicator(t.indicator).node != "KI2.A.2"),
    )
    apply_framework(engine, plan, actor=LOCAL)

    assert sorted(sql(engine, "SELECT outcome FROM contribution")) == ["KI2.A.1", "KI2.A.2"]
    assert "KI2.A.2" not in sql(engine, "SELECT scope FROM summary_cell")
    assert verify(engine) == []
    with pytest.raises(UnknownCode):
        record(engine, draft(outcomes=("KI2.A.2",)), actor=LOCAL)
    amend(engine, uid, activity, base_version=1, reason="sent again", actor=LOCAL)
